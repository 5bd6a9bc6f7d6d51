import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { claimDue, enqueue, LEASE_MS, type NewOutboxRow, settle } from '../../db/queue.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

async function put(db: Database, row: Partial<NewOutboxRow> = {}): Promise<number> {
  const id = db.nextId()
  await db.transaction((trx) =>
    enqueue(trx, {
      id,
      kind: 'card.post',
      key: `k${id}`,
      lane: 'slack:C1',
      case_id: null,
      priority: 1,
      payload: '{}',
      due_at: TODAY,
      created_at: TODAY,
      ...row,
    }),
  )
  return id
}

const claim = (db: Database, options: Partial<Parameters<typeof claimDue>[1]> = {}) =>
  claimDue(db, { owner: 'me', now: TODAY, limit: 10, ...options })
const idsOf = (rows: readonly { id: number }[]) => rows.map((row) => row.id)
const stateOf = async (db: Database, id: number) =>
  (
    await db.kysely
      .selectFrom('outbox')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).state

onBothEngines('the outbox', ({ open }) => {
  it('takes one effect of a key, however often it is asked for', async () => {
    const { db } = await open()
    const id = await put(db, { key: 'case:1:card' })
    await put(db, { key: 'case:1:card' })
    expect(idsOf(await claim(db))).toEqual([id])
    expect(await claim(db, { now: TODAY + LEASE_MS - 1 })).toEqual([])
  })

  it('keeps an effect only if the change that causes it is kept', async () => {
    const { db } = await open()
    await expect(
      db.transaction(async (trx) => {
        await enqueue(trx, {
          id: db.nextId(),
          kind: 'card.post',
          key: 'k',
          lane: 'l',
          case_id: null,
          priority: 0,
          payload: '{}',
          due_at: TODAY,
          created_at: TODAY,
        })
        throw new Error('the case could not be opened')
      }),
    ).rejects.toThrow()
    expect(await claim(db)).toEqual([])
  })

  it('sends the urgent first, one a lane, and skips lanes that rest', async () => {
    const { db } = await open()
    const [, b, c] = [
      await put(db, { priority: 2 }),
      await put(db, { priority: 0 }),
      await put(db, { lane: 'slack:C2', priority: 1 }),
    ]
    expect(idsOf(await claim(db, { busyLanes: ['slack:C1'] }))).toEqual([c])
    expect(idsOf(await claim(db))).toEqual([b])
  })

  it('waits until its time has come', async () => {
    const { db } = await open()
    const id = await put(db, { due_at: TODAY + 1000 })
    expect(await claim(db, { now: TODAY + 999 })).toEqual([])
    expect(idsOf(await claim(db, { now: TODAY + 1000 }))).toEqual([id])
  })

  it('never overtakes an older row of the same case in its lane, not even with an urgent one', async () => {
    const { db } = await open()
    const first = await put(db, { case_id: 7, priority: 2 })
    const second = await put(db, { case_id: 7, priority: 0 })
    const [row] = await claim(db)
    expect(row?.id).toBe(first)
    expect(await claim(db)).toEqual([])
    await settle(db.kysely, { id: first, lease_token: row?.lease_token ?? 0 }, later(TODAY + 5))
    expect(await claim(db)).toEqual([])
    const [again] = await claim(db, { now: TODAY + 5 })
    await settle(db.kysely, again ?? { id: 0, lease_token: 0 }, sent)
    expect(idsOf(await claim(db))).toEqual([second])
  })

  it('draws only the last state of a card, and leaves one alone that is being sent', async () => {
    const { db } = await open()
    const update = { kind: 'card.update', case_id: 7 }
    const begun = await put(db, update)
    const [row] = await claim(db)
    const stale = await put(db, update)
    const last = await put(db, update)
    expect(await stateOf(db, begun)).toBe('leased')
    await expect(stateOf(db, stale)).rejects.toThrow()
    await settle(db.kysely, row ?? { id: 0, lease_token: 0 }, sent)
    expect(idsOf(await claim(db))).toEqual([last])
  })

  it('is taken over from a worker that died, who can then no longer mark it', async () => {
    const { db } = await open()
    const id = await put(db)
    const [dead] = await claim(db, { owner: 'dead' })
    expect(await claim(db, { owner: 'heir', now: TODAY + LEASE_MS - 1 })).toEqual([])
    const [heir] = await claim(db, { owner: 'heir', now: TODAY + LEASE_MS })
    expect(heir).toMatchObject({ id, state: 'leased', attempts: 1 })
    expect(await settle(db.kysely, dead ?? { id, lease_token: 0 }, sent)).toBe(false)
    expect(await stateOf(db, id)).toBe('leased')
    expect(await settle(db.kysely, heir ?? { id, lease_token: 0 }, sent)).toBe(true)
    expect(await stateOf(db, id)).toBe('sent')
  })

  it('keeps saying that nobody knows whether it arrived, until somebody looked', async () => {
    const { db } = await open()
    const id = await put(db)
    const [row] = await claim(db)
    await settle(db.kysely, row ?? { id, lease_token: 0 }, {
      state: 'ambiguous',
      dueAt: TODAY + 5,
      error: 'timeout',
    })
    expect((await claim(db, { now: TODAY + 5 }))[0]).toMatchObject({ id, state: 'ambiguous' })
    expect(await claim(db, { now: TODAY + 6 })).toEqual([])
  })

  it('is never handed to two of eight workers that ask at the same moment', async () => {
    const { db } = await open()
    const ids: number[] = []
    for (let n = 0; n < 40; n++) ids.push(await put(db, { lane: `lane:${n}` }))
    const taken: number[] = []
    for (let round = 0; round < 8; round++) {
      const batches = await Promise.all(
        Array.from({ length: 8 }, (_, w) => claim(db, { owner: `w${w}`, limit: 5 })),
      )
      taken.push(...batches.flatMap(idsOf))
    }
    expect(taken.toSorted((a, b) => a - b)).toEqual(ids)
  })

  it('hands out every row once and each case in order, whatever the priorities', async () => {
    const { db } = await open()
    const anyRow = fc.record({
      case_id: fc.constantFrom(null, 1, 2, 3),
      lane: fc.constantFrom('a', 'b'),
      priority: fc.integer({ min: 0, max: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 12 }), async (rows) => {
        await db.kysely.deleteFrom('outbox').execute()
        const ids: number[] = []
        for (const row of rows) ids.push(await put(db, row))
        const order: number[] = []
        for (;;) {
          const due = await claim(db, { limit: 3 })
          if (due.length === 0) break
          for (const row of due) {
            order.push(row.id)
            await settle(db.kysely, row, sent)
          }
        }
        expect(order.toSorted((a, b) => a - b)).toEqual(ids)
        for (const lane of ['a', 'b'])
          for (const caseId of [1, 2, 3]) {
            const own = ids.filter((_, i) => rows[i]?.case_id === caseId && rows[i]?.lane === lane)
            expect(order.filter((id) => own.includes(id))).toEqual(own)
          }
      }),
      { numRuns: 25 },
    )
  })
})

const sent = { state: 'sent', at: TODAY, result: null } as const
const later = (dueAt: number) => ({ state: 'pending', dueAt, error: 'busy' }) as const
