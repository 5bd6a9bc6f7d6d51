import { expect, it } from 'vitest'
import { enqueue } from '../../db/queue.ts'
import { forgetOld } from '../../db/retention.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const DAY = 86_400_000

onBothEngines('what is kept for a while only', ({ open }) => {
  it('goes when its days are over, however much of it there is, and not before', async () => {
    const { db } = await open()
    const dead = (at: number) => ({ id: db.nextId(), source: 's', reason: 'r', raw: '', at })
    await db.transaction(async (trx) => {
      for (let n = 0; n < 1100; n++)
        await trx
          .insertInto('dead_letter')
          .values(dead(TODAY - 15 * DAY))
          .execute()
    })
    const kept = dead(TODAY - 13 * DAY)
    await db.kysely.insertInto('dead_letter').values(kept).execute()
    expect(await forgetOld(db.kysely, TODAY)).toMatchObject({ dead_letter: 1100, rejected: 0 })
    expect(await db.kysely.selectFrom('dead_letter').selectAll().execute()).toEqual([kept])
  })

  it('never includes an effect that has not been sent, however old', async () => {
    const { db } = await open()
    for (const key of ['waiting', 'sent'])
      await db.transaction((trx) =>
        enqueue(trx, {
          id: db.nextId(),
          kind: 'card.post',
          key,
          lane: 'l',
          case_id: null,
          priority: 0,
          payload: '{}',
          due_at: TODAY - 400 * DAY,
          created_at: TODAY - 400 * DAY,
        }),
      )
    await db.kysely
      .updateTable('outbox')
      .set({ state: 'sent', sent_at: TODAY - 91 * DAY })
      .where('key', '=', 'sent')
      .execute()
    expect(await forgetOld(db.kysely, TODAY)).toMatchObject({ outbox: 1 })
    expect(await db.kysely.selectFrom('outbox').select('key').execute()).toEqual([
      { key: 'waiting' },
    ])
  })

  it('includes the texts that near-copies are joined to, after a week', async () => {
    const { db } = await open()
    const text = (mention_id: number, at: number) => ({
      hash: 'h',
      brand_id: 'juniper',
      mention_id,
      at,
    })
    await db.kysely
      .insertInto('recent_text')
      .values([text(1, TODAY - 8 * DAY), text(2, TODAY - 6 * DAY)])
      .execute()
    await forgetOld(db.kysely, TODAY)
    expect(await db.kysely.selectFrom('recent_text').select('mention_id').execute()).toEqual([
      { mention_id: 2 },
    ])
  })
})

onBothEngines('tombstones', (engine) => {
  it('of posts we never had are forgotten after three days, those of our own posts stay', async () => {
    const { db } = await engine.open()
    const { authorId } = await seedShop(db)
    await seedCase(db, authorId)
    const { key } = await db.kysely.selectFrom('mention').select('key').executeTakeFirstOrThrow()
    const at = TODAY - 4 * 86_400_000
    await db.kysely
      .insertInto('tombstone')
      .values([
        { key, reason: 'deleted', at },
        { key: 'bluesky::at://stranger/1', reason: 'deleted', at },
        { key: 'bluesky::at://stranger/2', reason: 'deleted', at: TODAY },
        { key: 'author:bluesky:did:plc:gone', reason: 'account deleted', at },
      ])
      .execute()
    await forgetOld(db.kysely, TODAY)
    const left = await db.kysely.selectFrom('tombstone').select('key').orderBy('key').execute()
    expect(left.map((row) => row.key)).toEqual(
      [key, 'bluesky::at://stranger/2', 'author:bluesky:did:plc:gone'].toSorted(),
    )
  })
})
