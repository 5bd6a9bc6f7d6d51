import { INTENTS } from '../../core/judgement.ts'
import { isShouted, type Reading } from './feature-signs.ts'
import { BRAND_NAME } from './feature-words.ts'
import { isNegation, type LexiconFinding } from './lexicon-sentiment.ts'
import type { Token } from './tokenise.ts'

const ME = new Set(['i', "i'm", "i've", "i'd", 'my', 'me', 'we', 'our', 'us', "we're", "we've"])
const YOU = new Set(['you', 'your', "you're", 'u', 'ur', 'yours'])
const RULED = [...INTENTS, 'emergency'] as const

/** Writes the measured features of a post, one number after the other, and tells how many. */
export function measure(reading: Reading, into: Float32Array): number {
  let at = 0
  const put = (value: number) => {
    into[at] = value
    at += 1
  }
  putFeeling(reading.lexicon, reading.words.length, put)
  put(bend(reading.service.positive))
  put(bend(reading.service.negative))
  putShape(reading.tokens, reading.words.length, put)
  putRules(reading, put)
  putBrand(reading, put)
  const parent = reading.parent?.lexicon
  put(parent === undefined ? 0 : bend(parent.positive) - bend(parent.negative))
  put(parent === undefined ? 0 : 1)
  return at
}

type Put = (value: number) => void

/** Large sums say little more than middling ones. */
function bend(value: number): number {
  return value / Math.sqrt(value * value + 1)
}

function putFeeling(lexicon: LexiconFinding, words: number, put: Put): void {
  const { hits } = lexicon
  const words1 = Math.max(1, words)
  let highest = 0
  let lowest = 0
  let good = 0
  let bad = 0
  for (const { value } of hits) {
    if (value > highest) highest = value
    if (value < lowest) lowest = value
    if (value > 0) good += 1
    else bad += 1
  }
  put(bend(lexicon.positive))
  put(bend(lexicon.negative))
  put(bend(lexicon.positive - lexicon.negative))
  put(highest)
  put(lowest)
  put((good / words1) * 4)
  put((bad / words1) * 4)
  put(hits.at(0)?.value ?? 0)
  put(hits.at(-1)?.value ?? 0)
  put(hits.length === 0 ? 1 : 0)
  put(bend(lexicon.faces))
}

function putShape(tokens: readonly Token[], words: number, put: Put): void {
  const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  const count = (place: number) => {
    counts[place] = (counts[place] ?? 0) + 1
  }
  for (const token of tokens) {
    const { kind, text } = token
    const place = KINDS.get(kind)
    if (place !== undefined) count(place)
    else if (kind === 'mark') {
      if (text.includes('!')) count(0)
      if (text.includes('?')) count(1)
    } else {
      if (isShouted(token)) count(2)
      if (isNegation(text)) count(3)
      if (ME.has(text)) count(4)
      if (YOU.has(text)) count(5)
    }
  }
  put(Math.log1p(words) / 3)
  for (const number of counts) put(Math.log1p(number))
}

/** Places in the counts; exclamation, question, capitals, no, me and you stand before. */
const KINDS: ReadonlyMap<string, number> = new Map([
  ['handle', 6],
  ['link', 7],
  ['tag', 8],
  ['number', 9],
  ['emoji', 10],
])

/** How sure the rules of a label are together: each that spoke leaves less doubt. */
function putRules({ rules }: Reading, put: Put): void {
  for (const label of RULED) {
    let doubt = 1
    for (const { rule } of rules) if (rule.label === label) doubt *= 1 - rule.weight
    put(1 - doubt)
  }
}

/** Words away from the name within which feeling is taken to be about the brand. */
const NEAR = 5

function putBrand({ signals, lexicon, words }: Reading, put: Put): void {
  put(signals === null ? 0 : 1)
  put(signals === null ? 0 : Math.min(1, signals.handles.length))
  put(signals === null ? 0 : Math.min(3, signals.keywords.length) / 3)
  put(signals === null ? 0 : Math.min(3, signals.description.length) / 3)
  put(signals === null ? 0 : Math.min(3, signals.others.length) / 3)
  let near = 0
  if (signals !== null && lexicon.hits.length > 0)
    for (const { form, at } of words)
      if (form === BRAND_NAME)
        for (const hit of lexicon.hits) if (Math.abs(hit.at - at) <= NEAR) near += hit.value
  put(bend(near))
}
