import { expect, it } from 'vitest'
import { logContact } from '../../actions/log-contact.ts'
import { readWeekLists } from '../../db/week-lists.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { weekTable } from '../../views/week-lists.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

const DAY = 86_400_000
const ana = { staffId: 'ana', surface: 'desk' as const }

onBothEngines('the lists of the week', (engine) => {
  it('name who rose, is at risk, was let down twice and waits for thanks, for a week', async () => {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const ctx = { db, clock }
    const assess = createPeopleWatch(ctx)
    const lists = async () => {
      await assess()
      const found = await readWeekLists(db.kysely, 'juniper', clock.now(), 10)
      return Object.fromEntries(
        Object.entries(found).map(([list, people]) => [list, people.map(({ name }) => name)]),
      )
    }
    const log = async (
      name: string,
      said: 'praise' | 'complaint',
      daysAgo: number,
      id?: number,
    ) => {
      const sentiment = said === 'praise' ? ('positive' as const) : ('negative' as const)
      const who = id === undefined ? { name, brandId: 'juniper' } : { personId: id }
      const at = clock.now() - daysAgo * DAY
      const contact = {
        who,
        way: 'shop' as const,
        sentiment,
        intents: [said],
        text: 'Said so.',
        at,
      }
      return (await logContact(ctx, ana, contact)).personId
    }
    const fan = await log('=Fan', 'praise', 5)
    const lost = await log('Lost', 'complaint', 60)
    await log('Calm', 'praise', 5)
    expect(await lists()).toEqual({
      new_advocates: [],
      moved_up: [],
      at_risk: [],
      strikes: [],
      thanks_due: [],
    })
    await log('', 'praise', 0, fan)
    await log('', 'complaint', 0, lost)
    expect(await lists()).toMatchObject({
      strikes: ['Lost'],
      at_risk: ['Lost'],
      thanks_due: ['=Fan'],
    })
    const customer = db.nextId()
    const at = { created_at: TODAY }
    await db.kysely
      .insertInto('customer')
      .values({
        ...at,
        key: 'c',
        id: customer,
        brand_id: 'juniper',
        source: 'shop',
        source_key: 'c',
        name: null,
        email_print: null,
        subscribed: 1,
        updated_at: TODAY,
      })
      .execute()
    const tie = {
      customer_id: customer,
      evidence: 'told',
      confidence: 1,
      confirmed_by: null,
      ...at,
    }
    await db.kysely
      .insertInto('purchase')
      .values({
        key: 'o',
        id: db.nextId(),
        customer_id: customer,
        brand_id: 'juniper',
        source: 'shop',
        order_id: 'o',
        paid_at: TODAY - DAY,
        currency: 'EUR',
        net: 500,
        test: 0,
        cancelled: 0,
        codes: '[]',
        updated_at: TODAY,
        stored_at: TODAY + 1000,
      })
      .execute()
    await db.kysely
      .insertInto('person_customer')
      .values({ person_id: fan, ...tie })
      .execute()
    await clock.advance(DAY)
    expect(await lists()).toMatchObject({ new_advocates: ['=Fan'], moved_up: [] })
    const table = weekTable(await readWeekLists(db.kysely, 'juniper', clock.now(), 10))
    expect(table).toContain('New advocates')
    // A name that begins like a formula stays text in a spreadsheet.
    expect(table).not.toMatch(/,=Fan/)
    await clock.advance(8 * DAY)
    expect(await lists()).toMatchObject({ new_advocates: [], strikes: [] })
  })
})
