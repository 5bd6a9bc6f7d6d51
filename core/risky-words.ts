/** Words that bind us, in the languages that most answers are in. */
const PROMISES = anyOf(`i promise|we promise|promise you|guarantee\\w*|never again|100 ?%|
  definitely|for sure|without fail|no matter what|whatever it takes|you have my word|
  will be (?:there|delivered|fixed|refunded|sorted) (?:by|on|before|within|in|today|tomorrow)|
  by (?:tomorrow|tonight|the end of (?:the )?(?:day|week))|within (?:the|an) hour|
  full refund|money back|(?:i|we)(?:['’]ll|\\swill) (?:\\p{L}+ ){0,2}(?:refund|replace|reimburse|compensate|repay|credit you|
  pay you|give you|bring you|send you(?! an? (?:message|note|e-?mail|dm)))|you(?:['’]ll|\\swill) (?:get|receive)|
  wir versprechen|garantier\\w*|nie wieder|auf jeden fall|bis morgen|(?:ich|wir) (?:erstatte|ersetze)n?|
  sie (?:bekommen|erhalten)|du (?:bekommst|erhältst)|
  je vous promets|nous promettons|garanti\\w*|plus jamais|d’ici demain|(?:je|nous) vous rembours\\p{L}*|vous recevrez|
  le prometo|prometemos|garantiza\\w*|nunca más|(?:le|te) (?:devolveremos|reembolsaremos)|recibir(?:á|ás)|
  prometto|promettiamo|mai più|(?:la|ti) rimborseremo|ricever(?:à|ai)`)

const TAKE_BACK = anyOf(`(?:delete|remove|take down|withdraw|edit|change|update|revise|reconsider|
  improve|raise)\\s+(?:(?:your|the|this|that|it)\\s+)?(?:\\w+\\s+)?(?:review|post|rating|comment|tweet|
  stars?|feedback|complaint)\\b|(?:take|pull) (?:your|the|this) (?:\\w+ )?(?:review|post|comment|tweet) down|
  (?:bewertung|beitrag|kommentar|post|rezension) (?:\\w+ )?(?:löschen|entfernen|ändern|anpassen|zurücknehmen)|
  (?:supprim|retir|modifi)\\w* (?:votre|ton|l’) ?(?:avis|commentaire|message|post)|
  (?:eliminar?|borrar?|cambiar?|retirar?) (?:su|tu|la) (?:reseña|opinión|comentario|publicación)|
  (?:eliminare|cancellare|modificare|rimuovere) (?:la|il) (?:tua|sua|tuo|suo)? ?(?:recensione|commento|post)`)

const GIVING = anyOf(`free|voucher\\w*|gift\\w*|discount\\w*|coupon\\w*|refund\\w*|compensat\\w*|
  on (?:us|the house)|credit|code|cashback|% off|gutschein\\w*|geschenk\\w*|rabatt\\w*|gratis|
  kostenlos\\w*|cadeau\\w*|remise|gratuit\\w*|rembours\\w*|regalo|descuento|reembols\\w*|sconto|
  rimborso|omaggio`)

/** The first words that promise something; null for none. */
export function findPromise(text: string): string | null {
  return PROMISES.exec(text)?.[0] ?? null
}

/** Words that ask somebody to take back or change what they wrote; null for none. */
export function findTakeBack(text: string): string | null {
  return TAKE_BACK.exec(text)?.[0] ?? null
}

/** Whether something is given: together with a request to take words back this is against the law in places. */
export function givesSomething(text: string): boolean {
  return GIVING.test(text)
}

/** Addresses that only we can open: of this machine, of a local network, of the tools that a team works in. */
const INTERNAL_HOST =
  /^(?:localhost|.*\.(?:local|internal|lan|intranet|corp|home|test|localhost)|127(?:\.\d{1,3}){3}|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|0\.0\.0\.0|\[.*\]|[^.]+|(?:.+\.)?slack\.com|docs\.google\.com|drive\.google\.com|(?:.+\.)?sharepoint\.com|(?:.+\.)?atlassian\.net|(?:.+\.)?notion\.so|admin\..+|intranet\..+|dashboard\.stripe\.com)$/i
const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi
const BARE_INTERNAL =
  /(?<![\w@./-])(?:localhost(?::\d+)?|(?:127|10)(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|[\w-]+\.slack\.com)(?:[:/][^\s]*)?/i

/** The first address in a text that a customer could not open, or should not see; null for none. */
export function findInternalLink(text: string): string | null {
  for (const [address] of text.matchAll(ADDRESS)) {
    const url = URL.parse(address)
    if (url !== null && INTERNAL_HOST.test(url.hostname)) return address
  }
  return BARE_INTERNAL.exec(text)?.[0] ?? null
}

function anyOf(words: string): RegExp {
  const list = words
    .replaceAll(/\s*\|\s*/g, '|')
    .replaceAll(/\s*\n\s*/g, '')
    .trim()
  return new RegExp(`(?<![\\p{L}\\d])(?:${list})`, 'iu')
}
