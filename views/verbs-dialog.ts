import { cleanName, clip } from '../core/hostile-text.ts'
import type { CaseView } from './case-view.ts'
import type { Dialog, DialogBlock, PlainText } from './dialogs.ts'
import { slackLine } from './slack-card.ts'
import type { VerbField, VerbForm } from './verb-forms.ts'

/** Slack's limits of a choice and of typed text (source: facts on Slack, A1). */
const CHOICE_MAX = 75
const CHOICES_MAX = 100
const TEXT_MAX = 2000
const LINE_MAX = 200
const FAULT_MAX = 500

/** Every verb that a person may use on a case; the chosen one with what it wants to know. */
export function verbsDialog(
  view: CaseView,
  forms: readonly VerbForm[],
  chosen: VerbForm | null,
  fault: string | null = null,
): Dialog {
  const who = view.author.name ?? view.author.handle ?? 'somebody unnamed'
  const state = { caseId: view.id, version: view.version, verb: chosen?.verb ?? null }
  const options = forms.slice(0, CHOICES_MAX).map((form) => option(form.verb, form.label))
  const initial = options.find(({ value }) => value === chosen?.verb)
  const picker: DialogBlock = {
    type: 'actions',
    block_id: 'verb',
    elements: [
      {
        type: 'static_select',
        action_id: 'verb.pick',
        placeholder: plain('What do you want to do?'),
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      },
    ],
  }
  return {
    type: 'modal',
    callback_id: 'case.verb.submit',
    private_metadata: JSON.stringify(state),
    title: plain('More'),
    ...(chosen === null ? {} : { submit: plain(clip(chosen.label.replace('…', ''), 24)) }),
    close: plain('Cancel'),
    blocks: [
      slackLine('case', [
        { text: `Case ${view.id}`, bold: true },
        { text: ` of ${clip(who, 60)}` },
      ]),
      options.length === 0
        ? slackLine('none', [{ text: 'You may look at this case; nothing else.' }])
        : picker,
      ...(chosen === null ? [] : [slackLine(`help:${chosen.verb}`, [{ text: chosen.help }])]),
      ...(fault === null
        ? []
        : [slackLine('fault', [{ text: clip(fault, FAULT_MAX), bold: true }])]),
      ...(chosen?.fields ?? []).map(input),
    ],
  }
}

function input(field: VerbField): DialogBlock {
  return {
    type: 'input',
    block_id: field.name,
    optional: field.optional,
    label: plain(field.label),
    element: element(field),
  }
}

function element(field: VerbField): Extract<DialogBlock, { type: 'input' }>['element'] {
  if (field.kind === 'date') return { type: 'datepicker', action_id: field.name }
  if (field.kind === 'search')
    return {
      type: 'external_select',
      action_id: field.name,
      placeholder: plain('Type an author, some words, or a number'),
      min_query_length: 0,
    }
  if (field.kind === 'choice')
    return {
      type: 'static_select',
      action_id: field.name,
      options: field.choices.slice(0, CHOICES_MAX).map(({ value, label }) => option(value, label)),
    }
  const multiline = field.kind === 'lines'
  return {
    type: 'plain_text_input',
    action_id: field.name,
    multiline,
    max_length: multiline ? TEXT_MAX : LINE_MAX,
  }
}

/** What a search found, as Slack takes it. */
export function searchOptions(
  found: readonly { value: string; label: string }[],
): { text: PlainText; value: string; description: PlainText }[] {
  return found.slice(0, CHOICES_MAX).map(({ value, label }) => ({
    ...option(value, label),
    description: plain(`Case ${value}`),
  }))
}

function option(value: string, label: string): { text: PlainText; value: string } {
  return { text: plain(cleanName(label, CHOICE_MAX) || value), value }
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text }
}
