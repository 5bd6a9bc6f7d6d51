import type { Insertable } from 'kysely'
import { expect, it } from 'vitest'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { HOUR } from '../support/listening-desk.ts'
import { MINUTE, openShop } from './promise-shop.ts'

onBothEngines('the watch over promises', ({ open }) => {
  it('tells the owner at three quarters, duty when it is due, the lead at half as long again, then nobody', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
    const caseId = await openCase()
    await pass(44)
    expect(await nudges()).toEqual([])
    await pass(600)
    const step = (level: number) => [{ caseId, level }]
    expect((await nudges()).map(({ lane, steps }) => [lane, steps])).toEqual([
      ['slack:U_sam', step(1)],
      ['slack:U_mara', step(2)],
      ['slack:U_olga', step(3)],
    ])
    const { nudge_at } = await db.kysely.selectFrom('case').selectAll().executeTakeFirstOrThrow()
    expect(nudge_at).toBeNull()
  })

  it('asks whoever is suggested where nobody has it, else whoever is on duty', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
    await openCase({ owner_id: null, suggested_id: 'ana' })
    await openCase({ owner_id: null })
    await pass(46)
    expect((await nudges()).map(({ lane }) => lane).toSorted()).toEqual([
      'slack:U_ana',
      'slack:U_mara',
    ])
  })

  it('says each step once, however many look and wherever one of them dies', async () => {
    const { db, clock } = await open()
    const { open: openCase, nudges } = await openShop(db, clock)
    for (let i = 0; i < 4; i++) await openCase()
    await clock.advance(46 * MINUTE)
    const dying: Database = {
      ...db,
      transaction: (act) =>
        db.transaction(async (trx) => {
          await act(trx)
          throw new Error('died')
        }),
    }
    const look = (on: Database) => createDeadlineWatch({ db: on, clock, log: silentLogger })()
    await expect(look(dying)).rejects.toThrow('died')
    expect(await nudges()).toEqual([])
    await Promise.all([look(db), look(db), look(db)])
    await look(db)
    const said = await nudges()
    expect(said).toHaveLength(1)
    expect(said[0]?.steps).toHaveLength(4)
    expect(await db.kysely.selectFrom('nudge').selectAll().execute()).toHaveLength(4)
  })

  it('gathers what one person must know, at most a message in ten minutes, but for emergencies', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges, sendAll } = await openShop(db, clock)
    await openCase()
    await openCase()
    await pass(45)
    await sendAll()
    const sentAt = clock.now()
    await openCase({}, 4)
    await openCase({}, 4)
    await openCase({ kind: 'emergency' }, 4)
    await pass(3)
    const [first, second, third] = await nudges()
    expect([first?.steps.length, second?.steps.length, third?.steps.length].toSorted()).toEqual([
      1, 2, 2,
    ])
    const later = [second, third].find((one) => one?.steps.length === 2)
    const urgent = [second, third].find((one) => one?.steps.length === 1)
    expect(later?.dueAt).toBe(sentAt + 10 * MINUTE)
    expect(urgent?.dueAt).toBe(clock.now())
  })

  it('leaves somebody alone for longer the more was said', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges, sendAll } = await openShop(db, clock)
    const gaps: number[] = []
    for (let i = 0; i < 5; i++) {
      await openCase({}, 4)
      await pass(3)
      const dueAt = (await nudges()).at(-1)?.dueAt ?? 0
      await clock.advance(Math.max(0, dueAt - clock.now()))
      gaps.push(clock.now())
      await sendAll()
      await db.kysely.updateTable('case').set({ status: 'resolved' }).execute()
    }
    expect(gaps.slice(1).map((at, i) => (at - (gaps[i] ?? 0)) / MINUTE)).toEqual([10, 20, 40, 60])
  })

  it('says nothing after an answer, nor of a closed case, nor while an answer is on its way', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
    await openCase({ answered_at: clock.now() })
    await openCase({ status: 'resolved' })
    const caseId = await openCase()
    const { last_mention_id } = await db.kysely
      .selectFrom('case')
      .select('last_mention_id')
      .where('id', '=', caseId)
      .executeTakeFirstOrThrow()
    await db.kysely
      .insertInto('reply')
      .values(aReply(db.nextId(), caseId, last_mention_id))
      .execute()
    await pass(50)
    expect(await nudges()).toEqual([])
    await db.kysely.updateTable('reply').set({ state: 'failed' }).execute()
    await pass(5)
    expect((await nudges()).map(({ steps }) => steps)).toEqual([[{ caseId, level: 1 }]])
  })

  it('goes on where a case is opened again, and repeats no step', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
    const caseId = await openCase()
    await pass(46)
    const sam = { staffId: 'sam', surface: 'desk' as const }
    await resolveCase({ db, clock }, sam, caseId)
    await pass(20)
    await reopenCase({ db, clock }, sam, caseId)
    await pass(1)
    expect((await nudges()).map(({ steps }) => steps[0]?.level)).toEqual([1, 2])
  })

  it('waits a look when the clock jumped, and then says only the last step', async () => {
    const { db, clock } = await open()
    const { open: openCase, watch, pass, nudges } = await openShop(db, clock)
    const caseId = await openCase()
    await watch()
    await clock.advance(6 * HOUR)
    await watch()
    expect(await nudges()).toEqual([])
    await pass(10)
    expect((await nudges()).map(({ steps }) => steps)).toEqual([[{ caseId, level: 3 }]])
  })

  it('has the card drawn anew when its answer is due soon, late, and very late', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass } = await openShop(db, clock)
    const caseId = await openCase()
    await openCase({ bundled: 1 })
    const drawn: string[] = []
    for (let i = 0; i < 100; i++) {
      await pass(1)
      const rows = await db.kysely
        .selectFrom('outbox')
        .select('key')
        .where('kind', '=', 'card.update')
        .where('state', '=', 'pending')
        .execute()
      drawn.push(...rows.map(({ key }) => key))
      await db.kysely.updateTable('outbox').set({ state: 'sent', sent_at: clock.now() }).execute()
    }
    expect(drawn).toEqual([1, 2, 3].map((level) => `case:${caseId}:due:${level}`))
  })

  it('writes into the thread of the card where nobody can be called', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
    await db.kysely.updateTable('staff').set({ slack_user_id: null }).execute()
    const caseId = await openCase()
    await openCase({ bundled: 1 })
    await pass(46)
    expect(await nudges()).toMatchObject([{ lane: 'slack:C1', steps: [{ caseId, level: 1 }] }])
  })
})

function aReply(id: number, caseId: number, mentionId: number): Insertable<Schema['reply']> {
  return {
    id,
    case_id: caseId,
    mention_id: mentionId,
    connection_id: 'bsky',
    staff_id: 'sam',
    kind: 'reply',
    text: 'Sorry!',
    state: 'queued',
    key: `press:${id}`,
    grant_id: null,
    native_id: null,
    url: null,
    error: null,
    pressed_at: TODAY,
    sent_at: null,
  }
}
