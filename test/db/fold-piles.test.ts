import { expect, it } from 'vitest'
import { CASE_KINDS, type CaseKind } from '../../core/case.ts'
import type { Database } from '../../db/database.ts'
import { foldPiles, PILE_CARDS, PILE_MS } from '../../db/fold-piles.ts'
import { claimDue, enqueue } from '../../db/queue.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const LATER = TODAY + PILE_MS
const priorityOf = (kind: CaseKind) => CASE_KINDS.indexOf(kind)

async function shop(db: Database) {
  const { authorId } = await seedShop(db)
  await db.kysely
    .insertInto('alert_count')
    .values({ channel: 'C1', day: '2026-11-19', sent: 20 })
    .execute()
  const card = async (kind: CaseKind, at = TODAY) => {
    const caseId = await seedCase(db, authorId, { kind })
    await db.transaction((trx) =>
      enqueue(trx, {
        id: db.nextId(),
        kind: 'card.post',
        key: `case:${caseId}:card`,
        lane: 'slack:C1',
        case_id: caseId,
        priority: priorityOf(kind),
        payload: '{}',
        due_at: at,
        created_at: at,
      }),
    )
    return caseId
  }
  const bundle = (counts: Partial<Record<CaseKind, number>>, dueAt: number) =>
    db.transaction((trx) =>
      enqueue(trx, {
        id: db.nextId(),
        kind: 'bundle.post',
        key: `bundle:${dueAt}`,
        lane: 'slack:C1',
        case_id: null,
        priority: 4,
        payload: JSON.stringify({ counts, deskUrl: null }),
        due_at: dueAt,
        created_at: TODAY,
      }),
    )
  return { card, bundle }
}

async function many<T>(n: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let i = 0; i < n; i++) made.push(await make())
  return made
}

async function sentOf(db: Database): Promise<number> {
  const { sent } = await db.kysely
    .selectFrom('alert_count')
    .select('sent')
    .executeTakeFirstOrThrow()
  return sent
}

async function waiting(db: Database) {
  const rows = await db.kysely
    .selectFrom('outbox')
    .select(['kind', 'case_id', 'payload', 'due_at'])
    .where('state', '=', 'pending')
    .orderBy('id')
    .execute()
  return {
    cards: rows.filter((row) => row.kind === 'card.post').map((row) => row.case_id),
    bundles: rows
      .filter((row) => row.kind === 'bundle.post')
      .map((row) => ({
        counts: (JSON.parse(row.payload) as { counts: object }).counts,
        dueAt: row.due_at,
      })),
  }
}

onBothEngines('a pile of cards', ({ open }) => {
  it('keeps emergencies and the most pressing cards; the others go into one message', async () => {
    const { db } = await open()
    const { card } = await shop(db)
    const praise = await many(4, () => card('praise'))
    const complaints = await many(6, () => card('complaint'))
    const fires = await many(2, () => card('emergency'))
    expect(await foldPiles(db, LATER)).toBe(5)
    const { cards, bundles } = await waiting(db)
    expect(cards).toEqual([...complaints.slice(0, PILE_CARDS), ...fires])
    expect(bundles).toEqual([{ counts: { complaint: 1, praise: 4 }, dueAt: LATER }])
    const bundled = await db.kysely
      .selectFrom('case')
      .select('id')
      .where('bundled', '=', 1)
      .orderBy('id')
      .execute()
    expect(bundled.map((row) => row.id)).toEqual([...praise, complaints.at(-1)])
  })

  it('gives the share of the day back, but for the one message', async () => {
    const { db } = await open()
    const { card } = await shop(db)
    await many(PILE_CARDS + 3, () => card('complaint'))
    await foldPiles(db, LATER)
    expect(await sentOf(db)).toBe(18)
  })

  it('leaves young cards, few cards and cards that may stand already alone', async () => {
    const { db } = await open()
    const { card } = await shop(db)
    await many(PILE_CARDS, () => card('complaint'))
    await many(3, () => card('complaint', TODAY + 1))
    expect(await foldPiles(db, LATER)).toBe(0)
    await card('praise')
    await db.kysely
      .updateTable('outbox')
      .set({ state: 'ambiguous' })
      .where('priority', '=', priorityOf('praise'))
      .execute()
    expect(await foldPiles(db, LATER)).toBe(0)
    expect((await waiting(db)).bundles).toEqual([])
    await claimDue(db, { owner: 'me', now: LATER, limit: 1 })
    await card('complaint')
    expect(await foldPiles(db, LATER)).toBe(0)
  })

  it('is none before the morning for which its cards are held', async () => {
    const { db } = await open()
    const { card } = await shop(db)
    await many(PILE_CARDS + 3, () => card('complaint'))
    await db.kysely
      .updateTable('outbox')
      .set({ due_at: LATER + 1 })
      .execute()
    expect(await foldPiles(db, LATER)).toBe(0)
    expect(await foldPiles(db, LATER + 1)).toBe(3)
  })

  it('makes one of the bundles that wait, and of the cards gathered later', async () => {
    const { db } = await open()
    const { card, bundle } = await shop(db)
    await bundle({ complaint: 4 }, TODAY)
    await bundle({ complaint: 1, praise: 2 }, TODAY + 1)
    await bundle({ question: 3 }, LATER + 1)
    await many(PILE_CARDS + 2, () => card('complaint'))
    await foldPiles(db, LATER)
    expect((await waiting(db)).bundles).toEqual([
      { counts: { complaint: 7, question: 3, praise: 2 }, dueAt: LATER },
    ])
    // Two cards and two of three bundles are never told: their share of the day is free again.
    expect(await sentOf(db)).toBe(16)
    expect(await foldPiles(db, LATER)).toBe(0)
  })
})
