import type { Reason } from '../../core/judgement.ts'
import type { Look } from '../understand/look-at-post.ts'
import type { BrandProfile, UnderstandInput } from '../understand/understanding.ts'

/** Something known beside the post, with what to show for it, and by how much it moves the log-odds. */
interface Surrounding extends Pick<Reason, 'words' | 'note'> {
  rule: string
  /** Above zero speaks for the brand, under zero against it. */
  nats: number
}

/** What all of it may move together: it tips a post that could be either, and never one whose words are plain. */
const MOST_NATS = 1
/** Posts of one author are alike, so each counts half of what an independent sign would. */
const HISTORY = 0.5
/** "Not us" is a person's word; "about us" is mostly our own reading. */
const NOT_US = 3
const KNOWN = 0.4
const BY_NAME = 0.4
/** Names of several words have hardly any namesakes, and the heads were taught by names of one. */
const IN_FULL = 0.8
const BY_OTHER_WORD = -0.25

/** The look at a post with its relevance moved by who wrote it and which query found it. */
export function heedSurroundings(look: Look, input: UnderstandInput): Look {
  const share = look.scores.shares.get('relevance')?.[0]
  const nats = Math.max(
    -MOST_NATS,
    Math.min(
      MOST_NATS,
      surroundingsOf(look, input).reduce((sum, one) => sum + one.nats, 0),
    ),
  )
  if (share === undefined || nats === 0) return look
  const odds = share * Math.exp(nats)
  const shares = new Map(look.scores.shares).set('relevance', [odds / (odds + 1 - share)])
  return { ...look, scores: { ...look.scores, shares } }
}

/** What was heeded, to show beside the words that carried the decision. */
export function surroundingReasons(look: Look, input: UnderstandInput): Reason[] {
  return surroundingsOf(look, input).map(({ nats, ...shown }) => ({
    label: nats > 0 ? 'relevant' : 'irrelevant',
    ...shown,
    weight: Math.round(nats * 100) / 100,
  }))
}

function surroundingsOf(
  { reading }: Look,
  { brand, author, matched }: UnderstandInput,
): Surrounding[] {
  if (brand === undefined) return []
  const found: Surrounding[] = []
  const { ours = 0, others = 0, isKnown = false } = author?.history ?? {}
  const nats = HISTORY * Math.log((1 + ours) / (1 + NOT_US * others))
  const note = pastOf(ours, others, nats > 0)
  if (nats !== 0) found.push({ rule: 'author-history', words: [], note, nats })
  if (isKnown)
    found.push({ rule: 'known-person', words: [], note: 'is one of your people', nats: KNOWN })
  if (isNamedInFull(reading, brand))
    found.push({ rule: 'full-name', words: [brand.name], nats: IN_FULL })
  const byQuery = weighTerms(matched ?? [], brand)
  if (byQuery !== null) found.push(byQuery)
  return found
}

/** Whether all words of a name of several stand together, in no offer and beside nothing that the name is not. */
function isNamedInFull({ signals }: Look['reading'], brand: BrandProfile): boolean {
  const words = plainOf(brand.name).split(' ').length
  if (words < 2 || signals === null || signals.spam.length > 0 || signals.others.length > 0)
    return false
  return signals.names.some(({ first, last }) => last - first + 1 >= words)
}

function pastOf(ours: number, others: number, isFor: boolean): string {
  if (isFor) return `wrote about you ${times(ours)} before`
  return others === 1
    ? 'an earlier post of theirs was not about you'
    : `${others} earlier posts of theirs were not about you`
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`
}

/** A query that spells the brand out says more than its bare name; one that never names it says less. */
function weighTerms(terms: readonly string[], brand: BrandProfile): Surrounding | null {
  if (terms.length === 0) return null
  const plain = terms.map(plainOf)
  const handles = brand.handles.map(plainOf)
  const name = plainOf(brand.name)
  const [first = name] = name.split(' ')
  const spelt = plain.filter(
    (term) => handles.includes(term) || (term.includes(' ') && holdsWord(term, first)),
  )
  if (spelt.length > 0) return { rule: 'query-name', words: spelt, nats: BY_NAME }
  const own = [first, ...brand.keywords.map(plainOf)]
  if (plain.some((term) => own.some((word) => holdsWord(term, word)))) return null
  return { rule: 'query-word', words: plain, nats: BY_OTHER_WORD }
}

function plainOf(text: string): string {
  return text.toLowerCase().replaceAll(/["`*]/gu, '').replaceAll(/\s+/gu, ' ').trim()
}

/** Whether the word stands in the term, also behind the sign of a tag or a handle. */
function holdsWord(term: string, word: string): boolean {
  return word !== '' && ` ${term.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${word} `)
}
