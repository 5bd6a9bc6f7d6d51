import { compileQueries, type Matcher } from '../analysis/query/compile-queries.ts'
import type { MatchPost } from '../analysis/query/post.ts'
import { makeFrames } from './firehose-frames.ts'
import { makeQueries } from './firehose-queries.ts'
import { cpuSeconds, median, type Ratio } from './ratio.ts'

const FRAMES = 20_000
const BATCH = 100
const RUNS = 5
const MOST = 5_000
const COUNTS = [10, 1_000, MOST]
/** One RegExp a query is so slow that a few posts must do. */
const REGEXP_FRAMES = 40

/** Reading and matching a stream of posts, by how many queries are asked; each ratio in one run, one thread. */
export async function benchFirehose(): Promise<Ratio[]> {
  const frames = makeFrames(FRAMES, MOST)
  const posts = frames.map(readFrame)
  const matchers = COUNTS.map((count) => compileQueries(makeQueries(count)))
  const rounds: number[][] = []
  let hits = 0
  for (let run = 0; run <= RUNS; run++) {
    const parse = await cpuSeconds(() => {
      for (const frame of frames) JSON.parse(frame.toString())
    })
    const both: number[] = []
    const alone: number[] = []
    for (const matcher of matchers) {
      both.push(
        await cpuSeconds(() => {
          hits = readAndMatch(frames, matcher)
        }),
      )
      alone.push(
        await cpuSeconds(() => {
          for (const post of posts) matcher.match(post)
        }),
      )
    }
    const regexps = await cpuSeconds(() => matchByRegexps(posts.slice(0, REGEXP_FRAMES)))
    const [few = 0, , many = 0] = alone
    // The first round only warms up.
    if (run > 0) {
      rounds.push([
        ...both.map((seconds) => parse / seconds),
        few / many,
        regexps / REGEXP_FRAMES / (many / FRAMES),
      ])
    }
  }
  const share = `${((100 * hits) / FRAMES).toFixed(1)} % of posts hit`
  const ratio = (place: number): number => median(rounds.map((round) => round[place] ?? Number.NaN))
  return [
    ...COUNTS.map((count, place) => ({
      name: `firehose ${count} queries`,
      ratio: ratio(place),
      of: count === MOST ? `parse and match, ${share}` : 'parse and match',
      against: 'JSON.parse of the same bytes',
    })),
    {
      name: 'match 5000 queries',
      ratio: ratio(3),
      of: 'matching 5000 queries',
      against: 'matching 10 queries',
    },
    {
      name: 'match 5000 queries by index',
      ratio: ratio(4),
      of: 'matching 5000 queries',
      against: 'one RegExp a query',
    },
  ]
}

/** In small batches, as ingest works. Gives how many posts were hit. */
function readAndMatch(frames: readonly Buffer[], matcher: Matcher<number>): number {
  let hits = 0
  for (let start = 0; start < frames.length; start += BATCH) {
    const batch = frames.slice(start, start + BATCH).map(readFrame)
    for (const post of batch) if (matcher.match(post).length > 0) hits += 1
  }
  return hits
}

interface Frame {
  readonly commit: {
    readonly record: {
      readonly text: string
      readonly langs?: readonly string[]
      readonly facets?: readonly { readonly features: readonly { readonly uri?: string }[] }[]
    }
  }
}

function readFrame(frame: Buffer): MatchPost {
  const { record } = (JSON.parse(frame.toString()) as Frame).commit
  const post: MatchPost = { text: record.text, network: 'bluesky', kind: 'post' }
  const lang = record.langs?.[0]
  if (lang !== undefined) post.lang = lang
  if (record.facets !== undefined) {
    post.links = record.facets.flatMap(({ features }) => features.flatMap(({ uri }) => uri ?? []))
  }
  return post
}

function matchByRegexps(posts: readonly MatchPost[]): number {
  regexps ??= makeQueries(MOST).map(
    ({ query }) => new RegExp(`\\b(?:${(query.source.match(/\w+/g) ?? []).join('|')})\\b`, 'iu'),
  )
  let hits = 0
  for (const { text } of posts) for (const regexp of regexps) if (regexp.test(text)) hits += 1
  return hits
}

let regexps: RegExp[] | null = null
