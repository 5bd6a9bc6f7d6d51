import { expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { claimDue, enqueue, LEASE_MS, settle } from '../../db/queue.ts'
import { eventsOf, foldNotes, queueNote } from '../../db/thread-notes.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

async function note(db: Database, eventId: number, caseId = 7, channel: string | null = 'C1') {
  const id = db.nextId()
  await db.transaction((trx) => queueNote(trx, { id, eventId, caseId, channel, now: TODAY }))
  return id
}

async function card(db: Database, kind: 'card.post' | 'card.update', caseId = 7) {
  const id = db.nextId()
  await db.transaction((trx) =>
    enqueue(trx, {
      id,
      kind,
      key: `k${id}`,
      lane: 'slack:C1',
      case_id: caseId,
      priority: 3,
      payload: '{}',
      due_at: TODAY,
      created_at: TODAY,
    }),
  )
  return id
}

const claim = (db: Database, now = TODAY) => claimDue(db, { owner: 'me', now, limit: 10 })
const idsOf = (rows: readonly { id: number }[]) => rows.map((row) => row.id)
const sent = { state: 'sent', at: TODAY, result: null } as const

async function claimOne(db: Database, now = TODAY) {
  const [row] = await claim(db, now)
  if (row === undefined) throw new Error('nothing is due')
  return row
}

onBothEngines('notes in the outbox', ({ open }) => {
  it('tells an event once, and none where there is no card', async () => {
    const { db } = await open()
    const first = await note(db, 1)
    await note(db, 1)
    await note(db, 2, 8, null)
    expect(idsOf(await db.kysely.selectFrom('outbox').select('id').execute())).toEqual([first])
  })

  it('keeps every note behind cards, its own and those of others', async () => {
    const { db } = await open()
    const [later, own, other] = [
      await note(db, 1, 9),
      await card(db, 'card.post'),
      await card(db, 'card.post', 8),
    ]
    const told = await note(db, 2)
    const order: number[] = []
    for (;;) {
      const [row] = await claim(db)
      if (row === undefined) break
      order.push(row.id)
      await settle(db.kysely, row, sent)
    }
    expect(order).toEqual([own, other, later, told])
  })

  it('makes no card wait for the history of its case, and the history wait for its card', async () => {
    const { db } = await open()
    await note(db, 1)
    const stuck = await claimOne(db)
    await settle(db.kysely, stuck, { state: 'ambiguous', dueAt: TODAY + 5, error: 'no answer' })
    const update = await card(db, 'card.update')
    const second = await note(db, 2)
    const row = await claimOne(db)
    expect(row.id).toBe(update)
    await settle(db.kysely, row, sent)
    expect(await claim(db)).toEqual([])
    const again = await claimOne(db, TODAY + 5)
    expect(again.id).toBe(stuck.id)
    await settle(db.kysely, again, sent)
    expect(idsOf(await claim(db, TODAY + 5))).toEqual([second])
  })

  it('takes the notes that wait into the one that is sent, in order, and no others', async () => {
    const { db } = await open()
    for (const event of [1, 2, 3]) await note(db, event)
    const other = await note(db, 4, 8)
    const row = await claimOne(db)
    expect(await foldNotes(db, row)).toEqual([1, 2, 3])
    const left = await db.kysely.selectFrom('outbox').selectAll().orderBy('id').execute()
    expect(idsOf(left)).toEqual([row.id, other])
    expect(left.map(eventsOf)).toEqual([[1, 2, 3], [4]])
    expect(await foldNotes(db, { ...row, payload: left[0]?.payload ?? '' })).toEqual([1, 2, 3])
  })

  it('takes no more into a message than people read', async () => {
    const { db } = await open()
    for (let event = 1; event <= 45; event++) await note(db, event)
    const told: number[] = []
    const sizes: number[] = []
    for (;;) {
      const [row] = await claim(db)
      if (row === undefined) break
      const events = (await foldNotes(db, row)) ?? []
      sizes.push(events.length)
      told.push(...events)
      await settle(db.kysely, row, sent)
    }
    expect(told).toEqual(Array.from({ length: 45 }, (_, i) => i + 1))
    expect(sizes).toEqual([20, 20, 5])
  })

  it('leaves everything where it is to a worker that lost its claim', async () => {
    const { db } = await open()
    await note(db, 1)
    await note(db, 2)
    const late = await claimOne(db)
    const heir = await claimOne(db, TODAY + LEASE_MS)
    expect(await foldNotes(db, late)).toBeNull()
    expect(await foldNotes(db, heir)).toEqual([1, 2])
  })
})
