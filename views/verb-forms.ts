import { type CaseKind, isComplaint, isOpen } from '../core/case.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { mayDo, type Role, type StaffAction } from '../core/staff.ts'
import { WHEN_CHOICES } from '../core/when.ts'
import type { CaseView } from './case-view.ts'
import { caseHead } from './kind-words.ts'

/** One thing to fill in. */
export interface VerbField {
  name: 'to' | 'text' | 'when' | 'date' | 'into' | 'word' | 'give' | 'worth' | 'mood'
  label: string
  /** A search finds more than it lists: its choices are what it begins with. */
  kind: 'line' | 'lines' | 'choice' | 'search' | 'date'
  optional: boolean
  choices: readonly { value: string; label: string }[]
}

/** A verb as a person may use it on a case, and what it wants to know. */
export interface VerbForm {
  verb: StaffAction | 'case.ask'
  label: string
  /** What will happen, in a sentence. */
  help: string
  fields: readonly VerbField[]
}

/** Another case, with enough of it to know it again. */
export interface CaseChoice {
  id: number
  kind: CaseKind
  who: string | null
  text: string
}

/** What there is to choose from; db/verb-choices.ts reads it. */
export interface VerbChoices {
  me: string
  /** Null for strangers, who may do nothing. */
  role: Role | null
  team: readonly { id: string; name: string }[]
  workers: readonly { id: string; name: string }[]
  cases: readonly CaseChoice[]
  muted: readonly string[]
  /** What the playbooks of this case let an agent give on the spot. */
  gives: readonly { value: string; label: string }[]
  /** Whether a playbook has a question that asks for details. */
  hasQuestion: boolean
}

/** Fields that need something to choose from. */
const LISTS: ReadonlySet<VerbField['kind']> = new Set(['choice', 'search'])
/** Longer ones fit into no list of Slack (source: facts on Slack, A1). */
const VALUE_MAX = 75
const SAID_MAX = 60

interface Entry extends VerbForm {
  /** Whether it makes sense in the state of the case. */
  fits: boolean
}

/** Every verb that a person's role may use on a case as it is now. */
export function verbForms(view: CaseView, choices: VerbChoices): VerbForm[] {
  const { role } = choices
  if (role === null) return []
  return [
    ...answerEntries(view, choices),
    ...peopleEntries(view, choices),
    ...mendEntries(view),
    ...timeEntries(view),
    ...orderEntries(view, choices),
    ...quietEntries(view, choices),
  ]
    .filter(({ fits, verb }) => fits && mayDo(role, verb === 'case.ask' ? 'case.reply' : verb))
    .filter(({ fields }) => fields.every((f) => !LISTS.has(f.kind) || f.choices.length > 0))
    .map(({ verb, label, help, fields }) => ({ verb, label, help, fields }))
}

function answerEntries(view: CaseView, { gives, hasQuestion }: VerbChoices): Entry[] {
  const open = isOpen(view.status)
  const may = open && view.reply.may && !view.removed
  return [
    entry('case.reply', 'Reply…', 'Opens the Reply dialog; nothing leaves before Send.', may),
    entry(
      'case.ask',
      'Ask for details…',
      'Opens the Reply dialog with the question of the playbook; nothing leaves before Send.',
      may && hasQuestion,
    ),
    entry('case.thank', 'Thank…', 'Opens the Thank dialog; nothing leaves before Send.', may),
    entry(
      'case.answered_elsewhere',
      'Answered elsewhere',
      'You answered in the network’s own app, on the phone or in the shop. Nothing is sent.',
      open && view.answeredAt === null,
      [field('text', 'Where, and what was said', 'line', true)],
    ),
    entry(
      'case.amends',
      'Make good',
      'Notes what you gave on the spot, within what the playbook allows.',
      view.status !== 'closed_by_author' && view.mergedInto === null,
      [
        field('give', 'What you gave', 'choice', false, gives),
        field('worth', 'What it was worth', 'line', true),
        field('text', 'Anything the team should know', 'lines', true),
      ],
    ),
    entry('case.label', 'Read wrong?', 'Say what is true of this post.', !view.removed),
  ]
}

function peopleEntries(view: CaseView, { me, team, workers }: VerbChoices): Entry[] {
  const open = isOpen(view.status)
  const isMine = view.owner?.id === me
  const colleague = (list: VerbChoices['team'], label: string) =>
    field(
      'to',
      label,
      'choice',
      false,
      list.map(({ id, name }) => ({ value: id, label: name })),
    )
  return [
    entry('case.claim', 'Claim', 'You have this case.', open && view.owner === null),
    entry(
      'case.hand_over',
      'Hand over',
      'A colleague has this case from now on, and is told.',
      open && isMine,
      [colleague(workers, 'To whom'), field('text', 'What they need to know', 'lines', true)],
    ),
    entry(
      'case.assign',
      'Assign',
      'A colleague has this case from now on, whoever had it, and is told.',
      open,
      [colleague(workers, 'To whom')],
    ),
    entry('case.escalate', 'Escalate', 'The team lead is called to this case.', open, [
      field('text', 'Why', 'lines', false),
    ]),
    entry('case.note', 'Note', 'Only the team reads it.', true, [
      field('text', 'Your note', 'lines', false),
    ]),
    entry(
      'case.kudos',
      'Kudos',
      'A colleague who is praised in this post is told, and it counts for the team’s week.',
      view.status !== 'closed_by_author',
      [colleague(team, 'Who is praised')],
    ),
  ]
}

function mendEntries(view: CaseView): Entry[] {
  const fits =
    isComplaint(view.kind) && view.status !== 'closed_by_author' && view.mergedInto === null
  return [
    entry('case.fixed', 'Fixed', 'What you changed so that it does not happen again.', fits, [
      field('text', 'What was changed', 'lines', false),
    ]),
    entry('case.mood', 'How it ended', 'It comes back until somebody says so.', fits, [
      field('mood', 'How they feel now', 'choice', false, [
        { value: 'positive', label: 'Happy again' },
        { value: 'neutral', label: 'Neither happy nor unhappy' },
        { value: 'negative', label: 'Still unhappy' },
      ]),
    ]),
  ]
}

function timeEntries(view: CaseView): Entry[] {
  const open = isOpen(view.status)
  const when = [
    field('when', 'Until when', 'choice', true, WHEN_CHOICES),
    field('date', 'Or on a day, at 09:00', 'date', true),
  ]
  const isAsleep = view.snoozedUntil !== null
  return [
    entry(
      'case.snooze',
      'Snooze',
      'It comes back then; earlier if the author posts again or the answer is due.',
      open && !isAsleep,
      when,
    ),
    entry('case.wake', 'Wake', 'It comes back now.', open && isAsleep),
    entry(
      'case.follow_up',
      'Follow up',
      'The case comes back as due on that day, also when it is resolved.',
      view.status !== 'closed_by_author' && view.mergedInto === null,
      [
        field('when', 'When', 'choice', true, [
          { value: '2d', label: 'In two days at 09:00' },
          { value: '7d', label: 'In a week at 09:00' },
          { value: '30d', label: 'In 30 days at 09:00' },
          ...(view.followUpAt === null && view.followUpSince === null
            ? []
            : [{ value: 'never', label: 'Not any more' }]),
        ]),
        field('date', 'Or on a day, at 09:00', 'date', true),
      ],
    ),
  ]
}

function orderEntries(view: CaseView, { cases }: VerbChoices): Entry[] {
  const open = isOpen(view.status)
  const others = cases.map(caseOption)
  const reopens = view.status === 'resolved' && view.mergedInto === null
  return [
    entry('case.merge', 'Join with another case', 'Its posts stand there from now on.', open, [
      field('into', 'The case that stays', 'search', false, others),
    ]),
    entry('case.resolve', 'Resolve', 'The case is over.', open),
    entry('case.reopen', 'Reopen', 'Whoever had the case has it again.', reopens),
  ]
}

/** A case as a list shows it: by whom, what about, and its number at the end. */
export function caseOption({ id, kind, who, text }: CaseChoice): { value: string; label: string } {
  const head = caseHead(kind, cleanName(who ?? '', 40) || 'somebody unnamed')
  const said = clip(cleanText(text).replaceAll(/\s+/g, ' ').trim(), SAID_MAX)
  return { value: String(id), label: said === '' ? `${head}, case ${id}` : `${head}: “${said}”` }
}

function quietEntries(view: CaseView, { muted }: VerbChoices): Entry[] {
  const words = muted.map((word) => ({ value: word, label: word }))
  return [
    entry(
      'case.ignore_author',
      'Ignore author',
      'Their posts still count but make no cards. Emergencies still come. You can undo it.',
      isOpen(view.status),
    ),
    entry(
      'case.heed_author',
      'Hear the author again',
      'Their posts make cards again.',
      view.resolution === 'ignored',
    ),
    entry(
      'case.mute_word',
      'Mute a word',
      'Posts with it still count but make no cards. Emergencies still come.',
      true,
      [field('word', 'Word or phrase', 'line', false)],
    ),
    entry('case.unmute_word', 'Hear a word again', 'Posts with it make cards again.', true, [
      field('word', 'Word or phrase', 'choice', false, words),
    ]),
  ]
}

function entry(
  verb: VerbForm['verb'],
  label: string,
  help: string,
  fits: boolean,
  fields: readonly VerbField[] = [],
): Entry {
  return { verb, label, help, fits, fields }
}

function field(
  name: VerbField['name'],
  label: string,
  kind: VerbField['kind'],
  optional: boolean,
  choices: VerbField['choices'] = [],
): VerbField {
  const usable = choices.filter(({ value }) => value !== '' && value.length <= VALUE_MAX)
  return { name, label, kind, optional, choices: usable }
}
