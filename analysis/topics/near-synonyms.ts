import { type CountedTerm, nameOf, seenIn } from './count-terms.ts'
import type { SynonymTest } from './merge-terms.ts'

/** How alike two English words are in meaning, -1 to 1; 0 where one of them is not known. */
export type Likeness = (one: string, other: string) => number

/**
 * Meaning and company together, at most 2. Alone neither tells: "sent" and "received" mean nearly the same to an
 * encoder, and "seat" and "row" stand beside the same words.
 */
const SAME = 0.97
/** Without so much meaning in common the company is not even looked at. */
const ALIKE = 0.6
/** Fewer posts show no company. */
const LEAST_POSTS = 5

/** Tells which phrases say the same in other words: alike in meaning, and said beside the same other phrases. */
export function createSynonymTest(terms: readonly CountedTerm[], likeness: Likeness): SynonymTest {
  const companyOf = createCompany(terms)
  return (a, b) => {
    if (!a.isEnglish || !b.isEnglish || seenIn(a) < LEAST_POSTS || seenIn(b) < LEAST_POSTS)
      return false
    const alike = likenessOfPhrases(nameOf(a), nameOf(b), likeness)
    return alike >= ALIKE && alike + cosine(companyOf(a), companyOf(b)) >= SAME
  }
}

/** Phrases are alike that differ in one word, as much as those two words are. */
function likenessOfPhrases(one: string, other: string, likeness: Likeness): number {
  const [words, others] = [one.split(' '), other.split(' ')]
  if (words.length !== others.length) return 0
  const places = words.map((_, at) => at).filter((at) => words[at] !== others[at])
  const [place] = places
  if (place === undefined || places.length > 1) return 0
  return likeness(words[place] ?? '', others[place] ?? '')
}

/** What stands in the posts of a phrase more often than in others, by the place of that in the list. */
function createCompany(terms: readonly CountedTerm[]): (term: CountedTerm) => Map<number, number> {
  let index: Map<number, number[]> | undefined
  const known = new Map<string, Map<number, number>>()
  return (term) => {
    const found = known.get(term.key)
    if (found !== undefined) return found
    index ??= indexOf(terms)
    const company = companyIn(index, terms, term)
    known.set(term.key, company)
    return company
  }
}

function companyIn(
  index: ReadonlyMap<number, readonly number[]>,
  terms: readonly CountedTerm[],
  term: CountedTerm,
): Map<number, number> {
  const together = new Map<number, number>()
  for (const post of postsOf(term))
    for (const at of index.get(post) ?? []) together.set(at, (together.get(at) ?? 0) + 1)
  const company = new Map<number, number>()
  for (const [at, count] of together) {
    const other = terms[at]
    if (other === undefined || sharesWord(other.key, term.key)) continue
    const lift = Math.log((count * index.size) / (seenIn(term) * seenIn(other)))
    if (lift > 0) company.set(at, lift * Math.sqrt(count))
  }
  return company
}

function indexOf(terms: readonly CountedTerm[]): Map<number, number[]> {
  const index = new Map<number, number[]>()
  terms.forEach((term, at) => {
    for (const post of postsOf(term)) {
      const list = index.get(post)
      if (list === undefined) index.set(post, [at])
      else list.push(at)
    }
  })
  return index
}

function cosine(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let dot = 0
  for (const [at, value] of a) dot += value * (b.get(at) ?? 0)
  return dot === 0 ? 0 : dot / Math.sqrt(lengthOf(a) * lengthOf(b))
}

function lengthOf(company: ReadonlyMap<number, number>): number {
  let sum = 0
  for (const value of company.values()) sum += value * value
  return sum
}

/** Posts of now, and those of before by numbers below zero. */
function* postsOf(term: CountedTerm): Generator<number> {
  yield* term.posts
  for (const post of term.before) yield ~post
}

function sharesWord(one: string, other: string): boolean {
  const words = one.split(' ')
  return other.split(' ').some((word) => words.includes(word))
}
