import type { Check } from '../core/check-words.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import { giveWords } from '../core/playbook-lines.ts'
import { MACHINE, MACHINE_NOTE, questionOf, type ReplySheet } from '../core/reply-sheet.ts'
import { afterBlocks, giftBlocks, wayBlocks } from './below-words.ts'
import type { Part } from './card.ts'
import type { CaseView } from './case-view.ts'
import {
  type Dialog,
  type DialogBlock,
  frame,
  type GiftChoice,
  plain,
  preview,
  quote,
} from './dialogs.ts'
import { checkLines, lengthWords, readersWords, writerWords } from './reply-words.ts'
import type { SlackButton } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

/** Slack's own limits of a text input, of a choice and of what a dialog carries (source: facts on Slack, A1). */
const INPUT_MAX = 3000
const CHOICE_MAX = 75
const STATE_MAX = 3000
/** A machine's draft travels with the dialog, so it is no longer than this. */
export const MACHINE_MAX = 1200

/** What a reply dialog brings back, besides what was typed and chosen. */
export interface ReplyState {
  caseId: number
  seen: ReplySheet['seen']
  chosen: string | null
  shown: readonly string[]
  /** How often the text was put in anew: Slack takes a new text only into a new field. */
  turn: number
  /** What a machine drafted here. */
  machine: string | null
}

/** What stands around the words. */
interface Around {
  turn?: number
  gifts?: readonly GiftChoice[]
  /** Whether a machine can be asked for a draft. */
  suggests?: boolean
  /** Whether this person may change the playbook. */
  mayEdit?: boolean
}

/** The Reply and the Thank dialog: the post, where the words will stand and as whom, the draft and its checks. */
export function replyDialog(
  view: CaseView,
  sheet: ReplySheet,
  { turn = 0, gifts = [], suggests = false, mayEdit = false }: Around = {},
): Dialog {
  const isReply = sheet.kind === 'reply'
  const looks = sheet.checks.filter(({ level }) => level === 'look')
  const state: ReplyState = {
    caseId: view.id,
    seen: sheet.seen,
    chosen: sheet.chosen,
    shown: sheet.shown,
    turn,
    machine: sheet.machine,
  }
  return {
    ...frame(`case.${sheet.kind}.submit`, isReply ? 'Reply' : 'Thank', submitWords(sheet), view),
    private_metadata: carried(state),
    blocks: [
      ...preview(view),
      ...writerBlocks(view, sheet),
      ...playbookBlocks(sheet, mayEdit),
      draftPicker(sheet, turn, suggests),
      textInput(view, sheet, turn),
      ...wayBlocks(view, sheet),
      ...machineBlocks(sheet),
      ...noteBlocks(sheet),
      slackLine(`checks:${turn}:${looks.length}`, checkLines(shownChecks(sheet.checks))),
      ...(isReply ? afterBlocks() : giftBlocks(gifts)),
    ],
  }
}

/** Without the machine's words where they would not fit: Slack would not show the dialog at all. */
function carried(state: ReplyState): string {
  const text = JSON.stringify(state)
  return text.length > STATE_MAX ? JSON.stringify({ ...state, machine: null }) : text
}

function submitWords(sheet: ReplySheet): string {
  if (sheet.approval !== null) return 'Ask for approval'
  if (sheet.shown.length > 0) return 'Send anyway'
  return sheet.kind === 'reply' ? 'Send' : 'Send thanks'
}

function writerBlocks(view: CaseView, { writer }: ReplySheet): DialogBlock[] {
  if (writer === null) return []
  return [
    slackLine('writer', [{ text: writerWords(writer, view.zone), bold: true }]),
    {
      type: 'input',
      block_id: 'anyway',
      optional: true,
      label: plain('Two answers at once'),
      element: {
        type: 'checkboxes',
        action_id: 'anyway',
        options: [{ text: plain('Reply anyway'), value: 'yes' }],
      },
    },
  ]
}

/** The steps, as short as a dialog wants them; the page of the playbook has the rest. */
function playbookBlocks({ playbook }: ReplySheet, mayEdit: boolean): DialogBlock[] {
  if (playbook === null) return []
  const { name, steps, breakTheRule, gives } = playbook
  const parts: Part[] = [
    { text: cleanName(name, CHOICE_MAX), bold: true },
    ...steps.slice(0, 6).map((step, i) => ({ text: `\n${i + 1}. ${clip(step, 200)}` })),
    ...(breakTheRule === ''
      ? []
      : [{ text: '\nWhen to break the rule: ', bold: true }, { text: clip(breakTheRule, 300) }]),
    ...(gives.length === 0
      ? []
      : [
          { text: '\nYou may give on the spot: ', bold: true },
          { text: clip(gives.map(giveWords).join('; '), 300) },
        ]),
  ]
  const edit = pressable(
    'playbook.edit',
    'Change this playbook…',
    `Change the playbook ${cleanName(name, 40)}`,
  )
  return [
    slackLine('playbook', parts),
    ...(mayEdit
      ? [
          {
            type: 'actions' as const,
            block_id: 'playbook:acts',
            elements: [{ ...edit, value: playbook.id }],
          },
        ]
      : []),
  ]
}

function draftPicker(sheet: ReplySheet, turn: number, suggests: boolean): DialogBlock {
  const options = sheet.drafts.map(({ value, label }) => ({
    text: plain(cleanName(label, CHOICE_MAX) || value),
    value,
  }))
  const initial = options.find(({ value }) => value === sheet.chosen)
  const question = questionOf(sheet)
  const addresses = [
    { text: plain('First name'), value: 'first_name' },
    { text: plain('Formal'), value: 'formal' },
  ]
  return {
    type: 'actions',
    block_id: draftBlock(turn),
    elements: [
      ...(options.length === 0
        ? []
        : [
            {
              type: 'static_select' as const,
              action_id: 'reply.draft',
              placeholder: plain('Begin with…'),
              options,
              ...(initial === undefined ? {} : { initial_option: initial }),
            },
          ]),
      {
        type: 'static_select',
        action_id: 'reply.address',
        placeholder: plain('Form of address'),
        options: addresses,
        initial_option: addresses[sheet.address === 'formal' ? 1 : 0] as (typeof addresses)[0],
      },
      pressable('reply.check', 'Look over', 'Look over the words and count them again'),
      ...(question === null
        ? []
        : [
            {
              ...pressable('reply.ask', 'Ask for details', 'Put in the question of the playbook'),
              value: question,
            },
          ]),
      ...(suggests
        ? [pressable('reply.suggest', 'Let a machine draft it', 'Let a machine draft the answer')]
        : []),
    ],
  }
}

function textInput(view: CaseView, sheet: ReplySheet, turn: number): DialogBlock {
  const text = clip(sheet.text, INPUT_MAX)
  return {
    type: 'input',
    block_id: textBlock(turn),
    label: plain('Your words'),
    hint: plain(
      `${lengthWords(sheet.count, networkName(view.network))} ${readersWords(sheet.way)} Nothing leaves before you press ${submitWords(sheet)}.`,
    ),
    element: {
      type: 'plain_text_input',
      action_id: 'text',
      multiline: true,
      max_length: INPUT_MAX,
      focus_on_load: true,
      ...(text === '' ? {} : { initial_value: text }),
    },
  }
}

function pressable(action: string, label: string, accessible: string): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: accessible,
  }
}

/** The words of a machine, until they are taken. */
function machineBlocks({ machine, chosen }: ReplySheet): DialogBlock[] {
  if (machine === null || chosen === MACHINE) return []
  const take = pressable('reply.take', 'Put it in', 'Put the machine’s draft into your words')
  return [
    slackLine('machine:head', [{ text: MACHINE_NOTE, bold: true }]),
    quote('machine', clip(machine, MACHINE_MAX)),
    { type: 'actions', block_id: 'machine:acts', elements: [take] },
  ]
}

/** The row of what the words begin with. */
export function draftBlock(turn: number): string {
  return turn === 0 ? 'draft' : `draft:${turn}`
}

/** The field of the words: another one after every draft that was put in. */
export function textBlock(turn: number): string {
  return turn === 0 ? 'text' : `text:${turn}`
}

function noteBlocks({ note, approval }: ReplySheet): DialogBlock[] {
  return [note, approval].flatMap((words, i): DialogBlock[] =>
    words === null
      ? []
      : [slackLine(`note:${i}`, [{ text: clip(cleanText(words), 500), bold: true }])],
  )
}

/** What is in order needs no line but one. */
function shownChecks(checks: readonly Check[]): readonly Check[] {
  const troubles = checks.filter(({ level }) => level !== 'ok')
  return troubles.length === 0 ? checks.filter(({ code }) => code === 'length') : troubles
}
