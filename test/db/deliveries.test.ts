import { expect, it } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import {
  finishDeliveries,
  forgetDeliveries,
  readDeliveries,
  storeDelivery,
} from '../../db/deliveries.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

const DAY = 86_400_000
const delivery = (key: string, body = key, at = TODAY) => ({
  connectionId: 'reviews',
  key,
  digest: `digest of ${body}`,
  kind: 'post',
  body,
  at,
})

onBothEngines('deliveries', (engine) => {
  it('are stored once, in an order that a reader can resume from', async () => {
    const { db } = await engine.open()
    const results = []
    for (const one of [delivery('a'), delivery('b'), delivery('a'), delivery('a', 'other')])
      results.push(await storeDelivery(db, one))
    expect(results).toEqual(['stored', 'stored', 'known', 'differs'])
    const all = await readDeliveries(db.kysely, 'reviews', 0, 10)
    expect(all.map(({ body }) => body)).toEqual(['a', 'b'])
    const rest = await readDeliveries(db.kysely, 'reviews', all[0]?.seq ?? 0, 10)
    expect(rest.map(({ body }) => body)).toEqual(['b'])
    expect(await readDeliveries(db.kysely, 'another', 0, 10)).toEqual([])
  })

  it('never appear behind a reader, however many arrive at once from two processes', async () => {
    const first = await engine.open()
    const { searchPath } = first
    const second = await openDatabase({
      url: first.url,
      clock: first.clock,
      node: 2,
      ...(searchPath === undefined ? {} : { searchPath }),
    })
    const read: string[] = []
    let after = 0
    const readOn = async () => {
      for (const row of await readDeliveries(first.db.kysely, 'reviews', after, 500)) {
        read.push(row.body)
        after = row.seq
      }
    }
    const writing = Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        storeDelivery(i % 2 === 0 ? first.db : second, delivery(`d${i}`, `d${i}`, TODAY + (i % 3))),
      ),
    )
    const state = { done: false }
    void writing.then(() => {
      state.done = true
    })
    while (!state.done) {
      await readOn()
      await first.clock.advance(50)
    }
    await writing
    await readOn()
    await second.close()
    expect(read).toHaveLength(60)
    expect(new Set(read).size).toBe(60)
  })

  it('lose their content as soon as they are stored as posts, their key after a week', async () => {
    const { db } = await engine.open()
    await storeDelivery(db, delivery('a'))
    await storeDelivery(db, delivery('b'))
    const [first] = await readDeliveries(db.kysely, 'reviews', 0, 1)
    await finishDeliveries(db.kysely, 'reviews', first?.seq ?? 0, TODAY)
    const kept = await db.kysely.selectFrom('delivery').select('body').orderBy('seq').execute()
    expect(kept.map(({ body }) => body)).toEqual(['', 'b'])
    await forgetDeliveries(db.kysely, TODAY + 2 * DAY)
    const bodies = await readDeliveries(db.kysely, 'reviews', 0, 10)
    expect(bodies.map(({ body }) => body)).toEqual(['b'])
    expect(await storeDelivery(db, delivery('a'))).toBe('known')
    await forgetDeliveries(db.kysely, TODAY + 8 * DAY)
    const left = await readDeliveries(db.kysely, 'reviews', 0, 10)
    expect(left.map(({ body }) => body)).toEqual(['b'])
  })

  it('lose what an earlier version kept of them for a day', async () => {
    const { db } = await engine.open()
    await storeDelivery(db, delivery('a'))
    await storeDelivery(db, delivery('b'))
    await db.kysely.updateTable('delivery').set({ done_at: TODAY }).where('key', '=', 'a').execute()
    await forgetDeliveries(db.kysely, TODAY)
    const kept = await db.kysely.selectFrom('delivery').select('body').orderBy('seq').execute()
    expect(kept.map(({ body }) => body)).toEqual(['', 'b'])
  })
})
