import { splitWords } from '../topics/split-words.ts'
import { stopWordsOf } from '../topics/stop-words.ts'
import { backTest } from './back-test.ts'
import { evaluateNode } from './evaluate-query.ts'
import { type FoldedPost, foldPost } from './folded-post.ts'
import { parseQuery } from './parse-query.ts'
import type { Query } from './query.ts'
import { QueryError } from './query-error.ts'

/** A card of the past and whether anybody did something with it. */
export interface JudgedCard {
  at: number
  author: string
  network: string
  text: string
  isActed: boolean
  isEmergency: boolean
}

/** A part of a query that keeps out what nobody acts on, with its back-test over the cards. */
export interface FilterProposal {
  /** NOT tree, or NOT (juniper NEAR/3 tree). */
  term: string
  /** Cards that would not have come, and how many of them somebody acted on. */
  less: number
  lessActed: number
  alertsAWeekBefore: number | null
  alertsAWeekAfter: number | null
}

/** Fewer cards, or cards of fewer people, may have a word in common by chance; and a word of one person may be a name. */
const LEAST_CARDS = 5
const LEAST_AUTHORS = 3
/** Of what is kept out, at most one in twenty may have been worth something. */
const MOST_ACTED = 0.05
const LEAST_SHARE = 0.1
const MOST_TRIED = 30
const NEAR = 3
const WORD = /^\p{L}[\p{L}'-]{3,30}$/u
const ADDRESSES = /https?:\S+|[@#][\p{L}\p{N}_.-]+/giu

/**
 * The tighter filter that would have spared most cards nobody acted on, and hardly any that somebody did, never
 * an emergency; null where no word sets them apart. `keywords` are words by which the brand is found.
 */
export function proposeFilter(
  cards: readonly JudgedCard[],
  sources: readonly string[],
  keywords: readonly string[],
): FilterProposal | null {
  const folded = cards.map((card) => ({ card, post: foldPost({ text: card.text }) }))
  const idle = cards.filter(({ isActed }) => !isActed).length
  const names = new Set(keywords.flatMap((word) => splitWords(word)))
  const tried = findCandidates(cards, names).flatMap((word) =>
    [
      word,
      ...[...names].filter((name) => WORD.test(name)).map((name) => `${name} NEAR/${NEAR} ${word}`),
    ].flatMap((left) => weigh(left, folded)),
  )
  const [best] = tried
    .filter(
      ({ less, lessActed, authors, hasEmergency }) =>
        !hasEmergency &&
        less >= LEAST_CARDS &&
        authors >= LEAST_AUTHORS &&
        lessActed <= MOST_ACTED * less &&
        less - lessActed >= LEAST_SHARE * idle,
    )
    .sort((a, b) => b.less - b.lessActed - (a.less - a.lessActed) || a.lessActed - b.lessActed)
  if (best === undefined) return null
  const term = `NOT ${best.left.includes(' ') ? `(${best.left})` : best.left}`
  const { less, lessActed } = best
  return { term, less, lessActed, ...testWith(term, cards, sources) }
}

/** A query with a term added; the line break ends a comment that the query may end with. */
export function tighten(source: string, term: string): string {
  return `(${source}\n) AND ${term}`
}

/** Words that untouched cards of several people share, most frequent first. */
function findCandidates(cards: readonly JudgedCard[], names: ReadonlySet<string>): string[] {
  const stop = stopWordsOf('en')
  const authorsOf = new Map<string, Set<string>>()
  const seen = new Map<string, number>()
  for (const { text, author, isActed } of cards) {
    if (isActed) continue
    for (const word of new Set(splitWords(text.replaceAll(ADDRESSES, ' ')))) {
      if (!WORD.test(word) || stop.has(word) || names.has(word)) continue
      authorsOf.set(word, (authorsOf.get(word) ?? new Set()).add(author))
      seen.set(word, (seen.get(word) ?? 0) + 1)
    }
  }
  return [...seen]
    .filter(([word, n]) => n >= LEAST_CARDS && (authorsOf.get(word)?.size ?? 0) >= LEAST_AUTHORS)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MOST_TRIED)
    .map(([word]) => word)
}

function weigh(left: string, cards: readonly { card: JudgedCard; post: FoldedPost }[]) {
  const query = parse(left)
  if (query === null) return []
  const out = cards.filter(({ post }) => evaluateNode(query.root, post)).map(({ card }) => card)
  return [
    {
      left,
      less: out.length,
      lessActed: out.filter(({ isActed }) => isActed).length,
      authors: new Set(out.map(({ author }) => author)).size,
      hasEmergency: out.some(({ isEmergency }) => isEmergency),
    },
  ]
}

/** What all queries of the brand together find among the cards, without and with the term. */
function testWith(
  term: string,
  cards: readonly JudgedCard[],
  sources: readonly string[],
): Pick<FilterProposal, 'alertsAWeekBefore' | 'alertsAWeekAfter'> {
  const all = sources.map((source) => `(${source}\n)`).join(' OR ')
  const posts = cards.map(({ at, author, network, text }, i) => ({
    id: String(i),
    at,
    network,
    authorHandle: author,
    text,
  }))
  const alerts = (source: string) => {
    const query = parse(source)
    return query === null ? null : backTest(query, posts, { sampleSize: 0 }).alertsAWeek
  }
  return { alertsAWeekBefore: alerts(all), alertsAWeekAfter: alerts(tighten(all, term)) }
}

function parse(source: string): Query | null {
  try {
    return parseQuery(source)
  } catch (error) {
    if (error instanceof QueryError) return null
    throw error
  }
}
