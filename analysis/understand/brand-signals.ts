import { MAX_TEXT_UNITS } from './tokenise.ts'
import type { BrandProfile, UnderstandInput } from './understanding.ts'

/** What ties a post to a brand, or to something else of the same name. */
export interface BrandSignals {
  handles: readonly string[]
  named: boolean
  /** Written as a name or a tag: a capital in the middle of a sentence, a # in front. */
  asName: boolean
  keywords: readonly string[]
  /** Words of what the brand is not. */
  others: readonly string[]
  spam: readonly string[]
  parentAbout: boolean
}

interface Watched {
  handles: readonly string[]
  name: RegExp
  asName: RegExp
  keywords: readonly [string, RegExp][]
  others: readonly [string, RegExp][]
}

const watched = new WeakMap<BrandProfile, Watched>()

const STOPWORDS = new Set(
  `the a an and or of in on at to for with from by that this those these their its his her people
  called named name names surname misspelt other any some used use word verb noun company accounts
  account street city town village small big old same also film song band family is are was who`.split(
    /\s+/u,
  ),
)

const SPAM =
  /\b(?:giveaway|give away|retweet to win|rt to win|follow (?:and|&|\+) (?:rt|retweet|like|tag)|tag (?:\d|two|three|a) friends?|dm me (?:for|to)|promo code|use (?:my )?code|click (?:the )?link|link in bio|free followers|crypto|airdrop|presale|bitcoin|forex|investment opportunity|we(?:'re| are) hiring|now hiring|hiring[:!]|job alert|apply now|vacancy|100% legit|whatsapp \+?\d|cheap (?:pills|viagra)|no prescription needed|onlyfans|18\+)\b/giu

/** Finds the brand's handles, name and words in a post, and the words of what it is not. */
export function readBrandSignals(input: UnderstandInput, brand: BrandProfile): BrandSignals {
  const watch = watchFor(brand)
  const text = input.text.slice(0, MAX_TEXT_UNITS)
  const lower = text.toLowerCase()
  const parent = input.parent?.slice(0, MAX_TEXT_UNITS).toLowerCase() ?? ''
  return {
    handles: watch.handles.filter((handle) => hasHandle(lower, handle)),
    named: watch.name.test(text),
    asName: watch.asName.test(text),
    keywords: matching(watch.keywords, lower),
    others: matching(watch.others, lower),
    spam: lower.match(SPAM) ?? [],
    parentAbout:
      watch.name.test(parent) || watch.handles.some((handle) => hasHandle(parent, handle)),
  }
}

function hasHandle(lower: string, handle: string): boolean {
  const at = lower.indexOf(handle)
  return at !== -1 && !/[\p{L}\p{N}_]/u.test(lower[at + handle.length] ?? ' ')
}

function matching(list: readonly [string, RegExp][], lower: string): string[] {
  return list.filter(([, pattern]) => pattern.test(lower)).map(([word]) => word)
}

function watchFor(brand: BrandProfile): Watched {
  const known = watched.get(brand)
  if (known !== undefined) return known
  const name = escapeRegExp(brand.name)
  const short = escapeRegExp(brand.name.split(' ')[0] ?? brand.name)
  const words = [...brand.keywords, ...contentWords(brand.description ?? '')]
  const others = contentWords(brand.not.join(' '))
  const own = new Set(contentWords(brand.name))
  const made: Watched = {
    handles: brand.handles.map((handle) => handle.toLowerCase()),
    name: new RegExp(`(?<![\\p{L}\\p{N}])(?:${name}|${short})(?:'?s)?(?![\\p{L}\\p{N}])`, 'iu'),
    asName: new RegExp(`#${short}|\\p{Ll}[\\p{P}]?\\s+${short}(?![\\p{L}\\p{N}])`, 'u'),
    keywords: patterns(words.filter((word) => !own.has(word))),
    others: patterns(others.filter((word) => !own.has(word) && !words.includes(word))),
  }
  watched.set(brand, made)
  return made
}

function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{M}'-]+/gu) ?? []
  return [...new Set(words.filter((word) => word.length > 2 && !STOPWORDS.has(word)))]
}

function patterns(words: readonly string[]): [string, RegExp][] {
  return [...new Set(words.map((word) => word.toLowerCase()))].map((word) => {
    // "ticket" also finds "tickets", "delivery" also "deliveries".
    const stem = escapeRegExp(word.replace(/(?:ies|es|s|y)$/u, ''))
    const end = '(?:ies|es|s|y|ing|ed)?'
    return [word, new RegExp(`(?<![\\p{L}\\p{N}])${stem}${end}(?![\\p{L}\\p{N}])`, 'u')]
  })
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
}
