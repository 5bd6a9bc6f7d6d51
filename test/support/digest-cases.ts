import fc from 'fast-check'
import { CASE_KINDS } from '../../core/case.ts'
import type { DigestFacts } from '../../core/digest.ts'
import type { DigestWords } from '../../core/digest-words.ts'
import { HEALTH_STATES } from '../../core/health.ts'
import { NETWORKS } from '../../core/network.ts'
import { digestCard } from '../../views/digest-card.ts'
import { type ChartMode, digestMessage } from '../../views/digest-message.ts'
import { digestThread } from '../../views/digest-thread.ts'
import { digestView, FACTS, WORDS } from './digest-view.ts'
import { checkBlocks } from './fake-slack/block-rules.ts'
import type { JsonObject } from './fake-slack/json.ts'
import { readBlocks, readMrkdwn } from './fake-slack/live-tokens.ts'
import { HOSTILE } from './hostile-texts.ts'

export const ABOUT = { id: 7, version: 1 }
export const MODES: readonly ChartMode[] = [
  { by: 'slack' },
  { by: 'numbers' },
  { by: 'picture', fileId: 'F1' },
]

/** What Slack would refuse or bring to life in a message; empty where it is right. */
export function faultsOf(message: ReturnType<typeof digestMessage>): string[] {
  const blocks = message.blocks as unknown as JsonObject[]
  const size = JSON.stringify(blocks).length
  const live = [
    ...readMrkdwn(message.text, { where: 'text', linkNames: false, autoLink: false }),
    // A colleague who is praised is named on purpose.
    ...readBlocks(blocks, 'blocks').filter(({ value }) => !value.includes('U_leo')),
  ]
  return [
    ...checkBlocks(blocks, 'message'),
    ...live.map(({ value }) => `alive: ${value}`),
    ...(size > 10_000 ? [`${size} characters`] : []),
    ...(message.text.length > 12_000 ? ['a long text'] : []),
  ]
}

const n = fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 100_000_000 }))
const SHORT_HOSTILE = HOSTILE.filter((text) => text.length <= 20_000)
const said = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SHORT_HOSTILE) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.constant('"\\'.repeat(500)) },
)
const maybe = fc.option(said)
const counts = fc.record({ negative: n, neutral: n, positive: n, unsure: n })
const network = fc.constantFrom(...NETWORKS)
const at = fc.integer({ min: FACTS.from, max: FACTS.to })
const id = fc.integer({ min: 1, max: 25 })
const ids = fc.uniqueArray(id, { maxLength: 20 })
const waiting = fc.record({ emergency: n, late: n, gift: n, follow_up: n, waiting: n, thank: n })

const someFacts: fc.Arbitrary<DigestFacts> = fc.record({
  kind: fc.constantFrom('day' as const, 'week' as const),
  brandId: fc.constant('juniper'),
  zone: fc.constantFrom('UTC', 'Asia/Kolkata'),
  day: fc.constant(FACTS.day),
  from: fc.constant(FACTS.from),
  to: fc.constant(FACTS.to),
  feeling: counts,
  feelingBefore: counts,
  complaints: fc.record({ came: n, cameBefore: n, closed: n, open: n }),
  answers: fc.record({
    n,
    typicalMin: fc.option(n),
    inTime: n,
    nBefore: n,
    typicalMinBefore: fc.option(n),
  }),
  turned: fc.record({ turned: n, of: n, turnedBefore: n, ofBefore: n }),
  days: fc
    .array(counts, { minLength: 7, maxLength: 7 })
    .map((list) => list.map((one, i) => ({ day: FACTS.days[i]?.day ?? '', ...one }))),
  todo: fc.array(
    fc.record({
      why: fc.constantFrom('emergency', 'late', 'gift', 'follow_up', 'waiting', 'thank'),
      caseId: id,
    }),
    { maxLength: 3 },
  ),
  waiting,
  held: fc.record({
    count: n,
    cases: fc.uniqueArray(id, { maxLength: 10 }),
    kinds: fc.constant({ complaint: 3, praise: 2 }),
  }),
  people: fc.record({ advocates: ids, up: ids, down: ids, atRisk: ids, out: ids, thanksDue: ids }),
  best: fc.option(id),
  worst: fc.option(id),
  kudos: fc.constantFrom([], [{ staffId: 'leo', n: 1 }]),
  topics: fc.constantFrom([], ['queue']),
  incidents: fc.constant([]),
  sources: fc.array(fc.record({ id: said, network, state: fc.constantFrom(...HEALTH_STATES) }), {
    maxLength: 30,
  }),
  gaps: fc.array(fc.record({ id: said, network, from: at, to: at, isFilled: fc.boolean() }), {
    maxLength: 8,
  }),
  checked: fc.record({ right: n, n }),
  corrected: fc.record({ n, of: n }),
  cards: fc.array(fc.record({ channel: said, shown: n, acted: n }), { maxLength: 6 }),
  tightening: fc.constant(null),
}) as fc.Arbitrary<DigestFacts>

const byId = <T>(one: fc.Arbitrary<T>) =>
  fc
    .array(one, { minLength: 25, maxLength: 25 })
    .map((list) => new Map(list.map((x, i) => [i + 1, x])))

/** The same names for every digest of a round would be one case; a few sets are enough to mix. */
export const someWords: fc.Arbitrary<DigestWords> = fc.record({
  brandName: said,
  cases: byId(
    fc.record({
      id,
      mentionId: id,
      kind: fc.constantFrom(...CASE_KINDS),
      who: maybe,
      network,
      text: maybe,
      dueAt: at,
    }),
  ),
  quotes: byId(fc.record({ who: maybe, network, text: said, url: maybe })),
  people: byId(said),
  staff: said.map((name) => new Map([['leo', { name, slackUserId: 'U_leo' }]])),
  topics: said.map((name) => new Map([['queue', name]])),
  incidents: fc.constant([]),
  tightening: fc.constantFrom(null, WORDS.tightening),
})

/** Draws so many digests of anything that may come; throws what Slack would not take of the first bad one. */
export function tryDigests(cases: number): void {
  // Names and posts are drawn once for a hundred digests: drawing them costs more than all the rest.
  const sets = fc.sample(someWords, { numRuns: Math.ceil(cases / 100), seed: 3 })
  fc.assert(
    fc.property(
      someFacts,
      fc.nat({ max: sets.length - 1 }),
      fc.constantFrom(...MODES),
      (facts, set, mode) => {
        const words = sets[set] ?? WORDS
        const card = digestCard(digestView(facts, words))
        const thread = digestThread(card, ABOUT)
        const faults = [
          ...faultsOf(digestMessage(card, ABOUT, mode)),
          ...(thread === null ? [] : faultsOf(thread)),
        ]
        if (faults.length > 0) throw new Error(faults.join('; '))
      },
    ),
    { numRuns: cases, seed: 11, endOnFailure: true },
  )
}
