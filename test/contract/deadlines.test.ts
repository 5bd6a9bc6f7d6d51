import type { Insertable } from 'kysely'
import { expect, it } from 'vitest'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import type { SimulatedClock } from '../../core/clock.ts'
import type { IncidentEvidence } from '../../core/incident.ts'
import { silentLogger } from '../../core/logger.ts'
import { givePromise } from '../../core/promise.ts'
import type { Database } from '../../db/database.ts'
import { openIncident } from '../../db/incidents.ts'
import { queueNotice } from '../../db/notices.ts'
import { enqueue } from '../../db/queue.ts'
import type { Schema } from '../../db/schema.ts'
import { tellTrouble } from '../../db/troubles.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type FoundIncident = Parameters<typeof openIncident>[1]

interface Step {
  lane: string
  dueAt: number
  steps: { caseId: number; level: number }[]
}

/** A shop with a watch that looks every minute, and a promise of an hour a case unless a test says another. */
async function shop(db: Database, clock: SimulatedClock) {
  const { authorId } = await seedShop(db)
  const set = (key: string, value: object) =>
    db.kysely
      .insertInto('setting')
      .values({ key, value: JSON.stringify(value), updated_at: TODAY, updated_by: 'test' })
      .execute()
  await set('duty', { roster: [], group: 'S1', lead: 'olga', zone: null })
  await set('alerts', { night: '22:00-07:00' })
  await set('group.S1', ['mara'])
  const watch = createDeadlineWatch({ db, clock, log: silentLogger })
  return {
    open(more: Partial<Insertable<Schema['case']>> = {}, minutes = 60) {
      const { warnAt, dueAt, leadAt } = givePromise(clock.now(), minutes, null)
      return seedCase(db, authorId, {
        opened_at: clock.now(),
        promise_minutes: minutes,
        warn_at: warnAt,
        due_at: dueAt,
        lead_at: leadAt,
        nudge_at: warnAt,
        owner_id: 'sam',
        ...more,
      })
    },
    watch,
    async pass(minutes: number) {
      for (let minute = 0; minute < minutes; minute++) {
        await clock.advance(MINUTE)
        await watch()
      }
    },
    async nudges(): Promise<Step[]> {
      const rows = await db.kysely
        .selectFrom('outbox')
        .select(['lane', 'payload', 'due_at'])
        .where('kind', '=', 'nudge.post')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        lane: row.lane,
        dueAt: row.due_at,
        steps: (JSON.parse(row.payload) as Step).steps,
      }))
    },
    /** As the outbox does when all of it went out. */
    async sendAll() {
      await db.kysely
        .updateTable('outbox')
        .set({ state: 'sent', sent_at: clock.now() })
        .where('state', '=', 'pending')
        .where('due_at', '<=', clock.now())
        .execute()
    },
  }
}

onBothEngines('the watch over promises', ({ open }) => {
  it('tells the owner at three quarters, duty when it is due, the lead at half as long again, then nobody', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await shop(db, clock)
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
    const { open: openCase, pass, nudges } = await shop(db, clock)
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
    const { open: openCase, nudges } = await shop(db, clock)
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
    const { open: openCase, pass, nudges, sendAll } = await shop(db, clock)
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
    const { open: openCase, pass, nudges, sendAll } = await shop(db, clock)
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
    const { open: openCase, pass, nudges } = await shop(db, clock)
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
    const { open: openCase, pass, nudges } = await shop(db, clock)
    const caseId = await openCase()
    await pass(46)
    const sam = { staffId: 'sam', surface: 'desk' as const }
    await resolveCase({ db, clock }, sam, caseId)
    await pass(20)
    await reopenCase({ db, clock }, sam, caseId)
    await pass(1)
    expect((await nudges()).map(({ steps }) => steps[0]?.level)).toEqual([1, 2])
  })

  it('leaves everybody alone at night, but calls whoever is on duty in an emergency', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await shop(db, clock)
    await clock.advance(9 * HOUR)
    await openCase({}, 60)
    await openCase({ kind: 'emergency', nudge_at: clock.now() }, 40)
    await pass(1)
    // At once, not when three quarters are over.
    expect(await nudges()).toMatchObject([{ lane: 'slack:U_mara', dueAt: clock.now() }])
    await pass(120)
    const morning = Date.UTC(2026, 10, 20, 7)
    const said = await nudges()
    const urgent = said.filter(({ dueAt }) => dueAt < morning)
    expect(urgent.map(({ lane }) => lane)).toEqual(['slack:U_mara', 'slack:U_mara', 'slack:U_mara'])
    expect(said.filter(({ dueAt }) => dueAt === morning).map(({ lane }) => lane)).toEqual([
      'slack:U_sam',
      'slack:U_mara',
      'slack:U_olga',
    ])
  })

  it('moves to the morning what is still waiting when the night begins', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass } = await shop(db, clock)
    const evening = Date.UTC(2026, 10, 19, 21, 59)
    const morning = Date.UTC(2026, 10, 20, 7)
    await clock.advance(evening - clock.now())
    const caseId = await openCase()
    const put = (kind: string, priority: number, lane = 'slack:C1') =>
      db.transaction((trx) =>
        enqueue(trx, {
          id: db.nextId(),
          kind,
          key: `${kind}:${priority}:${lane}`,
          lane,
          case_id: kind === 'card.post' ? caseId : null,
          priority,
          payload: '{}',
          due_at: evening,
          created_at: evening,
        }),
      )
    await put('card.post', 0)
    await put('card.post', 1, 'slack:C_routed')
    await put('bundle.post', 4)
    await put('notice.post', 2)
    await put('network.reply', 1, 'network:x')
    const due = async () =>
      (await db.kysely.selectFrom('outbox').select('due_at').orderBy('id').execute()).map(
        (row) => row.due_at,
      )
    await pass(0)
    expect(new Set(await due())).toEqual(new Set([evening]))
    await pass(1)
    expect(await due()).toEqual([evening, morning, morning, morning, evening])
  })

  it('keeps to the quiet hours of the one it tells, in their zone', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await shop(db, clock)
    await db.kysely
      .updateTable('staff')
      .set({ quiet: '15:00-19:00', zone: 'Europe/Berlin' })
      .where('id', '=', 'sam')
      .execute()
    await openCase()
    await openCase({ kind: 'emergency' })
    await pass(46)
    const [held, urgent] = (await nudges()).toSorted((a, b) => b.dueAt - a.dueAt)
    expect(held).toMatchObject({ lane: 'slack:U_sam', dueAt: Date.UTC(2026, 10, 19, 18) })
    // Whoever is on duty is called instead.
    expect(urgent?.lane).toBe('slack:U_mara')
  })

  it('waits a look when the clock jumped, and then says only the last step', async () => {
    const { db, clock } = await open()
    const { open: openCase, watch, pass, nudges } = await shop(db, clock)
    const caseId = await openCase()
    await watch()
    await clock.advance(6 * HOUR)
    await watch()
    expect(await nudges()).toEqual([])
    await pass(10)
    expect((await nudges()).map(({ steps }) => steps)).toEqual([[{ caseId, level: 3 }]])
  })

  it('holds news of a source and of an incident for the morning', async () => {
    const { db, clock } = await open()
    await shop(db, clock)
    await clock.advance(10 * HOUR)
    await tellTrouble(db, clock, { sourceId: 'x', about: 'quiet', text: 'x is quiet.' })
    await queueNotice(db, clock, { subject: 'x', about: 'ask', text: 'A customer asks.' })
    const evidence = { words: 'ten in an hour' } as unknown as IncidentEvidence
    const found = { brandId: 'juniper', kind: 'spike', mentionId: null, startedAt: TODAY, evidence }
    await db.transaction((trx) =>
      openIncident({ trx, nextId: db.nextId, now: clock.now() }, found as FoundIncident, 'C1'),
    )
    const rows = await db.kysely.selectFrom('outbox').select(['kind', 'due_at']).execute()
    const morning = Date.UTC(2026, 10, 20, 7)
    expect(rows.map((row) => [row.kind, row.due_at])).toEqual([
      ['trouble.post', morning],
      ['notice.post', morning],
      ['incident.post', morning],
    ])
  })

  it('has the card drawn anew when its answer is due soon, late, and very late', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass } = await shop(db, clock)
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
    const { open: openCase, pass, nudges } = await shop(db, clock)
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
