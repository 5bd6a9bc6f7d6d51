import { expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { logContact } from '../../actions/log-contact.ts'
import { previewRules } from '../../actions/preview-rules.ts'
import { setPeopleRules } from '../../actions/set-people-rules.ts'
import { checkConfig } from '../../core/config.ts'
import { readTypedRules } from '../../core/config-people.ts'
import { PEOPLE_RULES } from '../../core/people-rules.ts'
import { readPeopleRules } from '../../db/people-rules.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { typedRules } from '../../views/rules-page.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

const DAY = 86_400_000
const olga = { staffId: 'olga', surface: 'desk' as const }
const MILD = { ...PEOPLE_RULES, strikes: { ...PEOPLE_RULES.strikes, out: 3 } }

onBothEngines('rules for people', (engine) => {
  async function open() {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const ctx = { db, clock }
    const bad = { way: 'shop', sentiment: 'negative', intents: ['complaint'], text: 'No.' } as const
    const who = { name: 'Ilse Wolf', brandId: 'juniper' }
    const { personId } = await logContact(ctx, olga, { ...bad, who, at: TODAY - 40 * DAY })
    await logContact(ctx, olga, { ...bad, who: { personId } })
    const assess = createPeopleWatch(ctx)
    await assess()
    const isOut = async () =>
      (await db.kysely.selectFrom('person_standing').select('is_out').executeTakeFirst())?.is_out
    return { db, ctx, personId, assess, isOut }
  }

  it('tell who would move before they hold, and move them once they do', async () => {
    const { db, ctx, personId, assess, isOut } = await open()
    const look = { now: TODAY, most: 100 }
    expect(await isOut()).toBe(1)
    expect(await previewRules(db.kysely, 'juniper', PEOPLE_RULES, look)).toEqual({
      people: 1,
      more: false,
      moves: [],
    })
    const move = { id: personId, name: 'Ilse Wolf', what: 'struck_out', before: 'yes', after: 'no' }
    expect((await previewRules(db.kysely, 'juniper', MILD, look)).moves).toEqual([move])
    expect(await isOut()).toBe(1)
    await setPeopleRules(ctx, olga, MILD)
    await assess()
    expect(await isOut()).toBe(0)
    const mara = { staffId: 'mara', surface: 'desk' as const }
    await expect(setPeopleRules(ctx, mara, PEOPLE_RULES)).rejects.toMatchObject({ code: 'role' })
  })

  it('come from the file, until somebody sets others; a forced file wins', async () => {
    const { db, ctx } = await open()
    const brands = [{ id: 'juniper', name: 'Juniper', queries: ['juniper'] }]
    const apply = (people: unknown, force = false) =>
      applyConfig(ctx, checkConfig({ brands, people }, 'earshot.yaml'), {
        hash: JSON.stringify([people, force]),
        force,
        by: 'test',
      })
    await apply({ strikes: { out: 3 } })
    expect(await readPeopleRules(db.kysely)).toEqual(MILD)
    await apply({ strikes: { out: 4 } })
    expect((await readPeopleRules(db.kysely)).strikes.out).toBe(4)
    await setPeopleRules(ctx, olga, MILD)
    expect((await apply({ strikes: { out: 5 } })).kept).toHaveLength(1)
    expect(await readPeopleRules(db.kysely)).toEqual(MILD)
    await apply({ strikes: { out: 5 } }, true)
    expect((await readPeopleRules(db.kysely)).strikes.out).toBe(5)
  })
})

it('reads what was typed, with a comma as well, and says what is wrong with a number', () => {
  const typed = typedRules(PEOPLE_RULES)
  expect(readTypedRules(typed)).toEqual({ rules: PEOPLE_RULES })
  const comma = { ...typed, 'weights.mention': '0,25', 'weights.blame': '−1' }
  expect(readTypedRules(comma)).toMatchObject({ rules: { weights: { mention: 0.25, blame: -1 } } })
  const faults = [
    [{ 'weights.praise': 'lots' }, 'weights.praise: found'],
    [{ 'weights.praise': '-1' }, 'At least 0'],
    [{ 'weights.blame': '1' }, 'At most 0'],
    [{ 'strikes.out': '1.5' }, 'strikes.out'],
    [{ 'stages.clientOrders': '1' }, 'A client is more than a repeat customer'],
    [{ 'risk.from': 'Infinity' }, 'risk.from'],
  ] as const
  for (const [wrong, words] of faults) {
    const read = readTypedRules({ ...typed, ...wrong })
    expect('fault' in read ? read.fault.toLowerCase() : '').toContain(words.toLowerCase())
  }
})
