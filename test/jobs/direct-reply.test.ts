import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideReply } from '../../actions/decide-reply.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { silentLogger } from '../../core/logger.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import type { Database } from '../../db/database.ts'
import { createOutbox } from '../../jobs/outbox.ts'
import { createReplySender } from '../../jobs/reply-sender.ts'
import { openDesk, type XDesk } from '../support/fake-x/desk.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

let desk: XDesk
let db: Database
let caseId: number
beforeEach(async () => {
  desk = await openDesk({ words: false, directMessages: true })
  desk.x.tokens.mayMessage = true
  db = await openMemory({ clock: desk.clock })
  const { authorId } = await seedShop(db)
  caseId = await seedCase(db, authorId)
  const post = desk.x.addPost({ text: '@harborbeans cold again', authorId: '7' })
  const replyRef = JSON.stringify({ postId: post.id, tagged: 'yes' })
  await db.kysely
    .updateTable('mention')
    .set({ native_id: post.id, network: 'x', connection_id: 'x', reply_ref: replyRef })
    .execute()
  await db.kysely.updateTable('author').set({ native_id: '7', network: 'x' }).execute()
})
afterEach(async () => {
  await db.close()
  await desk.close()
})

const ana = { staffId: 'ana', surface: 'slack' as const }
const ctx = () => ({ db, clock: desk.clock, openCode: (sealed: string) => sealed })
const press = (text = 'Sorry.', way: 'public' | 'direct' = 'direct') =>
  sendReply(ctx(), ana, { caseId, text, pressKey: 'p', seenVersion: 1, way })
const replies = () => db.kysely.selectFrom('reply').selectAll().execute()
const ourPosts = () => [...desk.x.posts.values()].filter(({ authorId }) => authorId === '900')

function outbox(connector = desk.connector) {
  const connectionOf = () => ({ connector, ctx: desk.ctxOf() })
  return createOutbox({
    db,
    clock: desk.clock,
    random: () => 0.5,
    log: silentLogger,
    owner: 'me',
    senders: { 'network.reply': createReplySender({ db, clock: desk.clock, connectionOf }) },
  })
}

describe('a direct message that somebody pressed', () => {
  it('reaches its reader alone, once; the press says that they agreed to it', async () => {
    await press()
    await press()
    await outbox()()
    expect(desk.x.messages.sent).toMatchObject([{ conversationWith: '7', text: 'Sorry.' }])
    expect(ourPosts()).toEqual([])
    expect(await replies()).toMatchObject([{ state: 'sent', way: 'direct', url: null }])
    const audit = await db.kysely
      .selectFrom('audit')
      .select('detail')
      .where('action', '=', 'reply.press')
      .execute()
    expect(audit.map(({ detail }) => JSON.parse(detail))).toEqual([{ way: 'direct', agreed: true }])
    expect(await readCaseFacts(db.kysely, caseId)).toMatchObject({ status: 'replied' })
    await expect(press('Sorry.', 'public')).rejects.toMatchObject({ code: 'pressed_before' })
  })

  it('stands in a queue of its own, so that one that waits holds up no public answer', async () => {
    await press()
    const rows = await db.kysely
      .selectFrom('outbox')
      .select('lane')
      .where('kind', '=', 'network.reply')
      .execute()
    expect(rows).toEqual([{ lane: 'network:x:direct' }])
  })

  it('is looked for before it is tried again, so that nobody reads it twice', async () => {
    await press()
    desk.x.failNext(/POST .2.dm_conversations/, { kind: 'done_then_cut' })
    const deliver = outbox()
    await deliver()
    expect(await replies()).toMatchObject([{ state: 'ambiguous' }])
    await desk.clock.advance(120_000)
    await deliver()
    expect(desk.x.messages.sent).toHaveLength(1)
    expect(await replies()).toMatchObject([
      { state: 'sent', native_id: desk.x.messages.sent[0]?.id },
    ])
  })

  it('that X does not deliver is told on the case, and never goes out in public instead', async () => {
    desk.x.messages.closed.add('7')
    await press()
    await outbox()()
    expect(ourPosts()).toEqual([])
    expect(await readCaseFacts(db.kysely, caseId)).toMatchObject({
      lastReply: {
        state: 'failed',
        error: expect.stringContaining('X does not let us write to them'),
      },
    })
  })

  it('does not leave once the settings forbid it, in public neither', async () => {
    await press()
    await outbox(desk.build({ directMessages: false }))()
    expect(desk.x.requests.filter(({ method }) => method === 'POST')).toEqual([])
    expect(await replies()).toMatchObject([
      { state: 'failed', error: expect.stringContaining('not switched on') },
    ])
  })

  it('waits for a second person as every answer does, and then goes to its reader alone', async () => {
    const { replyId, waiting } = await press('We will refund you today.')
    const facts = await readCaseFacts(db.kysely, caseId)
    expect(waiting).toBe(true)
    expect(facts?.waitingReply).toMatchObject({ way: 'direct' })
    const mara = { staffId: 'mara', surface: 'desk' as const }
    await decideReply(ctx(), mara, { replyId, approve: true, reason: '' })
    await outbox()()
    expect(desk.x.messages.sent).toMatchObject([{ text: 'We will refund you today.' }])
    expect(ourPosts()).toEqual([])
  })
})
