import { beforeEach, expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { logContact } from '../../actions/log-contact.ts'
import { logPost } from '../../actions/log-post.ts'
import { exportConfig } from '../../cli/export-config.ts'
import { firstBrand } from '../../cli/first-brand.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { checkConfig } from '../../core/config.ts'
import type { DigestFacts } from '../../core/digest.ts'
import { silentLogger } from '../../core/logger.ts'
import { brandsOfChannel } from '../../db/commands.ts'
import type { Database } from '../../db/database.ts'
import { createDigestWatch } from '../../jobs/send-digest.ts'
import { createSignalWatch } from '../../jobs/watch-signals.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import {
  casesOf,
  DAY,
  type Desk,
  HOUR,
  NOON,
  openDesk,
  plainWords,
  post,
} from '../support/listening-desk.ts'
import { openMemory } from '../support/made-database.ts'
import { seedStaff } from '../support/seed.ts'

const KETTLE = {
  id: 'kettle',
  name: 'Copper Kettle',
  onlyCompared: true,
  queries: ['kettle'],
}

let db: Database
let desk: Desk
beforeEach(async () => {
  const clock = createSimulatedClock(NOON)
  db = await openMemory({ clock })
  const config = checkConfig({ brands: [KETTLE] }, 'the test')
  await applyConfig({ db, clock }, config, { hash: 'one', force: true, by: 'test' })
  desk = await openDesk({ db, clock })
})

const brandsOf = async (table: 'case' | 'person' | 'label' | 'incident') => {
  const rows = await db.kysely.selectFrom(table).select('brand_id').distinct().execute()
  return rows.map((row) => row.brand_id)
}

it('counts what is said of a brand that is only compared, and gives nobody work with it', async () => {
  const said = [
    'kettle awful',
    'kettle awful again',
    'kettle love it',
    'maybe kettle',
    'a fire at kettle',
  ]
  await desk.hear(...said.map((text, i) => post(`k${i}`, text)), post('j', 'juniper awful'))
  expect(await brandsOf('label')).toEqual(expect.arrayContaining(['juniper', 'kettle']))
  expect((await casesOf(desk)).map((one) => one.brand_id)).toEqual(['juniper'])
  expect(await brandsOf('person')).toEqual([])
})

it('still opens a case where a post is about both', async () => {
  await desk.hear(post('b', 'juniper awful, kettle awful too'))
  expect((await casesOf(desk)).map((one) => one.brand_id)).toEqual(['juniper'])
})

it('takes a review without a name for the one brand that is served', async () => {
  await desk.hear(post('r', 'Cold soup, awful.', { trigger: 'review', kind: 'review' }))
  expect((await casesOf(desk)).map((one) => one.brand_id)).toEqual(['juniper'])
})

it('raises no alarm and makes no digest of it', async () => {
  const zero = { negative: 0, positive: 0, unsure: 0, complaint: 0, praise: 0 }
  const hours = Array.from({ length: 500 }, (_, i) => ({ ...zero, question: 0, emergency: 0, i }))
  for (const brand_id of ['juniper', 'kettle'])
    await db.kysely
      .insertInto('hour_count')
      .values(
        hours.map(({ i, ...none }) => ({
          ...none,
          brand_id,
          hour: NOON / HOUR - 500 + i,
          total: 1,
          neutral: 1,
        })),
      )
      .execute()
  const crowd = (name: string) =>
    Array.from({ length: 20 }, (_, i) => post(`${name}${i}`, `${name} ${i}`, { by: `${name}${i}` }))
  await desk.hear(...crowd('juniper'), ...crowd('kettle'))
  const { clock } = desk
  await createSignalWatch({ db, clock, log: silentLogger })()
  expect(await brandsOf('incident')).toEqual(['juniper'])

  const made: string[] = []
  const gather = async (brandId: string) => {
    made.push(brandId)
    return { brandId } as DigestFacts
  }
  const watch = createDigestWatch({ db, clock, log: silentLogger, hasSlack: false, gather })
  await clock.advance(DAY)
  for (let hour = 0; hour < 24; hour++) {
    await watch()
    await clock.advance(HOUR)
  }
  expect([...new Set(made)]).toEqual(['juniper'])
})

it('is none that people write of by hand, and none that is offered to them', async () => {
  const { clock } = desk
  expect((await brandsOfChannel(db.kysely, '')).map(({ id }) => id)).toEqual(['juniper'])
  expect((await firstBrand(db)).id).toBe('juniper')
  await seedStaff(db, 'ana', { name: 'Ana', role: 'agent' })
  const ana = { staffId: 'ana', surface: 'slack' } as const
  const rang = { way: 'phone', sentiment: 'neutral', intents: [], text: 'Rang.' } as const
  const author = { id: null, handle: null, name: 'Ilse' }
  const seen = {
    key: 'feed:by-hand:1',
    nativeId: '1',
    network: 'feed',
    url: null,
    at: null,
  } as const
  const rules = { ...(await loadWatchList(db, plainWords)), assess: assessStanding }
  const ctx = { db, clock }
  const ring = (brandId: string) =>
    logContact(ctx, ana, { ...rang, who: { name: 'Ilse', brandId } })
  const log = (brandId: string) =>
    logPost(ctx, ana, { ...seen, brandId, author, kind: 'complaint', text: 'Awful.' }, rules)
  for (const act of [ring, log]) {
    await expect(act('kettle')).rejects.toMatchObject({ code: 'only_compared' })
    await expect(act('juniper')).resolves.toBeDefined()
  }
})

it('comes back from the settings as it went in', async () => {
  const out = checkConfig(await exportConfig(db), 'what was written')
  const kept = out.brands.map(({ id, onlyCompared }) => [id, onlyCompared])
  expect(kept).toEqual([
    ['juniper', false],
    ['kettle', true],
  ])
})
