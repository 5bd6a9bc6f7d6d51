import { expect, it } from 'vitest'
import { logContact, type NewContact, undoContact } from '../../actions/log-contact.ts'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { readPersonPage } from '../../db/person-page.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const ana = { staffId: 'ana', surface: 'desk' as const }
const DAY = 86_400_000
const wolf = { name: 'Ilse Wolf', brandId: 'juniper' }

function rang(who: NewContact['who'], more: Partial<NewContact> = {}): NewContact {
  const said = { sentiment: 'positive', intents: ['praise'], text: 'Loves the new cake.' } as const
  return { who, way: 'phone', ...said, ...more }
}

function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: unknown) => (error instanceof RefusedError ? error.code : String(error)),
  )
}

async function standing(db: Database, personId: number) {
  return db.kysely
    .selectFrom('person_standing')
    .select(['love', 'strikes', 'stage', 'is_out', 'terms'])
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
}

onBothEngines('a contact that staff write down', (engine) => {
  async function open() {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const assess = createPeopleWatch({ db, clock })
    return { db, clock, authorId, assess, ctx: { db, clock } }
  }

  it('counts like a post, until it is taken back', async () => {
    const { db, assess, ctx } = await open()
    const { personId, contactId } = await logContact(ctx, ana, rang(wolf))
    await assess()
    const before = await standing(db, personId)
    // One praise of weight 5, today: 100 x (1 - e^(-5/20)).
    expect(before.love).toBeCloseTo(100 * (1 - Math.exp(-5 / 20)), 3)
    expect(before.terms).toContain('praise on offline')
    await undoContact(ctx, ana, contactId)
    await assess()
    expect((await standing(db, personId)).love).toBe(0)
    expect((await readPersonPage(db.kysely, personId))?.contacts).toEqual([])
    expect(await codeOf(undoContact(ctx, ana, contactId))).toBe('no_contact')
    const audit = await db.kysely.selectFrom('audit').select('action').orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual(['person.contact', 'person.uncontact'])
  })

  it('calls somebody without a name by their handle, and by none at all where both are empty', async () => {
    const { db, authorId, ctx } = await open()
    const named = async (name: string | null, handle: string) => {
      await db.kysely.deleteFrom('person_author').execute()
      await db.kysely.updateTable('author').set({ name, handle }).execute()
      const { personId } = await logContact(ctx, ana, rang({ authorId, brandId: 'juniper' }))
      const page = await readPersonPage(db.kysely, personId)
      return page?.name
    }
    expect(await named('', 'oatmilkmaths')).toBe('oatmilkmaths')
    expect(await named(' \u200b ', 'oatmilkmaths')).toBe('oatmilkmaths')
    expect(await named(null, 'oatmilkmaths')).toBe('oatmilkmaths')
    expect(await named('Mo', 'oatmilkmaths')).toBe('Mo')
    expect(await named('', ' ')).toBe('somebody')
  })

  it('counts two complaints on the phone as two strikes, and an unsure mood as nothing', async () => {
    const { db, assess, ctx } = await open()
    const bad = { sentiment: 'negative', intents: ['complaint'] } as const
    const first = rang(wolf, { ...bad, at: TODAY - 40 * DAY })
    const { personId } = await logContact(ctx, ana, first)
    await logContact(ctx, ana, rang({ personId }, { sentiment: 'unsure' }))
    await assess()
    expect(await standing(db, personId)).toMatchObject({ strikes: 1, is_out: 0, stage: 'prospect' })
    await logContact(ctx, ana, rang({ personId }, { ...bad, way: 'shop' }))
    await assess()
    expect(await standing(db, personId)).toMatchObject({ strikes: 2, is_out: 1 })
  })

  it('makes a person of the author of a case, who then has the case', async () => {
    const { db, authorId, ctx } = await open()
    const caseId = await seedCase(db, authorId)
    const { personId } = await logContact(ctx, ana, rang({ caseId }))
    expect(await logContact(ctx, ana, rang({ caseId }))).toMatchObject({ personId })
    expect(await logContact(ctx, ana, rang({ authorId, brandId: 'juniper' }))).toMatchObject({
      personId,
    })
    const person = await readPersonPage(db.kysely, personId)
    expect(person).toMatchObject({ name: 'Nadia Brandt', authors: [{ id: authorId }] })
    expect(person?.contacts.map((one) => [one.way, one.case_id, one.by])).toEqual([
      ['phone', null, 'Ana'],
      ['phone', caseId, 'Ana'],
      ['phone', caseId, 'Ana'],
    ])
    const row = await db.kysely.selectFrom('case').select('person_id').executeTakeFirstOrThrow()
    expect(row.person_id).toBe(personId)
  })

  it('is refused where it says nothing, lies ahead, or the network wants a yes first', async () => {
    const { db, authorId, ctx } = await open()
    const asked = (more: Partial<NewContact>) => codeOf(logContact(ctx, ana, rang(wolf, more)))
    expect(await asked({ text: ' \u200b ' })).toBe('empty')
    expect(await asked({ text: 'x'.repeat(2001) })).toBe('too_long')
    expect(await asked({ at: TODAY + 1 })).toBe('future')
    expect(await asked({ at: Number.NaN })).toBe('future')
    expect(await asked({ way: 'pigeon' as 'phone' })).toBe('way')
    expect(await asked({ sentiment: 'glad' as 'positive' })).toBe('mood')
    expect(await asked({ intents: ['poem' as 'praise'] })).toBe('intent')
    expect(await asked({ who: { name: ' ', brandId: 'juniper' } })).toBe('no_name')
    expect(await asked({ who: { name: 'Ilse', brandId: 'nowhere' } })).toBe('no_brand')
    expect(await asked({ who: { personId: 7 } })).toBe('no_person')
    expect(await asked({ who: { caseId: 7 } })).toBe('no_case')
    await db.kysely.updateTable('author').set({ network: 'discord' }).execute()
    const member = { authorId, brandId: 'juniper' }
    expect(await asked({ who: member })).toBe('policy')
    await db.kysely.updateTable('author').set({ opted_in: 1 }).execute()
    expect(await asked({ who: member })).toBe('done')
    expect(await db.kysely.selectFrom('contact').select('id').execute()).toHaveLength(1)
  })

  it('goes along with a merge and comes back with its undoing', async () => {
    const { db, ctx } = await open()
    const kept = await logContact(ctx, ana, rang(wolf))
    const other = await logContact(ctx, ana, rang({ name: 'I. Wolf', brandId: 'juniper' }))
    const { mergeNumber } = await mergePeople(ctx, ana, {
      keepId: kept.personId,
      mergeId: other.personId,
      evidence: 'the same number',
    })
    const ids = async (id: number) =>
      (await readPersonPage(db.kysely, id))?.contacts.map((one) => one.id)
    expect(await ids(kept.personId)).toHaveLength(2)
    await unmergePeople(ctx, ana, mergeNumber)
    expect(await ids(kept.personId)).toEqual([kept.contactId])
    expect(await ids(other.personId)).toEqual([other.contactId])
  })

  it('goes back with the account whose case it was about, also where it came after the merge', async () => {
    const { db, ctx, authorId } = await open()
    const kept = await logContact(ctx, ana, rang(wolf))
    const other = await logContact(ctx, ana, rang({ authorId, brandId: 'juniper' }))
    const { mergeNumber } = await mergePeople(ctx, ana, {
      keepId: kept.personId,
      mergeId: other.personId,
      evidence: 'the same number',
    })
    const caseId = await seedCase(db, authorId)
    await db.kysely.updateTable('case').set({ person_id: kept.personId }).execute()
    const about = await logContact(ctx, ana, rang({ caseId }))
    const beside = await logContact(ctx, ana, rang({ personId: kept.personId }))
    await unmergePeople(ctx, ana, mergeNumber)
    const { person_id } = await db.kysely
      .selectFrom('case')
      .select('person_id')
      .where('id', '=', caseId)
      .executeTakeFirstOrThrow()
    expect(person_id).toBe(other.personId)
    const ids = async (id: number) =>
      (await readPersonPage(db.kysely, id))?.contacts.map((one) => one.id).toSorted()
    expect(await ids(other.personId)).toEqual([other.contactId, about.contactId].toSorted())
    expect(await ids(kept.personId)).toEqual([kept.contactId, beside.contactId].toSorted())
  })

  it('goes to whom staff say at the parting, where it was written down while two were one', async () => {
    const { db, ctx } = await open()
    const kept = await logContact(ctx, ana, rang(wolf))
    const other = await logContact(ctx, ana, rang({ name: 'I. Wolf', brandId: 'juniper' }))
    const pair = { keepId: kept.personId, mergeId: other.personId, evidence: 'the same number' }
    const { mergeNumber } = await mergePeople(ctx, ana, pair)
    const third = await logContact(ctx, ana, rang({ name: 'Ilse', brandId: 'juniper' }))
    await mergePeople(ctx, ana, { ...pair, mergeId: third.personId })
    const [theirs, ours] = [
      await logContact(ctx, ana, rang({ personId: kept.personId })),
      await logContact(ctx, ana, rang({ personId: kept.personId })),
    ]
    const part = (contacts: number[]) => unmergePeople(ctx, ana, mergeNumber, contacts)
    for (const strange of [kept.contactId, third.contactId])
      await expect(part([theirs.contactId, strange])).rejects.toMatchObject({ code: 'no_contact' })
    expect(await part([theirs.contactId])).toMatchObject({ stayed: [ours.contactId] })
    const ids = async (id: number) =>
      (await readPersonPage(db.kysely, id))?.contacts.map((one) => one.id).toSorted()
    expect(await ids(other.personId)).toEqual([other.contactId, theirs.contactId].toSorted())
    expect(await ids(kept.personId)).toEqual(
      [kept.contactId, third.contactId, ours.contactId].toSorted(),
    )
  })
})
