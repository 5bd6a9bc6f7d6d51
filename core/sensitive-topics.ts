/** What a second person reads before it leaves. */
export const SENSITIVE_TOPICS = ['legal', 'safety', 'press', 'refund'] as const
export type SensitiveTopic = (typeof SENSITIVE_TOPICS)[number]

/** Beginnings of words, as people write them in the five languages that most posts come in. */
const WORDS: Readonly<Record<SensitiveTopic, readonly string[]>> = {
  legal: list(`lawyer|lawsuit|sue|sued|suing|solicitor|attorney|legal action|court|tribunal|gdpr|
    data protection|subpoena|defamation|discriminat*|anwalt*|klage*|gericht*|datenschutz*|avocat*|
    tribunaux|abogad*|demanda judicial|avvocat*|denuncia`),
  safety:
    list(`allerg*|anaphyla*|epipen|poison*|injur*|hospital|ambulance|burnt|burned|burns|a fire|caught fire|the fire|
    choke*|choking|unsafe|hazard*|glass in|mould|bleeding|assault*|harass*|vergift*|verletz*|
    krankenhaus|unfall|brand in|blessé*|empoisonn*|hôpital|herid*|envenen*|intossic*|ospedale`),
  press:
    list(`journalist*|reporter*|for a newspaper|for the newspaper|tell the newspaper*|press office|press enquiry|press inquiry|
    for an article|for a story|on the record|comment for|broadcast*|an die zeitung|der zeitung|redaktion*|
    journaliste*|periodist*|giornalist*`),
  refund: list(`refund*|money back|chargeback*|charge back|reimburs*|compensat*|rückerstatt*|
    erstatt*|geld zurück|rembours*|reembols*|rimbors*`),
}

const PATTERNS = SENSITIVE_TOPICS.map((topic) => ({ topic, pattern: patternOf(WORDS[topic]) }))

/** Which of these a text touches. It errs towards a second look: a word is enough. */
export function sensitiveTopics(text: string): SensitiveTopic[] {
  const plain = text.normalize('NFC').toLowerCase()
  return PATTERNS.filter(({ pattern }) => pattern.test(plain)).map(({ topic }) => topic)
}

function patternOf(words: readonly string[]): RegExp {
  const parts = words.map((word) =>
    word.endsWith('*') ? `${word.slice(0, -1)}\\p{L}*` : `${word}(?!\\p{L})`,
  )
  return new RegExp(`(?<!\\p{L})(?:${parts.join('|')})`, 'u')
}

function list(words: string): readonly string[] {
  return words.split('|').map((word) => word.trim())
}
