import type { Actor } from '../../actions/context.ts'
import { openReply } from '../../actions/open-reply.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { type SubmitInput, submitReply } from '../../actions/submit-reply.ts'
import { RefusedError } from '../../core/errors.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { saveDraft } from '../../db/drafts.ts'
import type { Engine } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

/** Somebody of the shop, in Slack. */
export const as = (staffId: string): Actor => ({ staffId, surface: 'slack' })
const count = (text: string) => ({ length: text.length, max: 300 })

/** A shop whose team writes answers, and what a person is told of each press. */
export async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const { authorId } = await seedShop(db)
  const ctx = { db, clock, openCode: (sealed: string) => sealed }
  const factsOf = async (caseId: number) => (await readCaseFacts(db.kysely, caseId)) as CaseFacts
  let presses = 0
  return {
    db,
    clock,
    ctx,
    factsOf,
    aCase: (row: Parameters<typeof seedCase>[2] = {}) => seedCase(db, authorId, row),
    row: (id: number) =>
      db.kysely.selectFrom('case').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    view: async (id: number) => ({
      ...(await factsOf(id)),
      reply: { may: true as const, account: '@juniper' },
    }),
    replies: () => db.kysely.selectFrom('reply').selectAll().orderBy('id').execute(),
    /** The dialog as somebody opens it. */
    open: async (who: string, caseId: number, more = {}) =>
      openReply(ctx, as(who), {
        facts: await factsOf(caseId),
        kind: 'reply',
        count,
        reader: db.kysely,
        ...more,
      }),
    /** The press alone, of a dialog that saw the case as it was at first. */
    async press(who: string, caseId: number, text: string): Promise<string> {
      const input = { caseId, text, pressKey: `${who}-${caseId}`, seenVersion: 1, seenReply: 0 }
      try {
        await sendReply(ctx, as(who), input)
        return 'sent'
      } catch (error) {
        return refused(error, who, caseId, text)
      }
    },
    /** One press of Send: what became of it, as a person is told. */
    async send(
      who: string,
      caseId: number,
      sheet: Awaited<ReturnType<typeof openReply>>,
      text: string,
      more: Partial<SubmitInput> = {},
    ): Promise<string> {
      try {
        const done = await submitReply(ctx, as(who), {
          facts: await factsOf(caseId),
          kind: 'reply',
          text,
          pressKey: `press-${++presses}`,
          count: count(text),
          seen: sheet.seen,
          shown: [],
          isStatement: false,
          gift: null,
          ...more,
        })
        if ('look' in done) return done.look.map(({ code }) => code).join(' ')
        return done.waiting ? 'waiting' : 'sent'
      } catch (error) {
        return refused(error, who, caseId, text)
      }
    },
  }

  /** What every dialog does with words that did not leave. */
  async function refused(error: unknown, who: string, caseId: number, text: string) {
    if (!(error instanceof RefusedError)) throw error
    await saveDraft(db.kysely, { caseId, staffId: who, text, now: clock.now() })
    return error.code
  }
}
