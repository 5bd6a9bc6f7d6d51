import { expect, it } from 'vitest'
import { bringBack } from '../../db/clock-back.ts'
import { claimDue, enqueue, LEASE_MS } from '../../db/queue.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

const HOUR = 3_600_000

onBothEngines('a clock that was set back', ({ open }) => {
  it('is mended in what it told the outbox, and in nothing else', async () => {
    const { db } = await open()
    const put = (key: string, at: number, dueAt: number) =>
      db.transaction((trx) =>
        enqueue(trx, {
          id: db.nextId(),
          kind: 'card.post',
          key,
          lane: `slack:${key}`,
          case_id: null,
          priority: 1,
          payload: '{}',
          due_at: dueAt,
          created_at: at,
        }),
      )
    await put('morning', TODAY, TODAY + 9 * HOUR)
    await put('leased', TODAY, TODAY)
    await claimDue(db, { owner: 'me', now: TODAY + 2 * HOUR, limit: 1 })
    await put('now', TODAY + 2 * HOUR, TODAY + 2 * HOUR)
    await put('later', TODAY + 2 * HOUR, TODAY + 3 * HOUR)

    expect(await bringBack(db.kysely, TODAY, TODAY)).toBe(3)
    const rows = await db.kysely
      .selectFrom('outbox')
      .select(['key', 'due_at', 'created_at', 'lease_until'])
      .orderBy('key')
      .execute()
    const at = { created_at: TODAY, lease_until: null }
    expect(rows).toEqual([
      { ...at, key: 'later', due_at: TODAY + HOUR },
      { ...at, key: 'leased', due_at: TODAY, lease_until: TODAY + LEASE_MS },
      { ...at, key: 'morning', due_at: TODAY + 9 * HOUR },
      { ...at, key: 'now', due_at: TODAY },
    ])
    expect(await bringBack(db.kysely, TODAY, TODAY)).toBe(0)
  })
})
