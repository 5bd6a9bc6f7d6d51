/** What somebody else said, a title, a slogan; what a person was told to their face is no quotation. */
const QUOTED =
  /(?<!\b(?:said|says|told|shout\w*|yell\w*|threat\w*|text\w*|wrote|sa(?:gt|gte)|dijo|dit|ha detto|disse)\b[^"«]{0,20})(?:"[^"]{2,300}"|«[^»]{2,300}»|(?<![\p{L}\p{N}])'[^'\n]{2,120}'(?![\p{L}\p{N}]))/gu
/** "Never charged twice", "wasn't stranded": the danger that is named is the one that did not come. */
const DENIED =
  /(?:(?<!\p{L})(?:never|not|without|no longer|instead of|rather than|nie|nicht|keine?|ohne|jamais|pas|sans|nunca|sin|mai|non|senza|não|sem)|n't)(?: (?:once|yet|even|actually|really|been|being|be|was|were|got|get|getting|had|have|having|felt|left|an?|any|one|again|to|me|us|you|him|her|them|up|an? single|ha|han|hat|habe|é|été|eu|avuto|sono|stat[oa]|está|estou|foi|einmal|une?|un[oa]?|aucune?)){0,4} (?:stranded|stuck|trapped|locked (?:in|out)|charged|billed|debited|hacked|leaked|allerg\w+|hurt|injur\w+|attacked|threatened|burnt|poisoned|ill|choking|frozen|blocked|left behind|suing|sue|on fire|reaction|lawyers?|solicitors?|emergency|urgent|robbed|stolen|abandoned|gestrandet|eingesperrt|ausgesperrt|doppelt|dringend|notfall|bloqu\w+|débité\w*|urgent|urgence|cobrad\w+|varad\w+|atrapad\w+|urgente|emergencia|bloccat\w+|addebitat\w+|pres[oa]s?)(?: (?:twice|double|dos veces|deux fois|due volte|duas vezes|abgebucht))?/gu
/** Sung, made up, meant as a picture, or sold: nobody is in danger in a lyric, a plot or an advertisement. */
const UNREAL =
  /[♪♫🎵🎶🎼]|(?<!\p{L})(?:lyrics?|novel|thriller|trailer|sequel|sitcom|soap opera|tv show|documentary|episode|season \d|escape room|in the (?:film|movie|game|book|song|advert|ad|story|series)|this (?:song|track|album|film|movie|book|game|novel|advert)|figuratively|metaphorically|so to speak|hypothetically|imagine|dreamt|nightmare about|bingo|joking|kidding|what (?:happens|would happen) if|(?:does|do) (?:any(?:one|body)|you|u)\b.{0,60}\bif|in case (?:i|you|we)|if (?:i|you|we) (?:ever )?(?:get|got|were|are ever)|use (?:my )?code|promo code|giveaway|advert:|ad:|#ad|sponsored)(?!\p{L})/u
/** Told of long ago, of news, or by somebody who already got help: nobody is in danger now. */
const OVER =
  /(?<!\p{L})(?:last (?:year|summer|winter|spring|autumn|month|week)|(?:years?|months?|weeks?|ages) ago|(?:back )?in (?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december)|when i was|used to|once upon|for (?:\w+ ){0,2}years|drill|reminder:|all (?:over|sorted|fixed|good|fine) now|all (?:gone|fine)|got (?:home|back) (?:safe|fine)|(?:is|are|she's|he's|they're|i'm) home (?:now|and)|got (?:us|me|him|her|them) home|sorted (?:it|this|my|that|everything|us|me)\b.{0,60}\b(?:minutes|quick\w*|same day|flat|within|fast)|(?:fixed|solved|refunded) (?:it|me|us|this|that)|(?:was|were|has been|been) (?:paid|refunded|fixed|resolved|settled)|thankfully|luckily|turned out|in the end|thank god for|no rush|letztes jahr|l'année dernière|il y a \w+ (?:ans|mois)|el año pasado|hace \w+ (?:años|meses)|l'anno scorso|\w+ anni fa|no ano passado|há \w+ (?:anos|meses))(?!\p{L})/u

/** Whether a text, normalised for rules, is a tale, a song or an advertisement. */
export function isUnreal(text: string): boolean {
  return UNREAL.test(text)
}

/** Where a text speaks of a danger that is there, in words of its own: without quotations and denials; '' where it is a tale, a song or long over. */
export function inEarnest(text: string): string {
  if (isUnreal(text) || OVER.test(text)) return ''
  return text.replaceAll(QUOTED, ' … ').replaceAll(DENIED, ' … ')
}
