import { expect, it } from 'vitest'
import { sendReply } from '../../actions/send-reply.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import { claimDue } from '../../db/queue.ts'
import { createReplySender } from '../../jobs/reply-sender.ts'
import { TODAY } from '../support/engines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const ana = { staffId: 'ana', surface: 'slack' as const }

async function pressed() {
  const clock = createSimulatedClock(TODAY)
  const db = await openMemory({ clock })
  const caseId = await seedCase(db, (await seedShop(db)).authorId)
  const input = { caseId, text: 'Sorry.', pressKey: 'p', seenVersion: 1 }
  await sendReply({ db, clock }, ana, input)
  const rows = await claimDue(db, { owner: 'me', now: TODAY, limit: 10 })
  const row = rows.find(({ kind }) => kind === 'network.reply')
  if (row === undefined) throw new Error('no reply is due')
  const history = async () => {
    const events = await db.kysely.selectFrom('case_event').select('kind').orderBy('id').execute()
    return events.map(({ kind }) => kind)
  }
  const sender = createReplySender({ db, clock, connectionOf: () => null })
  return { db, row, sender, history }
}

it('tells once that a reply is in doubt, however often it is looked for', async () => {
  const { db, row, sender, history } = await pressed()
  for (let i = 0; i < 3; i++)
    await db.transaction(async (trx) => sender.ambiguous?.(trx, row, `try ${i}`))
  expect(await history()).toEqual(['case.reply', 'reply.ambiguous'])
  await db.transaction(async (trx) => sender.dead?.(trx, row, 'It never arrived.'))
  expect(await history()).toEqual(['case.reply', 'reply.ambiguous', 'reply.failed'])
  const notes = await db.kysely
    .selectFrom('outbox')
    .select('id')
    .where('kind', '=', 'thread.note')
    .execute()
  expect(notes).toHaveLength(3)
  const reply = await db.kysely.selectFrom('reply').select(['state', 'error']).executeTakeFirst()
  expect(reply).toEqual({ state: 'failed', error: 'It never arrived.' })
  await db.close()
})

it('says that nothing is connected rather than try', async () => {
  const { db, row, sender } = await pressed()
  await expect(sender.send(row, false)).rejects.toThrow(NetworkError)
  await db.close()
})

it('never writes to somebody who was erased or asked not to be written to, and says why', async () => {
  for (const silence of ['opt-out', 'erased'] as const) {
    const { db, row, history } = await pressed()
    const author = await db.kysely.selectFrom('author').select('id').executeTakeFirstOrThrow()
    if (silence === 'opt-out')
      await db.kysely
        .insertInto('opt_out')
        .values({ author_id: author.id, staff_id: 'ana', at: TODAY })
        .execute()
    else
      await db.kysely
        .updateTable('author')
        .set({ key: `erased:${author.id}` })
        .execute()
    let sent = 0
    const clock = createSimulatedClock(TODAY)
    const connector = { reply: async () => sent++, canReply: () => true } as never
    const sender = createReplySender({
      db,
      clock,
      connectionOf: () => ({ connector, ctx: {} as never }),
    })
    await expect(sender.send(row, false)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('This person asked'),
    })
    expect(sent).toBe(0)
    await db.transaction(async (trx) => sender.dead?.(trx, row, 'This person asked.'))
    expect(await history()).toEqual(['case.reply', 'reply.failed'])
    await db.close()
  }
})

it('keeps no trace of an answer whose words an erasure took while it was on its way', async () => {
  for (const text of ['Sorry.', '']) {
    const { db, row } = await pressed()
    const clock = createSimulatedClock(TODAY)
    const reply = async () => {
      await db.kysely.updateTable('reply').set({ text }).execute()
      return { nativeId: 'n1', url: 'https://net.example/n1' }
    }
    const connector = { reply, canReply: () => true } as never
    const connectionOf = () => ({ connector, ctx: {} as never })
    const { apply } = await createReplySender({ db, clock, connectionOf }).send(row, false)
    await db.transaction(async (trx) => apply?.(trx))
    const kept = await db.kysely.selectFrom('reply').select(['state', 'native_id', 'url']).execute()
    const trace = { native_id: 'n1', url: 'https://net.example/n1' }
    expect(kept).toEqual([
      { state: 'sent', ...(text === '' ? { native_id: null, url: null } : trace) },
    ])
    await db.close()
  }
})
