import { expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import { logContact } from '../../actions/log-contact.ts'
import { markAccount } from '../../actions/mark-account.ts'
import { proposeSame, refuseSame } from '../../actions/propose-same.ts'
import type { Database } from '../../db/database.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { onBothEngines } from '../support/engines.ts'
import { batchOf, DAY, OPEN_POLICY, openDesk, post } from '../support/listening-desk.ts'
import { seedCase, seedShop, seedStaff } from '../support/seed.ts'

const ana = { staffId: 'ana', surface: 'desk' as const }

async function people(db: Database): Promise<string[]> {
  const rows = await db.kysely.selectFrom('person').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

onBothEngines('a person', (engine) => {
  it('arises with the second meaningful post, and not with two that say nothing', async () => {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    const say = (id: string, by: string, text: string) =>
      desk.hear(post(id, `${text} juniper ${id}`, { by, createdAt: clock.now() }))
    await say('1', 'nadia', 'I love the coffee of')
    await say('2', 'omar', 'walked by')
    await say('3', 'omar', 'walked by again at')
    expect(await people(db)).toEqual([])
    // The same day: no rule fires, but somebody who speaks twice is somebody.
    await say('4', 'nadia', 'awful queue at')
    expect(await people(db)).toHaveLength(1)
    await say('5', 'nadia', 'I love the cake of')
    expect(await people(db)).toHaveLength(1)
  })

  it('arises when staff take a case, where the network lets us know them', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const first = await seedCase(db, authorId)
    await claimCase({ db, clock }, ana, first)
    expect(await people(db)).toEqual(['Nadia Brandt'])
    const row = await db.kysely.selectFrom('case').select('person_id').executeTakeFirstOrThrow()
    expect(row.person_id).not.toBeNull()

    await db.kysely.deleteFrom('person_author').execute()
    await db.kysely.deleteFrom('person').execute()
    await db.kysely.updateTable('author').set({ network: 'discord' }).execute()
    await claimCase({ db, clock }, ana, await seedCase(db, authorId))
    expect(await people(db)).toEqual([])
  })

  it('is nobody who works for us, for a competitor or is a machine', async () => {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    await seedStaff(db, 'ana')
    const assess = createPeopleWatch({ db, clock })
    const say = async (id: string, text: string, more: object = {}) => {
      const item = post(id, `${text} juniper ${id}`, { by: 'vera', createdAt: clock.now() })
      const mention = { ...item.mention, author: { ...item.mention.author, ...more } }
      await desk.ingest(batchOf([{ ...item, mention }]), {
        connectionId: 'bsky',
        policy: OPEN_POLICY,
      })
      await clock.advance(DAY)
    }
    await say('1', 'an awful latte at')
    await say('2', 'an awful wait at')
    await assess()
    const standing = () =>
      db.kysely
        .selectFrom('person_standing')
        .select(['love', 'strikes', 'stage'])
        .executeTakeFirst()
    const cards = async () => (await db.kysely.selectFrom('case').select('id').execute()).length
    expect(await standing()).toMatchObject({ strikes: 2, stage: 'prospect' })
    const { id } = await db.kysely.selectFrom('author').select('id').executeTakeFirstOrThrow()
    const input = { authorId: id, brandId: 'juniper' }
    await markAccount({ db, clock }, ana, { ...input, side: 'competitor' })
    await assess()
    expect(await standing()).toEqual({ love: null, strikes: 0, stage: null })
    const before = await cards()
    await clock.advance(2 * DAY)
    await say('3', 'an awful cake at')
    expect(await cards()).toBe(before)
    const mine = await db.kysely.selectFrom('person').select('strikes').execute()
    expect(mine).toEqual([{ strikes: 0 }])
    await markAccount({ db, clock }, ana, { ...input, side: 'customer' })
    await say('4', 'an awful tea at')
    await assess()
    expect(await cards()).toBeGreaterThan(before)
    expect((await standing())?.strikes).toBeGreaterThanOrEqual(2)

    for (const n of [1, 2, 3]) await say(`b${n}`, 'I love', { id: 'bot', handle: 'b', isBot: true })
    for (const n of [1, 2, 3]) await say(`o${n}`, 'I love', { id: 'own', handle: '@Juniper' })
    expect(await people(db)).toHaveLength(1)
    const stored = await db.kysely.selectFrom('mention').select('native_id').execute()
    expect(stored.map((row) => row.native_id).filter((id) => /^[bo]/.test(id))).toEqual([
      'b1',
      'b2',
      'b3',
    ])
  })

  it('is proposed as one with whoever looks alike, until somebody says no', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const ctx = { db, clock }
    const call = { way: 'phone', sentiment: 'positive', intents: [], text: 'Rang.' } as const
    const brandId = 'juniper'
    const log = async (who: Parameters<typeof logContact>[2]['who']) =>
      (await logContact(ctx, ana, { ...call, who })).personId
    const nadia = await log({ authorId, brandId })
    const byName = await log({ name: 'nadia  BRANDT', brandId })
    await log({ name: 'Nadia Brand', brandId })
    const proposed = async (id: number) =>
      (await proposeSame(db, { id, brandId })).map((one) => [one.id, one.confidence])
    expect(await proposed(nadia)).toEqual([[byName, 0.5]])
    expect(await proposed(byName)).toEqual([[nadia, 0.5]])
    for (const network of ['reddit', 'x']) {
      await db.kysely.updateTable('author').set({ network }).execute()
      expect(await proposed(nadia)).toEqual([])
      expect(await proposed(byName)).toEqual([])
    }
    await db.kysely.updateTable('author').set({ network: 'bluesky' }).execute()
    await refuseSame(ctx, ana, { personId: byName, otherId: nadia })
    expect(await proposed(nadia)).toEqual([])
    // Nothing but staff ever joins two.
    expect(await db.kysely.selectFrom('merge').select('id').execute()).toEqual([])
  })
})
