import { type Check, troubles } from '../core/check-words.ts'
import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import type { Seen } from '../core/reply-sheet.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import { readManners } from '../db/reply-desk.ts'
import type { ActionContext, Actor } from './context.ts'
import { lookOver } from './look-over.ts'
import type { ReplyInput } from './reply-input.ts'
import { type Pressed, sendReply } from './send-reply.ts'
import { type ThankInput, thankAuthor } from './thank-author.ts'

export interface SubmitInput
  extends Omit<ReplyInput, 'caseId' | 'seenVersion' | 'seenReply' | 'seenEvent'> {
  facts: CaseFacts
  kind: 'reply' | 'thank'
  count: { length: number; max: number | null }
  seen: Seen
  /** Codes of what the writer was shown and sends anyway. */
  shown: readonly string[]
  isStatement: boolean
  gift: ThankInput['gift']
}

/**
 * The press in a Reply or Thank dialog. What the writer should see first comes back instead, and the words
 * leave with the next press; what may never leave is refused.
 */
export async function submitReply(
  ctx: ActionContext & { openCode: (sealed: string) => string },
  actor: Actor,
  input: SubmitInput,
): Promise<Pressed | { look: Check[] }> {
  const { facts, kind, seen, shown, gift, ...press } = await withAddress(ctx, input)
  const text = cleanText(input.text).trim()
  const checks =
    text === ''
      ? []
      : await lookOver({ db: ctx.db.kysely, clock: ctx.clock }, actor, facts, { ...input, text })
  const { stop, look } = troubles(checks)
  if (stop !== null) throw new RefusedError(stop.code, `${stop.words} Nothing was sent.`)
  const pressed = {
    ...press,
    caseId: facts.id,
    seenVersion: seen.version,
    seenReply: seen.reply,
    seenEvent: seen.event,
  }
  if (look.some(({ code }) => !shown.includes(code)) && !(await isKnown(ctx, input)))
    return { look }
  return kind === 'reply'
    ? sendReply(ctx, actor, pressed)
    : thankAuthor(ctx, actor, { ...pressed, gift })
}

/** A form of address is remembered only where it is another than everybody would have taken. */
async function withAddress(ctx: ActionContext, input: SubmitInput): Promise<SubmitInput> {
  const { brandId, authorId } = input.facts
  const { address } = await readManners(ctx.db.kysely, brandId, authorId)
  return { ...input, address: input.address === address ? null : (input.address ?? null) }
}

/** The same press once more is answered as before, whatever happened since. */
async function isKnown(ctx: ActionContext, { pressKey }: SubmitInput): Promise<boolean> {
  const row = await ctx.db.kysely
    .selectFrom('reply')
    .select('id')
    .where('key', '=', pressKey)
    .executeTakeFirst()
  return row !== undefined
}
