import { CASE_KINDS } from '../core/case.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { ASPECTS } from '../core/judgement.ts'
import { type KeptPlaybook, markOf, NEW_PLAYBOOK } from '../core/playbook-form.ts'
import { factLines, giveLines, giveWords } from '../core/playbook-lines.ts'
import type { Dialog, DialogBlock } from './dialogs.ts'
import { plain, quote } from './dialogs.ts'
import { KIND_WORDS } from './kind-words.ts'
import { capital, FIELD_HELP, FIELD_LABELS, forWords } from './playbook-words.ts'
import type { SlackButton } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

/** Slack's limits (source: facts on Slack, A1). */
const INPUT_MAX = 3000
const CHOICE_MAX = 75
const CHOICES_MAX = 100
const LINE_MAX = 2800
const INTRO =
  'How the team answers, so that the same question gets the same facts. The closest one is the first draft of a reply.'

/** What a playbook dialog brings back, besides what was typed. */
export interface PlaybookState {
  /** Null for a new one. */
  id: string | null
  /** The mark of the state that is shown. */
  seen: string | null
}

interface Shown {
  /** Every playbook to choose from; null where the dialog is about one alone. */
  list: readonly { id: string; name: string }[] | null
  /** The one to read or to change; null for none yet. */
  chosen: KeptPlaybook | 'new' | null
  brands: readonly { id: string; name: string }[]
  mayEdit: boolean
  /** How it was used, and which answers say something else. */
  usage?: readonly string[]
}

/** The team's answers in Slack: to read for everybody, to change for those who may. */
export function playbookDialog(shown: Shown): Dialog {
  const { list, chosen, mayEdit } = shown
  const known = chosen === 'new' ? null : chosen
  const isForm = chosen !== null && mayEdit && (known === null || fitsSlack(known))
  const state: PlaybookState = {
    id: known?.id ?? null,
    seen: known === null ? null : markOf(known),
  }
  return {
    type: 'modal',
    callback_id: 'playbook.submit',
    private_metadata: JSON.stringify(state),
    title: plain(chosen === 'new' ? 'New playbook' : list === null ? 'Playbook' : 'Playbooks'),
    ...(isForm ? { submit: plain('Keep this playbook') } : {}),
    close: plain(isForm ? 'Cancel' : 'Close'),
    blocks: [
      ...(list === null ? [] : [picker(list, known, mayEdit)]),
      ...(chosen === null
        ? [slackLine('intro', [{ text: INTRO }])]
        : bodyBlocks(shown, known, isForm)),
    ],
  }
}

function bodyBlocks(
  { brands, usage = [], mayEdit }: Shown,
  known: KeptPlaybook | null,
  isForm: boolean,
): DialogBlock[] {
  const head = known === null ? [] : headBlocks(known, brands, usage)
  if (isForm) return [...head, ...formBlocks(known, brands)]
  return known === null ? [] : [...head, ...readBlocks(known, mayEdit)]
}

/** The block of a field: another one for every playbook, as Slack keeps what stands in one it knows. */
export function fieldBlock(id: string | null, field: string): string {
  return `${id ?? '+'}:${field}`
}

function picker(
  list: readonly { id: string; name: string }[],
  known: KeptPlaybook | null,
  mayEdit: boolean,
): DialogBlock {
  const options = list.slice(0, CHOICES_MAX).map(({ id, name }) => option(id, name))
  const initial = options.find(({ value }) => value === known?.id)
  const create: SlackButton = {
    type: 'button',
    action_id: 'playbook.new',
    text: { type: 'plain_text', text: 'New playbook', emoji: false },
    accessibility_label: 'Write a new playbook',
  }
  return {
    type: 'actions',
    block_id: `playbook:${known?.id ?? ''}`,
    elements: [
      {
        type: 'static_select',
        action_id: 'playbook.pick',
        placeholder: plain('Choose a playbook'),
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      },
      ...(mayEdit ? [create] : []),
    ],
  }
}

function headBlocks(
  playbook: KeptPlaybook,
  brands: Shown['brands'],
  usage: readonly string[],
): DialogBlock[] {
  const names = new Map(brands.map(({ id, name }) => [id, name]))
  const what = `For ${forWords(playbook, names)}.`
  return [
    slackLine('for', [
      { text: cleanName(playbook.name, CHOICE_MAX), bold: true },
      { text: `\n${clip(what, 400)}${playbook.enabled ? '' : ' It is not offered as a draft.'}` },
    ]),
    ...(usage.length === 0
      ? []
      : [slackLine('usage', [{ text: clip(usage.join('\n'), LINE_MAX) }])]),
  ]
}

/** Everything of it, for reading only. */
function readBlocks(playbook: KeptPlaybook, mayEdit: boolean): DialogBlock[] {
  const { steps, breakTheRule, answer, formal, ask, facts, gives } = playbook
  const lines = (name: string, head: string, all: readonly string[]): DialogBlock[] =>
    all.length === 0
      ? []
      : [
          slackLine(name, [
            { text: head, bold: true },
            { text: clip(`\n${all.join('\n')}`, LINE_MAX) },
          ]),
        ]
  const said = (name: string, head: string, text: string): DialogBlock[] =>
    text === ''
      ? []
      : [slackLine(`${name}:head`, [{ text: head, bold: true }]), quote(name, clip(text, LINE_MAX))]
  return [
    ...lines(
      'steps',
      'Steps',
      steps.map((step, i) => `${i + 1}. ${step}`),
    ),
    ...lines('breakTheRule', FIELD_LABELS.breakTheRule, breakTheRule === '' ? [] : [breakTheRule]),
    ...said('answer', FIELD_LABELS.answer, answer),
    ...said('formal', 'Answer to somebody who is addressed formally', formal),
    ...said('ask', FIELD_LABELS.ask, ask),
    ...lines(
      'facts',
      'Facts',
      facts.map(({ name, value }) => `${capital(name.replaceAll('_', ' '))}: ${value}`),
    ),
    ...lines('gives', 'You may give on the spot', gives.map(giveWords)),
    ...(mayEdit
      ? [
          slackLine('long', [
            { text: 'It is too long for Slack. Change it on the desk, under Cases, Playbooks.' },
          ]),
        ]
      : []),
  ]
}

function formBlocks(known: KeptPlaybook | null, brands: Shown['brands']): DialogBlock[] {
  const id = known?.id ?? null
  const playbook = known ?? NEW_PLAYBOOK
  const words = (
    field: keyof typeof FIELD_LABELS,
    text: string,
    more: { optional?: boolean; isLine?: boolean } = {},
  ): DialogBlock => ({
    type: 'input',
    block_id: fieldBlock(id, field),
    optional: more.optional ?? true,
    label: plain(FIELD_LABELS[field]),
    ...(FIELD_HELP[field] === undefined ? {} : { hint: plain(FIELD_HELP[field]) }),
    element: {
      type: 'plain_text_input',
      action_id: field,
      multiline: more.isLine !== true,
      max_length: more.isLine === true ? CHOICE_MAX : INPUT_MAX,
      ...(text === '' ? {} : { initial_value: text }),
    },
  })
  const asksBrand = brands.length > 1 || playbook.brand !== null
  return [
    words('name', playbook.name, { optional: false, isLine: true }),
    boxes(
      id,
      'kinds',
      'For',
      CASE_KINDS.map((kind) => option(kind, capital(KIND_WORDS[kind].counted[1]))),
      playbook.kinds,
    ),
    boxes(
      id,
      'aspects',
      'About (none is anything)',
      ASPECTS.map((one) => option(one, capital(one))),
      playbook.aspects,
    ),
    ...(asksBrand ? [brandBlock(id, playbook.brand, brands)] : []),
    words('steps', playbook.steps.join('\n')),
    words('breakTheRule', playbook.breakTheRule),
    words('answer', playbook.answer, { optional: false }),
    words('formal', playbook.formal),
    words('ask', playbook.ask),
    words('facts', factLines(playbook.facts)),
    words('gives', giveLines(playbook.gives)),
    boxes(
      id,
      'enabled',
      'When somebody replies',
      [option('yes', 'Offer it as a draft')],
      playbook.enabled ? ['yes'] : [],
    ),
  ]
}

function boxes(
  id: string | null,
  field: string,
  label: string,
  options: ReturnType<typeof option>[],
  on: readonly string[],
): DialogBlock {
  const initial = options.filter(({ value }) => on.includes(value))
  return {
    type: 'input',
    block_id: fieldBlock(id, field),
    optional: true,
    label: plain(label),
    element: {
      type: 'checkboxes',
      action_id: field,
      options,
      ...(initial.length === 0 ? {} : { initial_options: initial }),
    },
  }
}

const EVERY = option('*', 'Every brand')

function brandBlock(id: string | null, brand: string | null, brands: Shown['brands']): DialogBlock {
  const options = [
    EVERY,
    ...brands.slice(0, CHOICES_MAX - 1).map((one) => option(one.id, one.name)),
  ]
  return {
    type: 'input',
    block_id: fieldBlock(id, 'brand'),
    label: plain('Brand'),
    element: {
      type: 'static_select',
      action_id: 'brand',
      options,
      initial_option: options.find(({ value }) => value === brand) ?? EVERY,
    },
  }
}

/** A field of Slack holds no more; on the desk there is room. */
function fitsSlack({ name, steps, facts, gives, breakTheRule, answer, formal, ask }: KeptPlaybook) {
  const lists = [steps.join('\n'), factLines(facts), giveLines(gives)]
  const texts = [...lists, breakTheRule, answer, formal, ask]
  return name.length <= CHOICE_MAX && texts.every((text) => text.length <= INPUT_MAX)
}

function option(value: string, label: string) {
  return { text: plain(cleanName(label, CHOICE_MAX) || value), value }
}
