import type { Item } from '../../connectors/connector.ts'
import { openDesk } from './listening-desk.ts'

/** What a desk holds after it heard these deliveries in this order, cut into batches at random. */
export async function finalState(deliveries: readonly (readonly Item[])[], random: () => number) {
  const desk = await openDesk()
  try {
    let batch: Item[] = []
    for (const items of deliveries) {
      batch.push(...items)
      if (random() < 0.6) await desk.hear(...batch.splice(0))
    }
    batch = batch.splice(0)
    if (batch.length > 0) await desk.hear(...batch)
    const live = await desk.db.kysely
      .selectFrom('mention')
      .select(['key', 'text', 'title', 'url', 'revision', 'edited_at', 'created_at'])
      .where('state', '=', 'live')
      .orderBy('key')
      .execute()
    const gone = await desk.db.kysely.selectFrom('tombstone').select('key').orderBy('key').execute()
    return { live, gone: gone.map(({ key }) => key) }
  } finally {
    await desk.db.close()
  }
}
