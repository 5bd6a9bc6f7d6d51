import { expect, it } from 'vitest'
import type { IncidentEvidence } from '../../core/incident.ts'
import { openIncident } from '../../db/incidents.ts'
import { queueNotice } from '../../db/notices.ts'
import { enqueue } from '../../db/queue.ts'
import { tellTrouble } from '../../db/troubles.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { HOUR } from '../support/listening-desk.ts'
import { openShop } from './promise-shop.ts'

type FoundIncident = Parameters<typeof openIncident>[1]

onBothEngines('quiet hours', ({ open }) => {
  it('leaves everybody alone at night, but calls whoever is on duty in an emergency', async () => {
    const { db, clock } = await open()
    const { open: openCase, pass, nudges } = await openShop(db, clock)
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
    const { open: openCase, pass } = await openShop(db, clock)
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
    const { open: openCase, pass, nudges } = await openShop(db, clock)
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

  it('holds news of a source and of an incident for the morning', async () => {
    const { db, clock } = await open()
    await openShop(db, clock)
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
})
