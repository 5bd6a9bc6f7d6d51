import { timingSafeEqual } from 'node:crypto'
import { markedText, readToken } from '../core/ask.ts'
import type { CaseKind } from '../core/case.ts'
import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { type Mention, mentionKey } from '../core/mention.ts'
import { readAsk } from '../db/asks.ts'
import type { WriteRules } from '../db/batch-writer/changes.ts'
import { findHandPost, type HandReading, storeHandPost } from '../db/hand-posts.ts'
import type { ActionContext, Trx } from './context.ts'
import { openFeedbackAccount } from './feedback-account.ts'
import { forgetStanding } from './merge-people.ts'
import { type AnswerReading, type ReadWords, readAnswer } from './read-answer.ts'

type Ask = NonNullable<Awaited<ReturnType<typeof readAsk>>>
type Ctx = ActionContext & { fingerprint: (plain: string) => string }

/** Longer answers are cut; the field says so. */
export const WORDS_MAX = 1000

/** The ask that a link stands for: refused where it is none of ours, its time is over, or it was used. */
export async function openLink(ctx: Ctx, token: string, trx: Trx | null = null): Promise<Ask> {
  const read = readToken(token)
  const ask = read === null ? null : await readAsk(trx ?? ctx.db.kysely, read.askId)
  if (
    read === null ||
    ask === null ||
    !isSame(read.mark, ctx.fingerprint(markedText(ask.id, ask.expires_at)))
  )
    throw new RefusedError('no_link', 'This link does not work. Was it cut in half?')
  if (ask.answered !== null)
    throw new RefusedError('used', 'You have answered already. Thank you; it works once.')
  if (ask.expires_at <= ctx.clock.now())
    throw new RefusedError('expired', 'This link is no longer open. Nothing is wrong on your side.')
  return ask
}

/**
 * Takes the answer of a customer: it counts as a contact of theirs, and a bad one opens a case. A link works once,
 * however often and however fast it is sent.
 */
export async function takeAnswer(
  ctx: Ctx,
  { token, score, words }: { token: string; score: number; words: string },
  rules: WriteRules,
  readWords: ReadWords,
): Promise<{ caseId: number | null }> {
  if (!Number.isInteger(score) || score < 0 || score > 10)
    throw new RefusedError('score', 'Choose a number from 0 to 10.')
  const said = cleanText(words).trim().slice(0, WORDS_MAX)
  return ctx.db.transaction(async (trx) => {
    const ask = await openLink(ctx, token, trx)
    const now = ctx.clock.now()
    const id = ctx.db.nextId()
    const found = said === '' ? null : readWords(ask.brand_id, said)
    const reading = readAnswer(score, said !== '', found)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('feedback_answer')
      .values({
        id,
        ask_id: ask.id,
        brand_id: ask.brand_id,
        author_id: ask.author_id,
        score,
        words: said === '' ? null : said,
        at: now,
        mention_id: null,
        reading: found === null ? null : tellReading(reading, found),
      })
      .onConflict((conflict) => conflict.column('ask_id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n)
      throw new RefusedError('used', 'You have answered already. Thank you; it works once.')
    if (reading.kind === null) {
      await writeContact(ctx, trx, ask, tell(score, said), reading)
      return { caseId: null }
    }
    const as = { kind: reading.kind, text: tell(score, said), reading: labelOf(reading, found) }
    const opened = await openCase(ctx, trx, ask, as, rules)
    await trx
      .updateTable('feedback_answer')
      .set({ mention_id: opened.mentionId })
      .where('id', '=', id)
      .execute()
    return { caseId: opened.caseId }
  })
}

/** What staff read: the score, and the words where there are some. */
function tell(score: number, words: string): string {
  const asked = `Answered ${score} of 10 when asked whether they would recommend us`
  return words === '' ? `${asked}, without a word.` : `${asked}: ${words}`
}

/** A good or middling answer is a contact like a call; whoever asked wrote it down. */
async function writeContact(
  ctx: Ctx,
  trx: Trx,
  ask: Ask,
  text: string,
  { sentiment, intents }: AnswerReading,
): Promise<void> {
  if (ask.person_id === null) return
  const now = ctx.clock.now()
  await trx
    .insertInto('contact')
    .values({
      id: ctx.db.nextId(),
      brand_id: ask.brand_id,
      person_id: ask.person_id,
      case_id: null,
      at: now,
      way: 'other',
      sentiment,
      intents: JSON.stringify(intents),
      text,
      staff_id: ask.staff_id,
      created_at: now,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await forgetStanding(trx, ask.person_id)
}

/** What stands beside the words on the page of the answers. */
function tellReading(reading: AnswerReading, found: NonNullable<ReturnType<ReadWords>>): string {
  const { sentiment, intents } = reading
  const aspects = found.aspects
  return JSON.stringify({ sentiment, intents, aspects })
}

/** The label of a post that says the same; how somebody feels is their own word, so it is sure. */
function labelOf(reading: AnswerReading, found: ReturnType<ReadWords>): HandReading {
  return {
    sentiment: reading.sentiment,
    labels: reading.intents,
    intents: found?.intents ?? {},
    aspects: found?.aspects ?? [],
    sarcasm: found?.sarcasm ?? 0,
    reasons: found?.reasons ?? [],
    model: found?.model ?? 'by their own number',
  }
}

/** An answer that asks for work is a post that only we see, of an account that is theirs, with a case and a card. */
async function openCase(
  ctx: Ctx,
  trx: Trx,
  ask: Ask,
  { kind, text, reading }: { kind: CaseKind; text: string; reading: HandReading },
  rules: WriteRules,
): Promise<{ mentionId: number; caseId: number | null }> {
  const now = ctx.clock.now()
  const mention = mentionOf(ask, text, now)
  // Whoever was asked without an account has one here already; the others get one before the case opens, so that it is
  // answered as theirs.
  if (ask.network !== 'feedback')
    await openFeedbackAccount(ctx, trx, {
      nativeId: String(ask.author_id),
      name: ask.author_name ?? ask.handle,
      brandId: ask.brand_id,
      personId: ask.person_id,
      evidence: 'answered by their personal link',
    })
  const post = { mention, brandId: ask.brand_id, kind, reading }
  if (!(await storeHandPost(ctx.db, trx, post, rules, now)))
    throw new RefusedError('no_link', 'This link does not work any more.')
  const made = await findHandPost(trx, mention.key, ask.brand_id)
  if (made === null) throw new Error('an answer was stored and is not there')
  return { mentionId: made.mentionId, caseId: made.caseId }
}

function mentionOf(ask: Ask, text: string, now: number): Mention {
  const nativeId = ask.id.toString(36)
  return {
    key: mentionKey('feedback', '', nativeId),
    network: 'feedback',
    connectionId: 'feedback',
    nativeId,
    revision: 'answer',
    kind: 'message',
    trigger: 'dm',
    url: null,
    text,
    lang: null,
    author: {
      id: ask.network === 'feedback' ? ask.native_id : String(ask.author_id),
      handle: null,
      name: ask.author_name ?? ask.handle,
      followers: null,
      verified: null,
      isBot: null,
      isSelf: false,
    },
    parents: {},
    media: [],
    links: [],
    hashtags: [],
    mentionedHandles: [],
    metrics: { asOf: now },
    rating: null,
    visibility: 'private',
    sensitive: false,
    createdAt: now,
    editedAt: null,
    observedAt: now,
    receivedAt: now,
  }
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
