import { RefusedError } from '../core/errors.ts'
import { HOLE } from '../core/fill-answer.ts'
import { cleanText, clip } from '../core/hostile-text.ts'
import { findInternalLink, findTakeBack, givesSomething } from '../core/risky-words.ts'
import { readSilence } from '../db/opt-outs.ts'
import { readWriter } from '../db/reply-desk.ts'
import type { CaseRow } from './case-change.ts'
import type { ActionContext, Trx } from './context.ts'
import type { ReplyInput } from './reply-input.ts'

/** Somebody else answered since the dialog opened: nothing is sent, the text stays with its writer. */
export async function refuseIfAnswered(
  trx: Trx,
  row: CaseRow,
  {
    seenVersion,
    seenReply = 0,
    seenEvent,
  }: Pick<ReplyInput, 'seenVersion' | 'seenReply' | 'seenEvent'>,
): Promise<void> {
  if (row.version === seenVersion) return
  const other = await trx
    .selectFrom('reply')
    .innerJoin('staff', 'staff.id', 'reply.staff_id')
    .select(['staff.name', 'reply.state'])
    .where('reply.case_id', '=', row.id)
    .where('reply.id', '>', seenReply)
    .where('reply.state', 'in', ['queued', 'sent', 'ambiguous', 'waiting_approval'])
    .orderBy('reply.id', 'desc')
    .executeTakeFirst()
  if (other !== undefined)
    throw new RefusedError(
      'answered',
      `${other.name} answered this since you opened it. Nothing was sent; your text is kept.`,
    )
  if (row.answered_at !== null && (await isNews(trx, row, seenEvent)))
    throw new RefusedError(
      'answered',
      'A colleague says this was answered elsewhere. Nothing was sent; your text is kept.',
    )
}

async function isNews(trx: Trx, row: CaseRow, seenEvent: number | undefined): Promise<boolean> {
  if (seenEvent === undefined) return true
  const event = await trx
    .selectFrom('case_event')
    .select('id')
    .where('case_id', '=', row.id)
    .where('kind', '=', 'case.answered_elsewhere')
    .where('id', '>', seenEvent)
    .limit(1)
    .executeTakeFirst()
  return event !== undefined
}

/** Nobody writes for nothing: whoever wants no word of ours gets none, and the text stays with its writer. */
export async function refuseIfSilent(trx: Trx, authorId: number | null): Promise<void> {
  const silence = await readSilence(trx, authorId)
  if (silence !== null) throw new RefusedError('silent', silence)
}

/** Two answers at once are one too many: who comes second has to know of the first. */
export async function refuseIfWriting(
  ctx: ActionContext,
  trx: Trx,
  row: CaseRow,
  staffId: string,
  { anyway }: Pick<ReplyInput, 'anyway'>,
): Promise<void> {
  if (anyway === true) return
  const writer = await readWriter(trx, row.id, ctx.clock.now())
  if (writer === null || writer.id === staffId) return
  throw new RefusedError(
    'writing',
    `${writer.name} is writing an answer. Nothing was sent; tick “Reply anyway” to send yours.`,
  )
}

/** The words to send, or what is wrong with them. */
export function checkText(input: Pick<ReplyInput, 'text' | 'count'>): string {
  const text = cleanText(input.text).trim()
  if (text === '') throw new RefusedError('empty', 'Write something first. Nothing was sent.')
  const [hole] = text.match(HOLE) ?? []
  if (hole !== undefined)
    throw new RefusedError('unfilled', `Fill in ${hole} before you send it. Nothing was sent.`)
  refuseRisky(text)
  const { length, max } = input.count ?? { length: 0, max: null }
  if (max !== null && length > max)
    throw new RefusedError(
      'too_long',
      `This is ${length} characters; the network takes ${max}. Nothing was sent.`,
    )
  return text
}

/** Words that may never leave: links that only we can open, and a price for taking words back. */
export function refuseRisky(text: string): void {
  const link = findInternalLink(text)
  if (link !== null)
    throw new RefusedError(
      'internal_link',
      `Take out ${clip(link, 60)}: only the team can open it. Nothing was sent.`,
    )
  const takeBack = findTakeBack(text)
  if (takeBack !== null && givesSomething(text))
    throw new RefusedError(
      'take_back',
      `“${clip(takeBack, 60)}”: nothing may be given for taking words back. Nothing was sent.`,
    )
}
