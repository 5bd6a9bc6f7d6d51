import { createAnchorCollector } from './anchor-index.ts'
import { AskedPost } from './asked-post.ts'
import { chooseAnchors } from './choose-anchors.ts'
import { type Asked, compileNode, type Program } from './compile-node.ts'
import { createGuard, type Guard } from './guards.ts'
import { type Candidates, createLookup } from './look-up.ts'
import type { MatchPost } from './post.ts'
import type { Query } from './query.ts'
import { addBarrier, createScan, scanText } from './scan-text.ts'
import { createWordNumbers, type WordIndex } from './word-index.ts'

export interface NamedQuery<Id> {
  readonly id: Id
  readonly query: Query
}

/** Many queries made ready to be asked of a post. It never changes: to edit, make another. */
export interface Matcher<Id> {
  readonly size: number
  /** Ids of the queries that the post meets, in the order they were given. */
  match(post: MatchPost): Id[]
}

/** Words that the matcher watches for although no query may hold them; see `writtenLinks`. */
const LINK_WORDS = ['http', 'https', 'www']
/** More places than the widest NEAR, so that nothing reaches from a title into the text. */
const TITLE_GAP = 12
const LAST_TURN = 0xffff_ffff

/** Makes a matcher; it says of every post and query what `evaluateQuery` says. */
export function compileQueries<Id>(queries: readonly NamedQuery<Id>[]): Matcher<Id> {
  const numbers = createWordNumbers()
  const collector = createAnchorCollector(numbers)
  const programs: Program[] = []
  for (const [place, { query }] of queries.entries()) {
    programs.push(compileNode(query.root, numbers))
    collector.add(place, chooseAnchors(query.root)?.anchors ?? null)
  }
  const guard = createGuard(
    queries.map(({ query }) => query.root),
    numbers,
  )
  const linkWords = LINK_WORDS.map((word) => numbers.wordNumber(word))
  const index = numbers.build()
  const anchors = collector.build(index.words.size, index.stems.size)
  const lookup = createLookup(anchors, linkWords, queries.length)
  const asked = createAsked(index)
  return {
    size: queries.length,
    match(post) {
      readPost(post, index, asked)
      return answer(queries, programs, lookup(asked), guard, asked)
    },
  }
}

function createAsked(index: WordIndex): Asked {
  return {
    scan: createScan(),
    wordTurns: new Uint32Array(index.words.size),
    stemTurns: new Uint32Array(index.stems.size),
    turn: 0,
    titleEnd: 0,
    post: new AskedPost(),
    mayHaveTags: false,
    mayHaveHandles: false,
    mayHaveLinks: false,
  }
}

function readPost(post: MatchPost, index: WordIndex, asked: Asked): void {
  const { scan } = asked
  startTurn(asked)
  asked.post.take(post)
  scan.count = 0
  scan.stemCount = 0
  scan.hasSigns = false
  asked.titleEnd = 0
  if (post.title !== undefined && post.title !== '') {
    scanText(post.title, index, scan)
    asked.titleEnd = scan.count
    addBarrier(scan, TITLE_GAP)
  }
  scanText(post.text, index, scan)
}

/** Counts posts, so that what was met in one is forgotten in the next without clearing it. */
function startTurn(asked: Asked): void {
  if (asked.turn === LAST_TURN) {
    asked.turn = 0
    asked.wordTurns.fill(0)
    asked.stemTurns.fill(0)
  }
  asked.turn += 1
}

function answer<Id>(
  queries: readonly NamedQuery<Id>[],
  programs: readonly Program[],
  candidates: Candidates,
  guard: Guard,
  asked: Asked,
): Id[] {
  if (candidates.count === 0) return []
  const met: number[] = []
  for (let i = 0; i < candidates.count; i++) {
    const place = candidates.places[i] ?? 0
    if (guard(asked, place) && programs[place]?.(asked) === true) met.push(place)
  }
  if (met.length > 1) met.sort((a, b) => a - b)
  return met.flatMap((place) => queries.slice(place, place + 1).map(({ id }) => id))
}
