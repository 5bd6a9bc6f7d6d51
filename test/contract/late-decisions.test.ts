import { expect, it } from 'vitest'
import type { Actor } from '../../actions/context.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { optIn, optOut } from '../../actions/opt-out.ts'
import { resolveCase } from '../../actions/resolve-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { RefusedError } from '../../core/errors.ts'
import { createSeal } from '../../core/seal.ts'
import type { Database } from '../../db/database.ts'
import { readSilence } from '../../db/opt-outs.ts'
import { type Engine, onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const seal = createSeal('a key of at least sixteen')
const as = (staffId: string): Actor => ({ staffId, surface: 'slack' })

async function codeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
    return 'done'
  } catch (error) {
    if (error instanceof RefusedError) return error.code
    throw error
  }
}

async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const { authorId } = await seedShop(db)
  const ctx = { db, clock, openCode: seal.open }
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
  await importCodes({ ...ctx, seal }, as('olga'), {
    poolId: 'cake',
    codes: [{ code: 'CAKE-0', expiresAt: null }],
  })
  const caseId = await seedCase(db, authorId)
  const of = { caseId, seenVersion: 1 }
  return {
    db,
    ctx,
    authorId,
    caseId,
    /** Ana asks for a gift; the grant that waits. */
    async askGift(): Promise<number> {
      const gift = { poolId: 'cake', reason: 'kind words' }
      const text = 'Thank you for the kind words.'
      await thankAuthor(ctx, as('ana'), { ...of, text, pressKey: 'gift', gift })
      const grant = await db.kysely
        .selectFrom('reward_grant')
        .select('id')
        .executeTakeFirstOrThrow()
      return grant.id
    },
    /** Ana writes words that a colleague reads first. */
    async askReply(): Promise<number> {
      const text = 'Our lawyer looks at it.'
      return (await sendReply(ctx, as('ana'), { ...of, text, pressKey: 'reply' })).replyId
    },
    personOf: (author: number) => personOf(db, author),
    async state() {
      const asked = db.kysely.selectFrom('reply').select(['id', 'state']).orderBy('id')
      const reply = await asked.executeTakeFirst()
      const [code] = await db.kysely.selectFrom('reward_code').select('state').execute()
      const sent = await db.kysely
        .selectFrom('outbox')
        .select('id')
        .where('key', '=', `reply:${reply?.id}`)
        .execute()
      return { reply: reply?.state, code: code?.state, leaving: sent.length }
    },
  }
}

/** The person of an account, begun here where nobody has dealt with them. */
async function personOf(db: Database, author_id: number): Promise<number> {
  const known = await db.kysely
    .selectFrom('person_author')
    .select('person_id')
    .where('author_id', '=', author_id)
    .executeTakeFirst()
  if (known !== undefined) return known.person_id
  const id = db.nextId()
  const at = { brand_id: 'juniper', created_at: TODAY, evidence: '[]' }
  await db.kysely
    .insertInto('person')
    .values({ id, name: 'Nadia', advocate: 0, strikes: 0, updated_at: TODAY, ...at })
    .execute()
  await db.kysely
    .insertInto('person_author')
    .values({ person_id: id, author_id, confirmed_by: null, ...at })
    .execute()
  return id
}

type Shop = Awaited<ReturnType<typeof openShop>>

/** What may happen between the asking and the yes. */
const SINCE: Readonly<Record<string, (shop: Shop) => Promise<unknown>>> = {
  gone: ({ db }) => db.kysely.updateTable('mention').set({ state: 'deleted', text: '' }).execute(),
  closed: ({ ctx, caseId }) => resolveCase(ctx, as('sam'), caseId),
  silent: async ({ ctx, authorId, personOf }) => optOut(ctx, as('sam'), await personOf(authorId)),
  answered: ({ ctx, caseId }) => {
    const words = { text: 'Sam was faster.', pressKey: 'faster' }
    return sendReply(ctx, as('sam'), { caseId, seenVersion: 2, ...words })
  },
}

onBothEngines('a yes that comes late', (engine) => {
  for (const [code, happen] of Object.entries(SINCE))
    it(`sends no gift and takes no code where it was ${code} since, and can be a no`, async () => {
      const shop = await openShop(engine)
      const grantId = await shop.askGift()
      await happen(shop)
      const decide = (approve: boolean) =>
        codeOf(decideGrant(shop.ctx, as('mara'), { grantId, approve }))
      expect(await decide(true)).toBe(code)
      expect(await shop.state()).toMatchObject({ code: 'free', leaving: 0 })
      expect(await decide(false)).toBe('done')
      expect(await shop.state()).toMatchObject({ reply: 'refused', code: 'free', leaving: 0 })
    })

  it('sends no words to whoever wants to be left in peace since', async () => {
    const shop = await openShop(engine)
    const replyId = await shop.askReply()
    await SINCE['silent']?.(shop)
    const yes = { replyId, approve: true, reason: '' }
    expect(await codeOf(decideReply(shop.ctx, as('mara'), yes))).toBe('silent')
    expect(await shop.state()).toMatchObject({ reply: 'waiting_approval', leaving: 0 })
  })

  it('and a no at once with it: one of them holds, and the words do what it says', async () => {
    const shop = await openShop(engine)
    const grantId = await shop.askGift()
    const said = await Promise.all([
      codeOf(decideGrant(shop.ctx, as('mara'), { grantId, approve: true })),
      codeOf(decideGrant(shop.ctx, as('olga'), { grantId, approve: false })),
    ])
    expect(said.filter((one) => one === 'done')).toHaveLength(1)
    const yes = { reply: 'queued', code: 'claimed', leaving: 1 }
    const no = { reply: 'refused', code: 'free', leaving: 0 }
    expect(await shop.state()).toEqual(said[0] === 'done' ? yes : no)
  })
})

onBothEngines('a wish to be left in peace', (engine) => {
  it('is told at the press, before anything is written for nothing, until they want to hear from us', async () => {
    const shop = await openShop(engine)
    await SINCE['silent']?.(shop)
    expect(await codeOf(shop.askReply())).toBe('silent')
    expect(await codeOf(shop.askGift())).toBe('silent')
    expect(await shop.state()).toMatchObject({ reply: undefined, code: 'free', leaving: 0 })
    const personId = await shop.personOf(shop.authorId)
    await optIn(shop.ctx, as('ana'), { personId, evidence: 'wrote and asked' })
    expect(await codeOf(shop.askReply())).toBe('done')
  })

  it('holds for an account that turns out to be theirs later', async () => {
    const { db, ctx, authorId } = await openShop(engine)
    const other = db.nextId()
    await db.kysely
      .insertInto('author')
      .columns(['id', 'key', 'network', 'native_id', 'is_self', 'opted_in', 'mentions'])
      .columns(['first_seen_at', 'last_seen_at'])
      .values({
        id: other,
        key: 'mastodon:nadia',
        network: 'mastodon',
        native_id: 'nadia',
        is_self: 0,
        opted_in: 0,
        mentions: 1,
        first_seen_at: TODAY,
        last_seen_at: TODAY,
      })
      .execute()
    const [first, second] = [await personOf(db, authorId), await personOf(db, other)]
    await optOut(ctx, as('ana'), first)
    expect(await readSilence(db.kysely, other)).toBeNull()
    await mergePeople(ctx, as('ana'), { keepId: second, mergeId: first, evidence: 'told us' })
    for (const account of [authorId, other])
      expect(await readSilence(db.kysely, account)).toContain('asked not to be written to')
  })
})
