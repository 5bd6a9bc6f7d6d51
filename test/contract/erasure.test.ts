import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { erasePerson } from '../../actions/erase-person.ts'
import type { Database } from '../../db/database.ts'
import { createLateSweep } from '../../db/erasure/late-deliveries.ts'
import { eraseDue, readErasures, replayErasures } from '../../db/erasures.ts'
import { openInbox } from '../../db/inbox.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { searchMentions } from '../../db/search-index.ts'
import { CANARY, deliverLate, hearAgain, PRINT, placesOf, theirOrder } from '../support/canary.ts'
import { onBothEngines } from '../support/engines.ts'
import { NOON, openDesk, post } from '../support/listening-desk.ts'
import { plantCanary } from '../support/plant-canary.ts'
import { seedStaff } from '../support/seed.ts'

const olga = { staffId: 'olga', surface: 'cli' as const }
const noInbox = { scrubInbox: () => {} }

/** Files of the database that hold the canary's bytes. */
function filesWith(folder: string): string[] {
  return readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name)).toString('latin1').toLowerCase().includes(CANARY),
  )
}

async function sums(db: Database) {
  return db.kysely
    .selectFrom('purchase')
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.sum<number>('net').as('net')])
    .executeTakeFirstOrThrow()
}

onBothEngines('an erasure', (engine) => {
  it('leaves nothing of the person anywhere, and nothing comes back', async () => {
    const { db, clock, url } = await engine.open()
    const planted = await plantCanary(db, clock)
    expect(planted.places).toBeGreaterThanOrEqual(15)
    const inboxFile = join(dirname(url), 'inbox.db')
    const inbox = engine.dialect === 'sqlite' ? openInbox(inboxFile) : null
    await inbox?.store('done', `{"text":"${CANARY} said"}`, NOON)
    inbox?.done('done', NOON)
    await inbox?.store('open', `{"text":"${CANARY} said"}`, NOON)
    await inbox?.store('other', '{"text":"omar said"}', NOON)
    if (engine.dialect === 'sqlite') expect(filesWith(dirname(url))).not.toEqual([])
    const deps = {
      db,
      clock,
      scrubInbox: ({ parts }: { parts: readonly string[] }) => inbox?.scrub(parts, NOON),
    }
    await erasePerson({ db, clock }, olga, { personId: planted.personId }, CANARY)
    expect(await eraseDue(deps)).toBe(1)
    expect(Object.fromEntries(await placesOf(db))).toEqual({})
    if (engine.dialect === 'sqlite') expect(filesWith(dirname(url))).toEqual([])
    expect(inbox?.pending().map((row) => row.key) ?? ['other']).toEqual(['other'])

    const before = await sums(db)
    expect(before.net).toBe(theirOrder.net)
    await hearAgain(planted.desk)
    await deliverLate(db)
    expect((await placesOf(db)).size).toBe(2)
    const sweep = createLateSweep(db)
    expect(await sweep()).toBe(2)
    expect(await sweep()).toBe(0)
    const shop = createPurchaseStore(db, clock.now, PRINT)
    await shop.store('juniper', 'shop', [theirOrder])
    await shop.store('juniper', 'shop', [{ ...theirOrder, net: 4000, updatedAt: NOON + 1 }])
    const other = { key: 'walk-in', email: null, name: null }
    await shop.store('juniper', 'shop', [{ ...theirOrder, customer: other }])
    expect(Object.fromEntries(await placesOf(db))).toEqual({})
    const after = await sums(db)
    expect({ n: after.n, net: after.net }).toEqual({ n: before.n, net: 4000 })
    inbox?.close()
  })

  it('keeps what is not theirs: sums, gifts, posts of others, and that it was done', async () => {
    const { db, clock } = await engine.open()
    const { personId } = await plantCanary(db, clock)
    await erasePerson({ db, clock }, olga, { personId }, CANARY)
    await eraseDue({ db, clock, ...noInbox })
    const posts = await db.kysely
      .selectFrom('mention')
      .select(['text', 'parent_text', 'state'])
      .where('state', '=', 'live')
      .execute()
    expect(posts).toEqual([{ text: 'I love juniper', parent_text: null, state: 'live' }])
    const counted = await db.kysely
      .selectFrom('hour_count')
      .select((eb) => [eb.fn.sum<number>('total').as('n'), eb.fn.sum<number>('complaint').as('c')])
      .executeTakeFirstOrThrow()
    expect(counted).toEqual({ n: 1, c: 0 })
    const [done, open] = await db.kysely
      .selectFrom('delivery')
      .select('body')
      .orderBy('seq')
      .execute()
    expect(done?.body).toBe('')
    expect(JSON.parse(open?.body ?? '')).toEqual({
      posts: [{ author: { id: 'omar', handle: 'omar' }, text: 'hello', tags: ['b'] }],
    })
    const grants = await db.kysely.selectFrom('reward_grant').select(['state', 'reason']).execute()
    expect(grants).toEqual([{ state: 'issued', reason: '' }])
    const audit = await db.kysely
      .selectFrom('audit')
      .select(['action', 'detail'])
      .orderBy('id')
      .execute()
    expect(audit).toEqual([
      { action: 'case.mute_word', detail: '{"erased":true}' },
      { action: 'person.erase', detail: '{}' },
    ])
    await expect(db.kysely.updateTable('audit').set({ actor: 'nobody' }).execute()).rejects.toThrow(
      'append-only',
    )
    await expect(
      db.kysely.updateTable('audit').set({ detail: '{"other":1}' }).execute(),
    ).rejects.toThrow('append-only')
  })

  it('has cards drawn again, also of whoever answered them, and deleted what names them elsewhere', async () => {
    const { db, clock } = await engine.open()
    const { personId, caseId } = await plantCanary(db, clock)
    await erasePerson({ db, clock }, olga, { personId }, CANARY)
    await eraseDue({ db, clock, ...noInbox })
    const rows = await db.kysely
      .selectFrom('outbox')
      .select(['kind', 'payload', 'case_id'])
      .where('state', '=', 'pending')
      .execute()
    const quoting = await db.kysely
      .selectFrom('case as c')
      .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
      .select('c.id')
      .where('m.native_id', '=', 'q1')
      .executeTakeFirstOrThrow()
    const of = (kind: string) => rows.filter((row) => row.kind === kind)
    expect(of('card.update').map((row) => row.case_id)).toEqual([quoting.id, caseId])
    expect(of('thread.erase').map((row) => row.payload)).toEqual(['{"ts":"1.1"}'])
    expect(of('note.erase').map((row) => row.payload)).toEqual(['{"ts":"4.4"}', '{"ts":"3.3"}'])
    expect(of('nudge.post').map((row) => row.payload)).toEqual(['{"steps":[{"caseId":7}]}'])
    expect(rows.filter((row) => row.kind === 'incident.update')).toHaveLength(1)
    expect(rows.filter((row) => row.kind === 'notice.post')).toEqual([])
    const replies = await db.kysely.selectFrom('reply').select('state').orderBy('id').execute()
    expect(replies.map((row) => row.state)).toEqual(['sent', 'refused'])
  })

  it('is replayed in a restored backup from fingerprints alone', async () => {
    const { db, clock } = await engine.open()
    const { personId } = await plantCanary(db, clock)
    await erasePerson({ db, clock }, olga, { personId }, CANARY)
    await eraseDue({ db, clock, ...noInbox })
    const list = await readErasures(db)
    expect(JSON.stringify(list).toLowerCase()).not.toContain(CANARY)

    const old = await engine.open()
    await plantCanary(old.db, old.clock)
    expect(await replayErasures({ ...old, ...noInbox }, list)).toBeGreaterThan(0)
    expect(Object.fromEntries(await placesOf(old.db))).toEqual({})
    expect(await replayErasures({ ...old, ...noInbox }, list)).toBe(0)
  })

  it('takes an account that is no person yet out of a search index full of others', async () => {
    const { db, clock, url } = await engine.open()
    const desk = await openDesk({ db, clock })
    await seedStaff(db, 'olga', { role: 'owner' })
    const others = Array.from({ length: 60 }, (_, i) =>
      post(`o${i}`, `juniper number ${i}`, { by: `guest${i}` }),
    )
    await desk.hear(post('p1', `juniper, says ${CANARY}`, { by: CANARY }), ...others)
    const author = await db.kysely
      .selectFrom('author')
      .select(['id', 'handle'])
      .where('key', 'like', `%${CANARY}%`)
      .executeTakeFirstOrThrow()
    await erasePerson({ db, clock }, olga, { authorId: author.id }, author.handle ?? '')
    await eraseDue({ db, clock, ...noInbox })
    expect(Object.fromEntries(await placesOf(db))).toEqual({})
    if (engine.dialect === 'sqlite') expect(filesWith(dirname(url))).toEqual([])
    expect(await searchMentions(db, { text: 'juniper' })).toHaveLength(50)
    expect(await searchMentions(db, { text: CANARY })).toEqual([])
  })

  it('that is broken off half way goes on and leaves nothing either', async () => {
    const { db, clock } = await engine.open()
    const { personId } = await plantCanary(db, clock)
    await erasePerson({ db, clock }, olga, { personId }, CANARY)
    const scrubInbox = () => {
      throw new Error('the power went')
    }
    await expect(eraseDue({ db, clock, scrubInbox })).rejects.toThrow('the power went')
    expect((await placesOf(db)).size).toBeGreaterThan(0)
    const words: string[] = []
    expect(
      await eraseDue({ db, clock, scrubInbox: ({ parts }) => void words.push(...parts) }),
    ).toBe(1)
    expect(words).toContain(CANARY)
    expect(Object.fromEntries(await placesOf(db))).toEqual({})
    expect(await eraseDue({ db, clock, ...noInbox })).toBe(0)
  })

  it('is for owners, and for the name that was typed', async () => {
    const { db, clock } = await engine.open()
    const { personId } = await plantCanary(db, clock)
    const ask = (staffId: string, name: string) =>
      erasePerson({ db, clock }, { staffId, surface: 'desk' }, { personId }, name)
    await expect(ask('ana', CANARY)).rejects.toMatchObject({ code: 'role' })
    await expect(ask('olga', 'somebody else')).rejects.toMatchObject({ code: 'other_name' })
    expect(await eraseDue({ db, clock, ...noInbox })).toBe(0)
    expect((await ask('olga', CANARY)).erasureId).toBe((await ask('olga', CANARY)).erasureId)
  })
})
