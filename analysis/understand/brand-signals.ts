import { type BrandWatch, nameLength, stemOf, watchFor } from './brand-watch.ts'
import { type Token, tokenise } from './tokenise.ts'
import type { BrandProfile, UnderstandInput } from './understanding.ts'

/** What ties a post to a brand, or to something else of the same name. */
export interface BrandSignals {
  handles: readonly string[]
  /** Places of the first and the last token of each name. */
  names: readonly { first: number; last: number }[]
  named: boolean
  /** Written as a name or a tag: a capital in the middle of a sentence, a # in front. */
  asName: boolean
  keywords: readonly string[]
  description: readonly string[]
  /** Words of what the brand is not. */
  others: readonly string[]
  spam: readonly string[]
  parentAbout: boolean
  /** A handle that holds the name but is not the brand's. */
  likeHandle: boolean
}

const SPAM =
  /\b(?:giveaway|give away|retweet to win|rt to win|follow (?:and|&|\+) (?:rt|retweet|like|tag)|tag (?:\d|two|three|a) friends?|dm me (?:for|to)|promo code|use (?:my )?code|click (?:the )?link|link in bio|free followers|crypto|airdrop|presale|bitcoin|forex|investment opportunity|we(?:'re| are) hiring|now hiring|hiring[:!]|job alert|apply now|vacancy|100% legit|whatsapp \+?\d|cheap (?:pills|viagra)|no prescription needed|onlyfans|18\+)(?![\p{L}\p{N}])/gu
/** One of these stands in everything that the pattern above finds. */
const SPAM_HINT =
  /give|win\b|follow|tag |dm me|code|link|crypto|airdrop|presale|bitcoin|forex|invest|hiring|job a|apply|vacan|legit|whatsapp|pills|viagra|prescr|onlyfans|18\+/u

/** Finds the brand's handles, name and words in a post, and the words of what it is not. */
export function readBrandSignals(
  input: UnderstandInput,
  brand: BrandProfile,
  tokens: readonly Token[],
  normal: string,
): BrandSignals {
  const watch = watchFor(brand)
  const names = findNames(tokens, watch)
  const found = sharedWords(tokens, watch)
  const handles = tokens.filter(({ kind }) => kind === 'handle').map(({ text }) => text)
  const phrases = watch.phrases.filter((phrase) => normal.includes(phrase))
  return {
    handles: watch.handles.filter((handle) => handles.includes(handle)),
    names,
    named: names.length > 0,
    asName: names.some(({ first }) => isWrittenAsName(tokens, first)),
    keywords: [...new Set([...phrases, ...found.keywords])],
    description: found.description,
    others: found.others,
    spam: SPAM_HINT.test(normal) ? (normal.match(SPAM) ?? []) : [],
    parentAbout: input.parent !== undefined && isAbout(tokenise(input.parent), watch),
    likeHandle: handles.some(
      (handle) => !watch.handles.includes(handle) && handle.includes(watch.name[0] ?? '@'),
    ),
  }
}

function findNames(tokens: readonly Token[], watch: BrandWatch): BrandSignals['names'] {
  const names: { first: number; last: number }[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const length = nameLength(tokens, at, watch)
    if (length === 0) continue
    names.push({ first: at, last: at + length - 1 })
    at += length - 1
  }
  return names
}

function sharedWords(
  tokens: readonly Token[],
  watch: BrandWatch,
): { keywords: string[]; description: string[]; others: string[] } {
  const keywords = new Set<string>()
  const description = new Set<string>()
  const others = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'word' && token.kind !== 'tag') continue
    const stem = stemOf(token.kind === 'tag' ? token.text.slice(1) : token.text)
    keep(keywords, watch.keywords.get(stem))
    keep(description, watch.description.get(stem))
    keep(others, watch.others.get(stem))
  }
  return { keywords: [...keywords], description: [...description], others: [...others] }
}

function keep(set: Set<string>, word: string | undefined): void {
  if (word !== undefined) set.add(word)
}

function isAbout(tokens: readonly Token[], watch: BrandWatch): boolean {
  return tokens.some(
    (token, at) => watch.handles.includes(token.text) || nameLength(tokens, at, watch) > 0,
  )
}

function isWrittenAsName(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]
  if (token === undefined) return false
  if (token.kind === 'tag') return true
  const before = tokens[at - 1]
  return startsBig(token) && before?.kind === 'word' && !startsBig(before)
}

/** True for a word that begins with a capital. */
export function startsBig(token: Token): boolean {
  const first = token.raw[0] ?? ''
  return first !== first.toLowerCase()
}
