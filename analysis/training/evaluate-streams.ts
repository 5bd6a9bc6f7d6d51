import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MOODS, type Mood } from '../../core/feedback.ts'
import { learnMix, type MoodCounts, weighByMix } from '../layers/stream-mix.ts'
import type { BrandProfile, Understander, UnderstandInput } from '../understand/understanding.ts'
import { type Figure, figuresOfSure, type SureRow } from './figures.ts'
import { createRandom, shuffle } from './random.ts'
import { readSet, type SetRow } from './read-sets.ts'

/** Labelled posts of one stream after another, as a desk would hear them. */
interface StreamSet {
  name: string
  parts: readonly ('train' | 'val')[]
  set: string
  /** The brand a row is about; null where it is a text about anything. */
  brandOf(row: SetRow): BrandProfile | null
}

interface HeardRow {
  truth: number
  shares: readonly number[]
}

const SEED = 11
/** Posts that people judge in one weekly check. */
const CHECKED = 20

const AIRLINES: Readonly<Record<string, string>> = {
  United: 'united',
  'US Airways': 'usairways',
  American: 'americanair',
  Southwest: 'southwestair',
  Delta: 'jetblue',
  'Virgin America': 'virginamerica',
}

const SETS: readonly StreamSet[] = [
  {
    name: 'SemEval-style tweets (tweeteval val) as one stream',
    set: 'tweeteval-sentiment',
    parts: ['val'],
    brandOf: () => null,
  },
  {
    name: 'airline posts, each airline a brand',
    set: 'airline',
    parts: ['train', 'val'],
    brandOf({ extra }) {
      const { airline = '' } = JSON.parse(extra) as { airline?: string }
      return profileOf(airline, AIRLINES[airline])
    },
  },
  {
    name: 'tweets to one brand (crowdflower-apple val)',
    set: 'crowdflower-apple',
    parts: ['val'],
    brandOf: () => profileOf('Apple', 'apple'),
  },
  {
    name: 'tweets about companies (sanders-brands val) as one stream',
    set: 'sanders-brands',
    parts: ['val'],
    brandOf: () => profileOf('The company'),
  },
]

/**
 * What knowing a stream's mix brings where the least sure posts are handed to people. The mix that weighs one half of a
 * stream is learnt from the other: from what was answered there, and from twenty posts of it that people checked.
 */
export function evaluateStreams(understander: Understander, data: string): Figure[] {
  return SETS.filter(({ set }) => existsSync(join(data, set))).flatMap((one) => {
    const streams = hear(understander, data, one)
    const random = createRandom(SEED)
    const figures = (slice: string, checked: number | null) =>
      figuresOfSure(
        { head: 'sentiment', set: one.name, slice },
        streams.flatMap((rows) => weighHalves(rows, checked)),
        random,
      )
    return [
      ...figures('every mood as likely', null),
      ...figures('with the mix of its own answers', 0),
      ...figures(`with that and ${CHECKED} checked posts`, CHECKED),
    ]
  })
}

/** What the heads say of each post, stream by stream. */
function hear(understander: Understander, data: string, { set, parts, brandOf }: StreamSet) {
  const streams = new Map<string, HeardRow[]>()
  for (const row of parts.flatMap((part) => readSet(data, set, part))) {
    const truth = MOODS.indexOf(row.label as Mood)
    if (truth === -1) continue
    const brand = brandOf(row)
    const input: UnderstandInput = { text: row.text, ...(brand === null ? {} : { brand }) }
    const { scores } = understander.understand(input, { abstain: false }).sentiment
    const stream = streams.get(brand?.id ?? '') ?? []
    streams.set(brand?.id ?? '', stream)
    stream.push({ truth, shares: MOODS.map((mood) => scores[mood]) })
  }
  return [...streams.values()]
}

/** Every post with how sure we are of it; `checked` null leaves every mood as likely. */
function weighHalves(rows: readonly HeardRow[], checked: number | null): SureRow[] {
  const order = shuffle([...rows], createRandom(SEED))
  const middle = Math.floor(order.length / 2)
  const halves = [order.slice(0, middle), order.slice(middle)] as const
  return halves.flatMap((half, at) => {
    const other = halves[1 - at] ?? []
    const mix =
      checked === null
        ? null
        : learnMix(
            countMoods(other, ({ shares }) => topOf(shares)),
            countMoods(other.slice(0, checked), ({ truth }) => truth),
          )
    return half.map(({ truth, shares }): SureRow => {
      const answer = topOf(shares)
      const likely = mix === null ? shares : weighByMix(shares, mix)
      return { truth, answer, confidence: likely[answer] ?? 0 }
    })
  })
}

function countMoods(rows: readonly HeardRow[], of: (row: HeardRow) => number): MoodCounts {
  const counts = { negative: 0, neutral: 0, positive: 0 }
  for (const row of rows) {
    const mood = MOODS[of(row)]
    if (mood !== undefined) counts[mood] += 1
  }
  return counts
}

function topOf(shares: readonly number[]): number {
  return shares.indexOf(Math.max(...shares))
}

function profileOf(name: string, handle?: string): BrandProfile {
  const handles = handle === undefined ? [] : [`@${handle}`]
  return { id: name, name, handles, keywords: [], not: [] }
}
