import { RefusedError } from '../core/errors.ts'
import type { StaffAction } from '../core/staff.ts'
import { addNote } from './add-note.ts'
import { answeredElsewhere } from './answered-elsewhere.ts'
import { assignCase } from './assign-case.ts'
import { claimCase } from './claim-case.ts'
import type { ActionContext, Actor } from './context.ts'
import { escalateCase } from './escalate-case.ts'
import { followUp } from './follow-up.ts'
import { giveAmends } from './give-amends.ts'
import { giveKudos } from './give-kudos.ts'
import { handOver } from './hand-over.ts'
import { heedAuthor, ignoreAuthor } from './ignore-author.ts'
import { markFixed, tellMood } from './mend-case.ts'
import { mergeCases } from './merge-cases.ts'
import { readMoment } from './moment.ts'
import { muteWord, unmuteWord } from './mute-word.ts'
import { reopenCase, resolveCase } from './resolve-case.ts'
import { snoozeCase, wakeCase } from './snooze-case.ts'

/** What was filled in beside the case: to, text, when, date, into, word, give, worth, mood. */
export type VerbValues = Readonly<Record<string, string | undefined>>

type Verb = (ctx: ActionContext, actor: Actor, caseId: number, values: VerbValues) => Promise<void>

const VERBS = {
  'case.claim': claimCase,
  'case.assign': (ctx, actor, caseId, { to }) => assignCase(ctx, actor, { caseId, to: to ?? '' }),
  'case.hand_over': (ctx, actor, caseId, { to, text }) =>
    handOver(ctx, actor, { caseId, to: to ?? '', text: text ?? '' }),
  'case.note': (ctx, actor, caseId, { text }) => addNote(ctx, actor, { caseId, text: text ?? '' }),
  'case.snooze': async (ctx, actor, caseId, values) =>
    snoozeCase(ctx, actor, { caseId, until: await readMoment(ctx, actor, caseId, values) }),
  'case.wake': wakeCase,
  'case.escalate': (ctx, actor, caseId, { text }) =>
    escalateCase(ctx, actor, { caseId, text: text ?? '' }),
  'case.resolve': resolveCase,
  'case.reopen': reopenCase,
  'case.ignore_author': ignoreAuthor,
  'case.heed_author': heedAuthor,
  'case.mute_word': (ctx, actor, caseId, { word }) =>
    muteWord(ctx, actor, { caseId, word: word ?? '' }),
  'case.unmute_word': (ctx, actor, caseId, { word }) =>
    unmuteWord(ctx, actor, { caseId, word: word ?? '' }),
  'case.follow_up': async (ctx, actor, caseId, values) =>
    followUp(ctx, actor, {
      caseId,
      at: values['when'] === 'never' ? null : await readMoment(ctx, actor, caseId, values),
    }),
  'case.merge': (ctx, actor, caseId, { into }) =>
    mergeCases(ctx, actor, { caseId, into: caseNumber(into) }),
  'case.answered_elsewhere': (ctx, actor, caseId, { text }) =>
    answeredElsewhere(ctx, actor, { caseId, text: text ?? '' }),
  'case.amends': (ctx, actor, caseId, { give, worth, text }) =>
    giveAmends(ctx, actor, { caseId, give: give ?? '', worth: worth ?? '', text: text ?? '' }),
  'case.kudos': (ctx, actor, caseId, { to }) => giveKudos(ctx, actor, { caseId, to: to ?? '' }),
  'case.fixed': (ctx, actor, caseId, { text }) =>
    markFixed(ctx, actor, { caseId, text: text ?? '' }),
  'case.mood': (ctx, actor, caseId, { mood }) => tellMood(ctx, actor, { caseId, mood: mood ?? '' }),
} as const satisfies Partial<Record<StaffAction, Verb>>

/** A verb that needs no dialog of its own; replies and thanks leave only through theirs. */
export type PlainVerb = keyof typeof VERBS

export const PLAIN_VERBS = Object.keys(VERBS) as PlainVerb[]

/** Whether a word from outside names such a verb. */
export function isPlainVerb(word: string): word is PlainVerb {
  return Object.hasOwn(VERBS, word)
}

/** Does one verb with what was filled in; the same from Slack, the desk and the command line. */
export async function performVerb(
  ctx: ActionContext,
  actor: Actor,
  input: { verb: PlainVerb; caseId: number; values: VerbValues },
): Promise<void> {
  const verb: Verb = VERBS[input.verb]
  await verb(ctx, actor, input.caseId, input.values)
}

function caseNumber(text: string | undefined): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id) || id <= 0)
    throw new RefusedError('no_case', 'Choose the case that it belongs to.')
  return id
}
