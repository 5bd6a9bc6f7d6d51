import { WebClient } from '@slack/web-api'
import { afterEach, expect, it } from 'vitest'
import { createIncidentSenders } from '../../bot/incident-sender.ts'
import type { IncidentEvidence } from '../../core/incident.ts'
import { silentLogger } from '../../core/logger.ts'
import { changeIncident, openIncident, readIncidents } from '../../db/incidents.ts'
import { createOutbox } from '../../jobs/outbox.ts'
import { aSlack } from '../contract/fake-slack-support.ts'
import { openMemory } from '../support/made-database.ts'
import { seedShop } from '../support/seed.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

const EVIDENCE: IncidentEvidence = {
  found: 23,
  expected: 4.2,
  chance: 3e-7,
  hours: 1,
  authors: 14,
  unhappy: 11,
  topics: ['card reader broken', '<!channel> & co'],
  mentionIds: [],
  deafSources: [],
}

async function open() {
  const { slack, clock } = await aSlack()
  undo.push(() => slack.close())
  const db = await openMemory({ clock })
  undo.push(() => db.close())
  await seedShop(db)
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl })
  const deliver = createOutbox({
    db,
    clock,
    random: () => 0.5,
    log: silentLogger,
    owner: 'test',
    senders: createIncidentSenders({ db, clock, slack: client }),
  })
  const deps = (trx: Parameters<typeof openIncident>[0]['trx']) => ({
    trx,
    nextId: db.nextId,
    now: clock.now(),
  })
  const spike = { brandId: 'juniper', kind: 'spike' as const, mentionId: null }
  await db.transaction((trx) =>
    openIncident(deps(trx), { ...spike, startedAt: clock.now(), evidence: EVIDENCE }, 'C1'),
  )
  const known = async () => (await readIncidents(db.kysely, 'juniper', 0))[0]
  return { slack, clock, db, deliver, deps, known }
}

it('posts one message, and edits it in place when the incident grows and ends', async () => {
  const { slack, clock, db, deliver, deps, known } = await open()
  expect(await deliver()).toBe(1)
  const [message, ...others] = slack.messages('C1')
  expect(others).toEqual([])
  expect(message?.text).toContain('Far more posts than usual. 23 posts by 14 people since')
  expect(message?.text).toContain('usual in that time: about 4. 11 unhappy.')
  expect(message?.text).toContain('card reader broken, &lt;!channel&gt; &amp; co')
  expect(message?.text).toContain('less than once in 1,000,000 such times. It goes on.')
  for (const change of [
    { evidence: { ...EVIDENCE, found: 61 }, isOpen: true },
    { evidence: { ...EVIDENCE, found: 61 }, isOpen: false },
  ]) {
    await clock.advance(3_600_000)
    const incident = await known()
    if (incident === undefined) throw new Error('the incident is gone')
    await db.transaction((trx) => changeIncident(deps(trx), incident, change))
    expect(await deliver()).toBe(1)
  }
  const [edited, ...more] = slack.messages('C1')
  expect(more).toEqual([])
  expect(edited?.ts).toBe(message?.ts)
  expect(edited?.text).toContain('61 posts')
  expect(edited?.text).toContain('It was over at')
  expect(slack.liveTokens).toEqual([])
  expect(slack.violations).toEqual([])
})

it('looks before it posts again where an answer was lost', async () => {
  const { slack, db, deliver, clock } = await open()
  await deliver()
  await db.kysely.updateTable('incident').set({ slack_ts: null }).execute()
  await db.kysely.updateTable('outbox').set({ state: 'ambiguous' }).execute()
  await clock.advance(5000)
  expect(await deliver()).toBe(1)
  expect(slack.messages('C1')).toHaveLength(1)
  const row = await db.kysely.selectFrom('incident').select('slack_ts').executeTakeFirst()
  expect(row?.slack_ts).toBe(slack.messages('C1')[0]?.ts)
})

it('changes nothing twice: who comes second with the same version loses', async () => {
  const { db, deps, known } = await open()
  const incident = await known()
  if (incident === undefined) throw new Error('the incident is gone')
  const change = () =>
    db.transaction((trx) =>
      changeIncident(deps(trx), incident, { evidence: EVIDENCE, isOpen: false }),
    )
  expect([await change(), await change()]).toEqual([true, false])
})
