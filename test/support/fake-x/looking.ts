import type { Batch, Connector, Cursor, ReplyTarget } from '../../../connectors/connector.ts'
import type { Mention } from '../../../core/mention.ts'
import { openDesk } from './desk.ts'

/** When the desk opens. */
export const START = Date.UTC(2026, 2, 2, 9)

/** A connector that hears only posts which name us, looked at once at a time. */
export async function openLooking() {
  const desk = await openDesk({ words: false, handle: '@harborbeans' }, START)
  const { clock, x, connector, secrets } = desk

  /** Reads until the connector says that nothing older waits. */
  async function catchUp(cursor: Cursor | null, using: Connector = connector) {
    const batches: Batch[] = []
    for await (const batch of using.listen(cursor, desk.ctxOf())) {
      batches.push(batch)
      if (batch.caughtUp) break
    }
    return { batches, cursor: batches.at(-1)!.cursor, mentions: mentionsOf(batches) }
  }

  async function begin(): Promise<Cursor> {
    const { cursor } = await catchUp(null)
    await clock.advance(5_000)
    return cursor
  }

  return {
    ...desk,
    catchUp,
    begin,
    /** A post that tags us, to be answered. */
    async tagged(): Promise<ReplyTarget> {
      const cursor = await begin()
      x.addPost({ text: '@harborbeans cold soup', authorId: '7' })
      return targetOf((await catchUp(cursor)).mentions[0]!)
    },
    /** Other keys in place of those that stand here. */
    replaceKeys(keys: Readonly<Record<string, string>>): void {
      for (const name of Object.keys(secrets)) delete secrets[name]
      Object.assign(secrets, keys)
    },
    options: () => ({ idempotencyKey: 'k', pressedAt: clock.now() }),
  }
}

export type Looking = Awaited<ReturnType<typeof openLooking>>

export function mentionsOf(batches: readonly Batch[]): Mention[] {
  return batches.flatMap((batch) =>
    batch.items.flatMap((item) => (item.type === 'upsert' ? [item.mention] : [])),
  )
}

export function targetOf(mention: Mention): ReplyTarget {
  const { key, nativeId, url, trigger } = mention
  return { key, nativeId, url, trigger, replyRef: mention.replyRef ?? {} }
}
