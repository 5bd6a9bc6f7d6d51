import { byCount, type CountedTerm, nameOf, seenIn } from './count-terms.ts'

/** Phrases that are about the same thing, under the name most people give it. */
export interface TermGroup {
  leader: CountedTerm
  name: string
  forms: string[]
  posts: Set<number>
  before: Set<number>
}

/** Whether two phrases say the same in other words. */
export type SynonymTest = (a: CountedTerm, b: CountedTerm) => boolean

/** So much of the smaller phrase's posts hold the larger one too, and it is no mere sliver of it. */
const OVERLAP = 0.6
const SLIVER = 0.25
/** Two phrases without a common word are one topic where so many of their posts are the same. */
const TOGETHER = 0.6
/** The same where the smaller one hardly ever stands alone. */
const WITHIN = 0.8
const MAX_FORMS = 8

/**
 * Joins each phrase to the first group it belongs to: one contains the other and they mostly stand in the same
 * posts, or they nearly always come together. Terms come most telling first; a group is named after its fullest
 * phrase that is nearly as common as its commonest. Groups that `saysTheSame` finds to be one are joined last.
 */
export function mergeTerms(
  terms: readonly CountedTerm[],
  saysTheSame: SynonymTest = () => false,
): TermGroup[] {
  const groups: CountedTerm[][] = []
  for (const term of terms) {
    const home = groups.find((members) =>
      members.some((member, at) => belongs(term, member, at === 0)),
    )
    if (home === undefined) groups.push([term])
    else home.push(term)
  }
  return joinSynonyms(groups.map(groupOf), saysTheSame)
}

/** Joins groups whose leading phrases say the same in other words, under the name of the larger one. */
function joinSynonyms(groups: readonly TermGroup[], saysTheSame: SynonymTest): TermGroup[] {
  const joined: TermGroup[] = []
  for (const group of groups) {
    const at = joined.findIndex(({ leader }) => saysTheSame(leader, group.leader))
    const other = joined[at]
    if (other === undefined) joined.push(group)
    else joined[at] = joinGroups(other, group)
  }
  return joined
}

function joinGroups(a: TermGroup, b: TermGroup): TermGroup {
  const named = a.posts.size + a.before.size >= b.posts.size + b.before.size ? a : b
  const forms = [named, named === a ? b : a].flatMap((group) => group.forms.slice(0, MAX_FORMS / 2))
  return {
    ...named,
    forms,
    posts: a.posts.union(b.posts),
    before: a.before.union(b.before),
  }
}

function groupOf(members: readonly CountedTerm[]): TermGroup {
  const leader = leaderOf(members)
  // A word that mostly stands elsewhere would count posts that are about something else.
  const telling = members.filter(
    (member) => sharedPosts(member, leader) >= OVERLAP * seenIn(member),
  )
  const forms = telling.flatMap((member) => [...member.forms]).toSorted(byCount)
  return {
    leader,
    name: nameOf(leader),
    forms: [...new Set(forms.map(([form]) => form))].slice(0, MAX_FORMS),
    posts: union(telling.map((member) => member.posts)),
    before: union(telling.map((member) => member.before)),
  }
}

/** Phrases that overlap in words join anybody of a group; others only the one that it began with. */
function belongs(a: CountedTerm, b: CountedTerm, isFirst: boolean): boolean {
  const isPart = contains(a.key, b.key) || contains(b.key, a.key)
  if (!isPart && !isFirst) return false
  const [least, most] = [Math.min(seenIn(a), seenIn(b)), Math.max(seenIn(a), seenIn(b))]
  // No more can be shared than the smaller one has: most pairs need no look at their posts.
  if (least < SLIVER * most) return false
  const shared = sharedPosts(a, b)
  if (shared < SLIVER * most) return false
  if (isPart) return shared >= OVERLAP * least
  return shared >= WITHIN * least || shared >= TOGETHER * (least + most - shared)
}

function leaderOf(members: readonly CountedTerm[]): CountedTerm {
  const most = Math.max(...members.map(seenIn))
  const [first, ...rest] = members.filter((term) => seenIn(term) >= OVERLAP * most)
  return rest.reduce((best, term) => (isFuller(term, best) ? term : best), first as CountedTerm)
}

/** More words that mean something, then fewer words in all, then more posts. */
function isFuller(a: CountedTerm, b: CountedTerm): boolean {
  if (a.weight !== b.weight) return a.weight > b.weight
  const words = a.key.split(' ').length - b.key.split(' ').length
  if (words !== 0) return words < 0
  return seenIn(a) > seenIn(b) || (seenIn(a) === seenIn(b) && a.key < b.key)
}

/** Whole words, in their order. */
function contains(long: string, short: string): boolean {
  return ` ${long} `.includes(` ${short} `)
}

function common(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  let shared = 0
  for (const one of small) if (large.has(one)) shared++
  return shared
}

function sharedPosts(a: CountedTerm, b: CountedTerm): number {
  return common(a.posts, b.posts) + common(a.before, b.before)
}

function union(sets: readonly ReadonlySet<number>[]): Set<number> {
  return new Set(sets.flatMap((set) => [...set]))
}
