import { readOwnHandle } from '../../core/own-handle.ts'
import type { Token } from './tokenise.ts'
import type { BrandProfile } from './understanding.ts'

/** What to look for in a post about a brand; built once for each profile. */
export interface BrandWatch {
  handles: readonly string[]
  /** Words of the name, folded; the first alone also counts. */
  name: readonly string[]
  tags: ReadonlySet<string>
  /** Stems of the owner's keywords, of the description, and of what the brand is not. */
  keywords: ReadonlyMap<string, string>
  description: ReadonlyMap<string, string>
  others: ReadonlyMap<string, string>
  /** Keywords of several words, lower case. */
  phrases: readonly string[]
}

const STOPWORDS = new Set(
  `the a an and or of in on at to for with from by that this those these their its his her people
  called named name names surname misspelt other any some used use word verb noun company accounts
  account street city town village small big old same also film song band family is are was who you
  your it as its not into one per own`.split(/\s+/u),
)

const watched = new WeakMap<BrandProfile, BrandWatch>()

/** The watch of a profile. */
export function watchFor(brand: BrandProfile): BrandWatch {
  const known = watched.get(brand)
  if (known !== undefined) return known
  const made = buildWatch(brand)
  watched.set(brand, made)
  return made
}

function buildWatch(brand: BrandProfile): BrandWatch {
  const name = wordsOf(brand.name)
  const own = new Set(name)
  const lower = brand.keywords.map((keyword) => keyword.toLowerCase())
  const keywords = stems(lower.join(' '), own)
  const description = stems(brand.description ?? '', own)
  const others = stems(brand.not.join(' '), own)
  for (const stem of [...keywords.keys(), ...description.keys()]) others.delete(stem)
  for (const stem of keywords.keys()) description.delete(stem)
  return {
    handles: brand.handles.map((own) => `@${readOwnHandle(own).handle}`),
    name,
    tags: new Set([`#${name.join('')}`, `#${name[0] ?? ''}`]),
    keywords,
    description,
    others,
    phrases: lower.filter((keyword) => keyword.includes(' ')),
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+(?:'\p{L}+)?/gu) ?? []
}

function stems(text: string, own: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const word of wordsOf(text))
    if (word.length > 2 && !STOPWORDS.has(word) && !own.has(word)) found.set(stemOf(word), word)
  return found
}

const ENDING = /(?:ies|ing|ed|es|s|y|e|'s)$/u

/** "tickets" and "ticket", "delivered" and "delivery" meet here; crude, and only for the brand's own words. */
export function stemOf(word: string): string {
  return word.length > 3 ? word.replace(ENDING, '') : word
}

/** How many tokens from here on are the brand's name; 0 when none. */
export function nameLength(tokens: readonly Token[], at: number, watch: BrandWatch): number {
  const token = tokens[at]
  if (token === undefined) return 0
  if (token.kind === 'tag') return watch.tags.has(token.text) ? 1 : 0
  if (token.kind !== 'word' && token.kind !== 'number') return 0
  const [first] = watch.name
  if (first === undefined || !isWord(token.text, first)) return 0
  let length = 1
  while (length < watch.name.length && isWord(tokens[at + length]?.text, watch.name[length] ?? ''))
    length += 1
  return length
}

function isWord(text: string | undefined, name: string): boolean {
  return text === name || text === `${name}'s` || text === `${name}s'`
}
