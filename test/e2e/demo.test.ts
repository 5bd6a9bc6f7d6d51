import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { readExpected } from '../../db/anticipation.ts'
import { readPersonPage } from '../../db/person-page.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { createTopicWatch } from '../../jobs/discover-topics.ts'
import { createSignalWatch } from '../../jobs/watch-signals.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import { type DemoDesk, fillDemoTill, hearAll, openDemoDesk } from '../support/demo-desk.ts'

let demo: DemoDesk
let people: Map<string, number>
beforeAll(async () => {
  demo = await openDemoDesk()
  await hearAll(demo)
  await fillDemoTill(demo)
  const rows = await demo.db.kysely.selectFrom('person').select(['name', 'id']).execute()
  people = new Map(rows.map(({ name, id }) => [name, id]))
})
afterAll(() => demo?.close())

async function readStandings() {
  const rows = await demo.db.kysely
    .selectFrom('person as p')
    .innerJoin('person_standing as s', 's.person_id', 'p.id')
    .select(['p.name', 's.stage', 's.is_at_risk', 's.next_step'])
    .execute()
  return new Map(rows.map((row) => [row.name, row]))
}

it('shows customers on every rung, somebody at risk and somebody to thank', async () => {
  const assess = createPeopleWatch({ db: demo.db, clock: systemClock })
  while ((await assess()) > 0);
  const of = await readStandings()
  expect([...of.keys()].every((name) => name.trim() !== '')).toBe(true)
  const stages = new Set([...of.values()].map(({ stage }) => stage))
  for (const stage of ['prospect', 'first_time', 'repeat', 'client', 'advocate'])
    expect(stages, stage).toContain(stage)
  expect(of.get('Nadia Brandt')).toMatchObject({ stage: 'client', is_at_risk: 1 })
  expect(of.get('Helen Achterberg')).toMatchObject({ stage: 'advocate', next_step: 'thank' })
})

it('has an advocate by deeds, who is no client', async () => {
  const ruth = people.get('Ruth Adeyemi') ?? 0
  const page = await readPersonPage(demo.db.kysely, ruth)
  // Fewer than four orders within a year make no client, so what made the advocate are thanks and a visit.
  expect(page?.purchases.count).toBe(3)
  expect(page?.contacts.map(({ way }) => way)).toEqual(['shop'])
  expect((await readStandings()).get('Ruth Adeyemi')).toMatchObject({ stage: 'advocate' })
})

it('expects those who buy by a rhythm of their own', async () => {
  await createCustomerWatch({ db: demo.db, clock: systemClock })()
  const due = await readExpected(demo.db.kysely, 'juniper', 10)
  expect(due.map(({ name, why }) => `${name}: ${why}`)).toEqual([
    'Nadia Brandt: usual',
    'Helen Achterberg: usual',
    'Theo Amadi: usual',
  ])
})

const read = async (path: string) => (await fetch(`${demo.desk.address}${path}`)).text()

it('shows what people talk about, with something that rises, and the share of voice', async () => {
  await createTopicWatch({ db: demo.db, clock: systemClock, log: silentLogger })()
  const feeling = await read('/feeling')
  const [, risen = ''] = feeling.split('More than before')
  expect(risen.split('As before')[0]).toMatch(/Card machine/)
  expect(risen.split('As before')[0]).toMatch(/Plum crumble/)
  expect(feeling).toMatch(/Share of voice[\s\S]+Juniper Coffee[\s\S]+Copper Kettle/)
  expect(feeling).not.toContain('too few to say')
})

it('tells of what is out of the usual: far more posts, and one that takes off', async () => {
  await createSignalWatch({ db: demo.db, clock: systemClock, log: silentLogger })()
  const today = await read('/')
  expect(today).toContain('Far more posts than usual.')
  expect(today).toContain('One post on Instagram is taking off.')
})

it('gives nobody work with the rival', async () => {
  const rows = await demo.db.kysely.selectFrom('case').select('brand_id').distinct().execute()
  expect(rows).toEqual([{ brand_id: 'juniper' }])
  expect(await read('/cases?brand=kettle')).toContain('Nobody works on this')
  expect(await read('/cases?brand=juniper')).not.toContain('Nobody works on this')
})
