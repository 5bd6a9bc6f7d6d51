import type { Item } from '../../connectors/connector.ts'
import { openDesk } from './listening-desk.ts'
import { seeded, shuffleAndDouble } from './mutate-json.ts'

/** What is live, and what is gone, of one order; keys without the scope that tells orders apart. */
export interface OrderState {
  live: { key: string; text: string; revision: string }[]
  gone: string[]
}

/**
 * What one desk holds after it heard the same deliveries in many orders, shuffled, doubled and cut into batches
 * at random: one state for each that is different. `read` gives the items of a delivery under a scope of its
 * own, so that orders do not meet.
 */
export async function statesOfOrders<T>(
  orders: number,
  deliveries: readonly T[],
  read: (delivery: T, scope: string) => readonly Item[],
): Promise<OrderState[]> {
  const desk = await openDesk()
  try {
    for (let seed = 0; seed < orders; seed++) {
      const random = seeded(seed)
      let batch: Item[] = []
      for (const delivery of shuffleAndDouble(deliveries, random)) {
        batch.push(...read(delivery, `S${seed}_`))
        if (random() < 0.6) await desk.hear(...batch.splice(0))
      }
      batch = batch.splice(0)
      if (batch.length > 0) await desk.hear(...batch)
    }
    const live = await desk.db.kysely
      .selectFrom('mention')
      .select(['key', 'text', 'revision'])
      .where('state', '=', 'live')
      .orderBy('key')
      .execute()
    const gone = await desk.db.kysely.selectFrom('tombstone').select('key').orderBy('key').execute()
    const states = new Map<string, OrderState>()
    for (let seed = 0; seed < orders; seed++) {
      const mark = `S${seed}_`
      const bare = (key: string) => key.replace(mark, '')
      const one = {
        live: live
          .filter(({ key }) => key.includes(mark))
          .map((row) => ({ ...row, key: bare(row.key) })),
        gone: gone.filter(({ key }) => key.includes(mark)).map(({ key }) => bare(key)),
      }
      states.set(JSON.stringify(one), one)
    }
    return [...states.values()]
  } finally {
    await desk.db.close()
  }
}
