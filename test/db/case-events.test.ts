import { expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { readCaseEvents } from '../../db/case-events.ts'
import type { Database } from '../../db/database.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

async function withGift(db: Database): Promise<void> {
  await db.kysely
    .insertInto('reward_pool')
    .values({
      id: 'cake',
      brand_id: 'juniper',
      name: 'A slice of cake',
      value: '4.50 EUR',
      disclosure: 'A gift from us.',
      needs_approval: 1,
      created_at: TODAY,
    })
    .execute()
  await db.kysely
    .insertInto('reward_code')
    .values({
      id: db.nextId(),
      pool_id: 'cake',
      code_hash: 'h',
      code_sealed: 's',
      state: 'free',
      expires_at: null,
      grant_id: null,
    })
    .execute()
}

onBothEngines('the history of a case', ({ open }) => {
  it('says who did what, and which answer and gift it was about', async () => {
    const { db, clock } = await open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    await withGift(db)
    const ctx = { db, clock, openCode: (sealed: string) => sealed }
    const ana = { staffId: 'ana', surface: 'slack' as const }
    await claimCase(ctx, ana, caseId)
    const gift = { poolId: 'cake', reason: 'kind words' }
    const words = { text: 'Thank you.', pressKey: 'p', seenVersion: 2 }
    await thankAuthor(ctx, ana, { ...words, caseId, gift })
    const ids = await db.kysely.selectFrom('case_event').select('id').execute()
    const events = await readCaseEvents(db.kysely, ids.map(({ id }) => id).toReversed())
    expect(events).toMatchObject([
      { kind: 'case.claim', by: 'Ana', at: TODAY, toStatus: 'claimed', posts: null, reply: null },
      {
        kind: 'case.thank',
        by: 'Ana',
        toStatus: 'waiting_approval',
        reply: { kind: 'thank', network: 'bluesky', gift: 'A slice of cake', connectionId: 'bsky' },
      },
    ])
    expect(await readCaseEvents(db.kysely, [])).toEqual([])
    expect(await readCaseEvents(db.kysely, [1])).toEqual([])
  })
})
