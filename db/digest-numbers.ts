import { type Kysely, sql } from 'kysely'
import { COMPLAINTS } from '../core/case.ts'
import type { DigestCounts, DigestFacts } from '../core/digest.ts'
import { type DigestSpan, sevenDays } from '../core/digest-time.ts'
import { readHours } from './figures.ts'
import type { Schema } from './schema.ts'

/** How long after an answer somebody may come round and still count. */
const TURN_MS = 30 * 86_400_000
const MAX_CASES = 20_000

type Numbers = Pick<
  DigestFacts,
  'feeling' | 'feelingBefore' | 'complaints' | 'answers' | 'turned' | 'days'
>

/** The figures of a digest, each with the same days of the week before. */
export async function readDigestNumbers(
  db: Kysely<Schema>,
  { brandId, zone, day, span }: { brandId: string; zone: string; day: string; span: DigestSpan },
): Promise<Numbers> {
  const { from, to, beforeFrom, beforeTo } = span
  const week = sevenDays(zone, day)
  const first = Math.min(beforeFrom, week[0]?.from ?? from)
  const hours = await readHours(db, brandId, first, to)
  // An hour belongs to the day in which it begins, so that no post counts twice.
  const sum = (start: number, end: number) =>
    addUp(hours.filter(({ at }) => at >= start && at < end))
  const [answers, answersBefore] = [
    await readAnswers(db, brandId, from, to),
    await readAnswers(db, brandId, beforeFrom, beforeTo),
  ]
  const [turned, turnedBefore] = [
    await readTurned(db, brandId, to - TURN_MS, to),
    await readTurned(db, brandId, beforeTo - TURN_MS, beforeTo),
  ]
  return {
    feeling: sum(from, to),
    feelingBefore: sum(beforeFrom, beforeTo),
    days: week.map((one) => ({ day: one.day, ...sum(one.from, one.to) })),
    complaints: {
      came: await countComplaints(db, brandId, 'opened_at', from, to),
      cameBefore: await countComplaints(db, brandId, 'opened_at', beforeFrom, beforeTo),
      closed: await countComplaints(db, brandId, 'resolved_at', from, to),
      open: await countOpen(db, brandId),
    },
    answers: {
      n: answers.n,
      typicalMin: answers.typicalMin,
      inTime: answers.inTime,
      nBefore: answersBefore.n,
      typicalMinBefore: answersBefore.typicalMin,
    },
    turned: {
      turned: turned.turned,
      of: turned.of,
      turnedBefore: turnedBefore.turned,
      ofBefore: turnedBefore.of,
    },
  }
}

function addUp(list: readonly DigestCounts[]): DigestCounts {
  const sum = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  for (const one of list) {
    sum.negative += one.negative
    sum.neutral += one.neutral
    sum.positive += one.positive
    sum.unsure += one.unsure
  }
  return sum
}

async function countComplaints(
  db: Kysely<Schema>,
  brandId: string,
  when: 'opened_at' | 'resolved_at',
  from: number,
  to: number,
): Promise<number> {
  const { n } = await db
    .selectFrom('case')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('brand_id', '=', brandId)
    .where(when, '>=', from)
    .where(when, '<', to)
    .where('kind', 'in', COMPLAINTS)
    .executeTakeFirstOrThrow()
  return n
}

async function countOpen(db: Kysely<Schema>, brandId: string): Promise<number> {
  const { n } = await db
    .selectFrom('case')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('brand_id', '=', brandId)
    .where(sql<boolean>`status not in ('resolved', 'closed_by_author')`)
    .where('kind', 'in', COMPLAINTS)
    .executeTakeFirstOrThrow()
  return n
}

/** First answers in [from, to): how many, how many in time, and the median of their minutes. */
async function readAnswers(db: Kysely<Schema>, brandId: string, from: number, to: number) {
  const rows = await db
    .selectFrom('case')
    .select(['opened_at', 'answered_at', 'due_at'])
    .where('brand_id', '=', brandId)
    .where('answered_at', '>=', from)
    .where('answered_at', '<', to)
    .limit(MAX_CASES)
    .execute()
  const minutes = rows
    .map((row) => ((row.answered_at ?? row.opened_at) - row.opened_at) / 60_000)
    .sort((a, b) => a - b)
  const middle = minutes[Math.floor(minutes.length / 2)]
  return {
    n: rows.length,
    inTime: rows.filter((row) => (row.answered_at ?? 0) <= row.due_at).length,
    typicalMin: middle === undefined ? null : Math.round(middle),
  }
}

/** Complaints answered in [from, to), and those that were turned round by its end (db/recoveries.ts). */
async function readTurned(db: Kysely<Schema>, brandId: string, from: number, to: number) {
  const { of, turned } = await db
    .selectFrom('recovery')
    .select((eb) => [
      eb.fn.countAll<number>().as('of'),
      sql<number>`coalesce(sum(case when outcome = 'turned_around' and settled_at < ${to} then 1 else 0 end), 0)`.as(
        'turned',
      ),
    ])
    .where('brand_id', '=', brandId)
    .where('answered_at', '>=', from)
    .where('answered_at', '<', to)
    .executeTakeFirstOrThrow()
  return { of, turned }
}
