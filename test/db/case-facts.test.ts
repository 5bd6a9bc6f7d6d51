import { expect, it } from 'vitest'
import { readCaseFacts, readCasesFacts } from '../../db/case-facts.ts'
import type { Database } from '../../db/database.ts'
import { readDraft, saveDraft } from '../../db/drafts.ts'
import { countOpenByBrand, readOpenCases, readService } from '../../db/figures.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const MINUTE = 60_000

async function label(db: Database, caseId: number, at = TODAY): Promise<void> {
  const { last_mention_id, author_id } = await db.kysely
    .selectFrom('case')
    .select(['last_mention_id', 'author_id'])
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  await db.kysely
    .insertInto('label')
    .values({
      mention_id: last_mention_id,
      brand_id: 'juniper',
      author_id,
      at,
      query_ids: '["q1"]',
      relevance: 'relevant',
      relevance_confidence: 0.98,
      sentiment: 'negative',
      sentiment_confidence: 0.94,
      urgency: 'soon',
      intents: '{}',
      labels: '["complaint"]',
      aspects: '[]',
      sarcasm: 0,
      reasons: JSON.stringify([
        { label: 'complaint', words: ['waited'] },
        { label: 'negative', words: ['waited', 'cold'] },
      ]),
      model: 'rules-1',
    })
    .execute()
}

onBothEngines('what a card knows of a case', ({ open }) => {
  it('is the post, its author, why it is here and what the judgement rests on', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    await db.kysely
      .insertInto('query')
      .values({
        id: 'q1',
        brand_id: 'juniper',
        source: '"juniper coffee"',
        enabled: 1,
        created_at: TODAY,
        updated_at: TODAY,
      })
      .execute()
    const caseId = await seedCase(db, authorId)
    await label(db, caseId)
    expect(await readCaseFacts(db.kysely, caseId)).toMatchObject({
      id: caseId,
      brandName: 'Juniper Coffee',
      network: 'bluesky',
      author: { name: 'Nadia Brandt', handle: 'nadia.example', followers: 120 },
      text: 'Waited 25 minutes.',
      sentiment: 'negative',
      queries: ['"juniper coffee"'],
      words: ['waited', 'cold'],
      owner: null,
      lastReply: null,
      waitingGrant: null,
    })
  })

  it('is the same of many as of each, in their order, whoever is missing left out', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const first = await seedCase(db, authorId)
    await label(db, first)
    const second = await seedCase(db, authorId, { author_id: null })
    const all = await readCasesFacts(db.kysely, [second, 17, first])
    expect(all).toEqual([
      await readCaseFacts(db.kysely, second),
      await readCaseFacts(db.kysely, first),
    ])
    expect(all.map(({ id }) => id)).toEqual([second, first])
    expect(await readCasesFacts(db.kysely, [])).toEqual([])
  })

  it('counts earlier posts of the author as contacts, not this one', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const earlier = await seedCase(db, authorId, { status: 'resolved' })
    await label(db, earlier, TODAY - 5 * MINUTE)
    const caseId = await seedCase(db, authorId)
    await label(db, caseId)
    expect(await readCaseFacts(db.kysely, caseId)).toMatchObject({
      contacts: 1,
      lastContactAt: TODAY - 5 * MINUTE,
    })
  })

  it('names an advocate and bad experiences as people were assessed, new ones as soon as they are counted', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const person_id = db.nextId()
    const counted = { advocate: 1, strikes: 1, evidence: '[]', created_at: TODAY }
    await db.kysely
      .insertInto('person')
      .values({ id: person_id, brand_id: 'juniper', name: 'Nadia', ...counted, updated_at: TODAY })
      .execute()
    await db.kysely.updateTable('case').set({ person_id }).execute()
    const author = async () => {
      const { advocate, strikes } = (await readCaseFacts(db.kysely, caseId))?.author ?? {}
      return { advocate, strikes }
    }
    expect(await author()).toEqual({ advocate: false, strikes: 1 })
    await db.kysely
      .insertInto('person_standing')
      .values({
        person_id,
        brand_id: 'juniper',
        love: 40,
        reach: null,
        risk: 10,
        stage: 'repeat',
        stage_since: TODAY,
        strikes: 3,
        is_out: 1,
        unproved: 0,
        terms: '{}',
        evidence: '[]',
        next_step: null,
        next_due: null,
        key_manager: null,
        assessed_at: TODAY,
      })
      .execute()
    expect(await author()).toEqual({ advocate: false, strikes: 3 })
    await db.kysely.updateTable('person_standing').set({ stage: 'advocate' }).execute()
    expect(await author()).toEqual({ advocate: true, strikes: 3 })
    await db.kysely
      .updateTable('person')
      .set({ strikes: 4, updated_at: TODAY + 1 })
      .execute()
    expect(await author()).toEqual({ advocate: true, strikes: 4 })
    await db.kysely
      .updateTable('person_standing')
      .set({ stage: 'prospect', unproved: 1, assessed_at: TODAY + 1 })
      .execute()
    expect(await author()).toEqual({ advocate: true, strikes: 3 })
  })

  it('stands without a judgement, an author or an owner', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId, { author_id: null })
    expect(await readCaseFacts(db.kysely, caseId)).toMatchObject({
      sentiment: 'unsure',
      words: [],
      contacts: 0,
      author: { name: null, strikes: 0 },
    })
    expect(await readCaseFacts(db.kysely, 1)).toBeNull()
  })

  it('keeps what somebody typed, apart for each of the team', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const draft = { caseId, staffId: 'ana', text: 'So sorry', now: TODAY }
    await saveDraft(db.kysely, draft)
    await saveDraft(db.kysely, { ...draft, text: 'So sorry, Nadia' })
    await saveDraft(db.kysely, { ...draft, text: '  ' })
    expect(await readDraft(db.kysely, caseId, 'ana')).toBe('So sorry, Nadia')
    expect(await readDraft(db.kysely, caseId, 'sam')).toBe('')
  })
})

onBothEngines('the desk’s figures', ({ open }) => {
  it('list open cases, soonest due first, and never a closed one', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    const slow = await seedCase(db, authorId, { due_at: TODAY + 9 * MINUTE })
    await seedCase(db, authorId, { status: 'resolved' })
    await seedCase(db, authorId, { status: 'closed_by_author' })
    const soon = await seedCase(db, authorId, { due_at: TODAY + MINUTE, status: 'claimed' })
    expect(await readOpenCases(db.kysely, 'juniper', 10)).toEqual([soon, slow])
    expect(await readOpenCases(db.kysely, 'juniper', 1)).toEqual([soon])
    expect([...(await countOpenByBrand(db.kysely))]).toEqual([['juniper', 2]])
  })

  it('say how many answers are late and how long the middle one took', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    await seedCase(db, authorId, { due_at: TODAY - 1 })
    await seedCase(db, authorId, { due_at: TODAY + 1 })
    for (const minutes of [4, 10, 60])
      await seedCase(db, authorId, {
        status: 'replied',
        due_at: TODAY - 1,
        opened_at: TODAY,
        answered_at: TODAY + minutes * MINUTE,
      })
    expect(await readService(db.kysely, 'juniper', TODAY, TODAY)).toEqual({
      open: 5,
      late: 1,
      answered: 3,
      typicalAnswerMin: 10,
    })
  })
})
