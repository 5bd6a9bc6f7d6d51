import { type Polarity, polarityOfEmoji } from './polarity.ts'
import type { Token } from './tokenise.ts'

/** What the lexicon found in a post: sums of the kind and the unkind words, and the words themselves. */
export interface LexiconFinding {
  positive: number
  negative: number
  /** Sum of the emoji alone. */
  faces: number
  /** `at` is the place of the token in the post. */
  hits: readonly { word: string; value: number; at: number }[]
}

const NEGATIONS = new Set(
  `not no never neither nor none cannot without hardly barely n't dont cant wont isnt wasnt didnt
  doesnt nothing nobody nicht kein keine keinen nie ohne pas jamais sans ni nunca jamás sin não nem
  sem non mai senza niet geen nooit`.split(/\s+/u),
)
const BOOSTERS = new Set(
  `very really so too extremely absolutely totally completely super incredibly sehr total mega très
  trop muy tan muito tão molto troppo heel zo`.split(/\s+/u),
)
const TURNS = new Set(['but', 'however', 'aber', 'mais', 'pero', 'mas', 'ma', 'però', 'maar'])

/** How many words back a negation reaches. */
const REACH = 3

/** Adds up the feeling of a post's words, with negation, boosters, a turn by "but", and emoji. */
export function readLexicon(tokens: readonly Token[], polarity: Polarity): LexiconFinding {
  const turn = tokens.findLastIndex((token) => TURNS.has(token.text))
  const hits: { word: string; value: number; at: number }[] = []
  let positive = 0
  let negative = 0
  let faces = 0
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined) break
    const isFace = token.kind === 'emoji'
    const plain = isFace ? polarityOfEmoji(token.text) : wordValue(token, polarity)
    if (plain === 0) continue
    const signed = isFace ? plain : plain * contextOf(tokens, at)
    // What follows the last "but" is what the author came to say.
    const value = at < turn ? signed * 0.5 : signed
    hits.push({ word: token.raw, value, at })
    if (value > 0) positive += value
    else negative -= value
    if (isFace) faces += value
  }
  return { positive, negative, faces, hits }
}

function wordValue(token: Token, polarity: Polarity): number {
  if (token.kind !== 'word' && token.kind !== 'tag') return 0
  const word = token.kind === 'tag' ? token.text.slice(1) : token.text
  const value = polarity(word)
  if (value !== 0) return value
  // "sooo goood": a letter said three times counts as said twice, then once.
  if (!isDrawnOut(word)) return 0
  return (
    1.3 *
    (polarity(word.replaceAll(/(.)\1{2,}/gu, '$1$1')) ||
      polarity(word.replaceAll(/(.)\1{2,}/gu, '$1')))
  )
}

function isDrawnOut(word: string): boolean {
  for (let at = 2; at < word.length; at += 1)
    if (word[at] === word[at - 1] && word[at] === word[at - 2]) return true
  return false
}

/** -0.7 under a negation, above 1 after a booster or in capitals. */
function contextOf(words: readonly Token[], at: number): number {
  let factor = 1
  for (let back = 1; back <= REACH; back += 1) {
    const before = words[at - back]
    if (before === undefined || before.kind === 'mark') break
    if (isNegation(before.text)) factor *= -0.7
    else if (back === 1 && BOOSTERS.has(before.text)) factor *= 1.3
  }
  const raw = words[at]?.raw ?? ''
  return raw.length > 2 && raw === raw.toUpperCase() && raw !== raw.toLowerCase()
    ? factor * 1.2
    : factor
}

/** True for words that turn the meaning of the next ones round. */
export function isNegation(word: string): boolean {
  return NEGATIONS.has(word) || word.endsWith("n't")
}
