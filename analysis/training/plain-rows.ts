import { MOODS, type Mood } from '../../core/feedback.ts'
import { INTENTS, URGENCIES } from '../../core/judgement.ts'
import { matchRules, normaliseForRules } from '../understand/rules.ts'
import type { BrandProfile } from '../understand/understanding.ts'
import type { Example } from './examples.ts'
import type { RelabelledPost } from './read-relabelled.ts'
import { readSet, without } from './read-sets.ts'

/**
 * Plain public posts beside the invented ones, which are subtler than most of what people write: without
 * them a head forgets that "worst service ever" is a complaint. Only what a set knows is taught.
 */
export interface PlainRows {
  sentiment: readonly Example[]
  intents: readonly Example[]
  urgency: readonly Example[]
}

/** What a public row counts against an invented one. */
const WEIGHT = 0.3
/** Rows of each kind: enough to hold the plain sense, too few to drown the subtle one. */
const OF_A_MOOD = 500
const OF_COMPLAINTS = 1_200

/** An unhappy post is no praise, a happy one no complaint; more is not known of it. */
const NOT_OF_UNHAPPY = intents('praise', 'recommendation', 'thanks')
const NOT_OF_HAPPY = intents('complaint', 'churn_threat')
const COMPLAINT = intents('complaint')
/** Whether a post complains, its set knows; what else it does was labelled anew. */
const OTHERS = INTENTS.flatMap((name, k) => (name === 'complaint' ? [] : [k]))
/** Who has an opinion waits for nothing. */
const NONE = 2

/** Samples of public sets: opinions on a named topic, tweets without one, complaints to a handle; and posts labelled anew. */
export function readPlainRows(data: string, relabelled: readonly RelabelledPost[]): PlainRows {
  const guarded = [readSet(data, 'tweeteval-sentiment', 'val'), readSet(data, 'umsab', 'val')]
  const about = without(readSet(data, 'semeval-topic', 'train'), guarded)
  const alone = without(readSet(data, 'tweeteval-sentiment', 'train'), guarded)
  const complaints = spread(readSet(data, 'complaints', 'train'), OF_COMPLAINTS)
  const toBrands = relabelled.filter(({ text }) => text.includes('@'))
  const anew = (truthOf: (post: RelabelledPost) => readonly number[], posts = toBrands) =>
    posts.map((post) => plain(post, truthOf(post), handleBrand(post.text)))
  const opinions = ['negative', 'positive'].flatMap((label) =>
    spread(
      about.filter((row) => row.label === label),
      OF_A_MOOD,
    ),
  )
  const moods = MOODS.flatMap((label) =>
    spread(
      alone.filter((row) => row.label === label),
      OF_A_MOOD / 2,
    ),
  )
  return {
    sentiment: [
      ...opinions.map((row) =>
        plain(row, [MOODS.indexOf(row.label as Mood)], topicBrand(row.extra)),
      ),
      ...moods.map((row) => plain(row, [MOODS.indexOf(row.label as Mood)], null)),
      ...anew(
        ({ sentiment }) => [MOODS.indexOf(sentiment)],
        toBrands.filter(({ unsure }) => !unsure),
      ),
    ],
    intents: [
      ...opinions.map((row) => ({
        ...plain(row, [], topicBrand(row.extra)),
        known: row.label === 'negative' ? NOT_OF_UNHAPPY : NOT_OF_HAPPY,
      })),
      ...complaints.map((row) => ({
        ...plain(row, row.label === 'complaint' ? COMPLAINT : [], handleBrand(row.text)),
        known: COMPLAINT,
      })),
      ...anew((post) => intents(...post.intents.filter((name) => name !== 'complaint'))).map(
        (row) => ({ ...row, known: OTHERS }),
      ),
    ],
    urgency: [
      ...anew(({ urgency }) => [URGENCIES.indexOf(urgency)]),
      ...opinions
        .filter((row) => !alarms(row.text))
        .map((row) => plain(row, [NONE], topicBrand(row.extra))),
    ],
  }
}

function plain(
  row: { text: string },
  truth: readonly number[],
  brand: BrandProfile | null,
): Example {
  return {
    input: { text: row.text, ...(brand === null ? {} : { brand }) },
    truth,
    weight: WEIGHT,
    group: 'plain',
    lang: 'en',
    network: 'x',
  }
}

/** Whether a rule takes the post for an emergency: then nobody knows what it is. */
function alarms(text: string): boolean {
  return matchRules(normaliseForRules(text)).some(({ rule }) => rule.label === 'emergency')
}

/** So many rows, evenly from the whole set. */
function spread<T>(rows: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(rows.length / count))
  return rows.filter((_, at) => at % step === 0).slice(0, count)
}

const brands = new Map<string, BrandProfile>()

function brandOf(name: string, handle: string): BrandProfile {
  const known = brands.get(handle)
  if (known !== undefined) return known
  const made = { id: handle, name, handles: [handle], keywords: [], not: [] }
  brands.set(handle, made)
  return made
}

function topicBrand(topic: string): BrandProfile | null {
  const name = topic.replace(/^[#@]/u, '').trim()
  return name === '' ? null : brandOf(name, `@${name.replaceAll(/[^\p{L}\p{N}_]/gu, '')}`)
}

function handleBrand(text: string): BrandProfile | null {
  const handle = /@[A-Za-z0-9_]+/u.exec(text)?.[0]
  return handle === undefined ? null : brandOf(handle.slice(1), handle)
}

function intents(...names: readonly (typeof INTENTS)[number][]): number[] {
  return names.map((name) => INTENTS.indexOf(name))
}
