import { expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { RefusedError } from '../../core/errors.ts'
import { createSeal } from '../../core/seal.ts'
import type { Database } from '../../db/database.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const seal = createSeal('a key of at least sixteen')
const as = (staffId: string) => ({ staffId, surface: 'slack' as const })

async function codeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act
    return 'done'
  } catch (error) {
    if (error instanceof RefusedError) return error.code
    throw error
  }
}

async function withPool(db: Database, codes: number, needsApproval = 1) {
  await db.kysely
    .insertInto('reward_pool')
    .values({
      id: 'cake',
      brand_id: 'juniper',
      name: 'A slice of cake',
      value: '4.50 EUR',
      disclosure: 'A gift from us.',
      needs_approval: needsApproval,
      created_at: TODAY,
    })
    .execute()
  const ctx = { db, clock: { now: () => TODAY, sleep: async () => {} }, seal, openCode: seal.open }
  const list = Array.from({ length: codes }, (_, i) => ({ code: `CAKE-${i}`, expiresAt: null }))
  await importCodes(ctx, as('olga'), { poolId: 'cake', codes: list })
  return ctx
}

onBothEngines('staff and a case', (engine) => {
  it('200 claims at once give one owner, and the losers are told who', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        codeOf(claimCase({ db, clock }, as(i % 2 ? 'ana' : 'sam'), caseId)),
      ),
    )
    const row = await db.kysely
      .selectFrom('case')
      .selectAll()
      .where('id', '=', caseId)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ status: 'claimed', version: 2 })
    expect(results.filter((r) => r !== 'done' && r !== 'held' && r !== 'changed')).toEqual([])
    const events = await db.kysely.selectFrom('case_event').selectAll().execute()
    expect(events.map((e) => e.actor_id)).toEqual([row.owner_id])
    expect(await db.kysely.selectFrom('audit').selectAll().execute()).toHaveLength(1)
  })

  it('a form that is sent once more with other words says so, and sends nothing', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const [caseId, other] = [await seedCase(db, authorId), await seedCase(db, authorId)]
    const openCode = seal.open
    const input = { caseId, text: 'Sorry about the wait.', pressKey: 'view:1', seenVersion: 1 }
    const send = (more: Partial<typeof input>) =>
      codeOf(sendReply({ db, clock }, as('ana'), { ...input, ...more }))
    expect(await send({})).toBe('done')
    expect(await send({ text: ' Sorry about the wait. ' })).toBe('done')
    expect(await send({ text: 'Sorry about the milk.' })).toBe('pressed_before')
    expect(await send({ text: 'Sorry' })).toBe('pressed_before')
    expect(await send({ caseId: other })).toBe('pressed_before')
    const thanks = { ...input, text: 'Thank you!', gift: null }
    expect(await codeOf(thankAuthor({ db, clock, openCode }, as('ana'), thanks))).toBe(
      'pressed_before',
    )
    expect(await db.kysely.selectFrom('reply').select('text').execute()).toEqual([
      { text: 'Sorry about the wait.' },
    ])
  })

  it('a viewer and a stranger can do nothing', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    expect(await codeOf(claimCase({ db, clock }, as('vic'), caseId))).toBe('role')
    expect(await codeOf(claimCase({ db, clock }, as('nobody'), caseId))).toBe('not_staff')
    expect(await codeOf(resolveCase({ db, clock }, as('vic'), caseId))).toBe('role')
  })

  it('one press is one reply, however often it arrives', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    const input = { caseId, text: 'Sorry about the wait.', pressKey: 'view:1', seenVersion: 1 }
    await Promise.all(Array.from({ length: 20 }, () => sendReply({ db, clock }, as('ana'), input)))
    expect(await db.kysely.selectFrom('reply').selectAll().execute()).toHaveLength(1)
    const out = await db.kysely
      .selectFrom('outbox')
      .selectAll()
      .where('kind', '=', 'network.reply')
      .execute()
    expect(out).toHaveLength(1)
  })

  it('of two replies to the same case the second is stopped', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    const reply = (staffId: string) =>
      codeOf(
        sendReply({ db, clock }, as(staffId), {
          caseId,
          text: 'Sorry.',
          pressKey: staffId,
          seenVersion: 1,
        }),
      )
    const results = await Promise.all([reply('ana'), reply('sam')])
    expect(results.toSorted()).toEqual(['answered', 'done'])
  })

  it('refuses an empty text, an unfilled hole and a text that is too long', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    const send = (text: string, count?: { length: number; max: number }) =>
      codeOf(
        sendReply({ db, clock }, as('ana'), {
          caseId,
          text,
          pressKey: text,
          seenVersion: 1,
          ...(count ? { count } : {}),
        }),
      )
    expect(await send('  \u200B ')).toBe('empty')
    expect(await send('Order {order_id} is on its way')).toBe('unfilled')
    expect(await send('long', { length: 301, max: 300 })).toBe('too_long')
    expect(await db.kysely.selectFrom('reply').selectAll().execute()).toEqual([])
  })

  it('a resolved case can be opened again', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    await resolveCase({ db, clock }, as('ana'), caseId)
    expect(await codeOf(claimCase({ db, clock }, as('sam'), caseId))).toBe('closed')
    await reopenCase({ db, clock }, as('sam'), caseId)
    const row = await db.kysely
      .selectFrom('case')
      .select(['status', 'owner_id'])
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ status: 'claimed', owner_id: 'ana' })
  })
})

onBothEngines('a gift', (engine) => {
  const thanks = (caseId: number, pressKey: string, gift = true) => ({
    caseId,
    text: 'Thank you for the kind words.',
    pressKey,
    seenVersion: 1,
    gift: gift ? { poolId: 'cake', reason: 'recommended us' } : null,
  })

  it('100 thanks at once with a gift give one code', async () => {
    const { db } = await engine.open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const ctx = await withPool(db, 50, 0)
    await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        codeOf(thankAuthor(ctx, as(i % 2 ? 'ana' : 'sam'), thanks(caseId, `p${i}`))),
      ),
    )
    const used = await db.kysely
      .selectFrom('reward_code')
      .selectAll()
      .where('state', '<>', 'free')
      .execute()
    expect(used).toHaveLength(1)
    expect(await db.kysely.selectFrom('reward_grant').selectAll().execute()).toHaveLength(1)
  })

  it('waits for a second person, and only then takes a code', async () => {
    const { db } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    const ctx = await withPool(db, 1)
    const { waiting, replyId } = await thankAuthor(ctx, as('mara'), thanks(caseId, 'p1'))
    expect(waiting).toBe(true)
    const grant = await db.kysely.selectFrom('reward_grant').selectAll().executeTakeFirstOrThrow()
    expect(grant).toMatchObject({ state: 'waiting', code_id: null })
    expect(await codeOf(decideGrant(ctx, as('mara'), { grantId: grant.id, approve: true }))).toBe(
      'own_request',
    )
    expect(await codeOf(decideGrant(ctx, as('ana'), { grantId: grant.id, approve: true }))).toBe(
      'role',
    )
    await decideGrant(ctx, as('olga'), { grantId: grant.id, approve: true })
    expect(await codeOf(decideGrant(ctx, as('olga'), { grantId: grant.id, approve: true }))).toBe(
      'decided',
    )
    const reply = await db.kysely
      .selectFrom('reply')
      .selectAll()
      .where('id', '=', replyId)
      .executeTakeFirstOrThrow()
    expect(reply.state).toBe('queued')
    expect(reply.text).toBe('Thank you for the kind words.\n\nA gift from us.\nCAKE-0')
  })

  it('comes at most once a person and 90 days', async () => {
    const { db } = await engine.open()
    const { authorId } = await seedShop(db)
    const ctx = await withPool(db, 5, 0)
    const first = await seedCase(db, authorId)
    await thankAuthor(ctx, as('ana'), thanks(first, 'p1'))
    await resolveCase(ctx, as('ana'), first)
    const second = await seedCase(db, authorId)
    expect(await codeOf(thankAuthor(ctx, as('sam'), thanks(second, 'p2')))).toBe('gift_before')
    const later = { ...ctx, clock: { ...ctx.clock, now: () => TODAY + 91 * 86_400_000 } }
    expect(await codeOf(thankAuthor(later, as('sam'), thanks(second, 'p3')))).toBe('done')
  })

  it('codes lie sealed, and the same code is never in two pools', async () => {
    const { db } = await engine.open()
    await seedShop(db)
    const ctx = await withPool(db, 2)
    const again = await importCodes(ctx, as('olga'), {
      poolId: 'cake',
      codes: [{ code: 'cake-0 ', expiresAt: null }],
    })
    expect(again).toEqual({ added: 0, known: 1 })
    const rows = await db.kysely.selectFrom('reward_code').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('CAKE')
  })
})
