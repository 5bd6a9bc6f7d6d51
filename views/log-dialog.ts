import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import type { Dialog, DialogBlock, PlainText } from './dialogs.ts'
import { slackLine } from './slack-card.ts'

/** What a post logged by hand brings back on submit, besides what was typed. */
export interface LogState {
  network: Network
  /** The address says all the rest, and fits in here but once (Slack: 3,000 characters); null for a message. */
  url: string | null
  /** A message of Slack; null where there is an address. */
  message: { key: string; nativeId: string } | null
  /** Id of the author where the network gave it. */
  authorId: string | null
  at: number | null
  /** The one brand it can be; null where it is chosen. */
  brandId: string | null
}

const TEXT_MAX = 3000
const BRANDS_MAX = 100
const KINDS = [
  ['complaint', 'A complaint'],
  ['question', 'A question'],
  ['praise', 'Kind words'],
  ['purchase', 'A wish to buy'],
  ['at_risk', 'Somebody who may leave'],
  ['emergency', 'An emergency'],
] as const

/** Opens a case for a post that we did not see: what it is, who wrote it, what it says. Nothing is fetched. */
export function logPostDialog(
  state: LogState,
  brands: readonly { id: string; name: string }[],
  given: { text: string; author: string | null },
): Dialog {
  return {
    type: 'modal',
    callback_id: 'log.post.submit',
    private_metadata: JSON.stringify(state),
    title: plain('Log a post'),
    submit: plain('Open a case'),
    close: plain('Cancel'),
    blocks: [
      slackLine('where', [
        { text: `On ${networkName(state.network)}`, bold: true },
        { text: state.url === null ? '' : `: ${clip(state.url, 300)}` },
      ]),
      ...(brands.length > 1 ? [choice('brand', 'About', brandChoices(brands))] : []),
      choice(
        'kind',
        'What it is',
        KINDS.map(([value, label]) => ({ value, label })),
      ),
      input('author', 'Who wrote it', { value: given.author, isOptional: true }),
      input('text', 'What it says', { value: given.text, isLong: true }),
    ],
  }
}

/** Brands to choose from. */
export function brandChoices(brands: readonly { id: string; name: string }[]) {
  return brands.slice(0, BRANDS_MAX).map(({ id, name }) => ({ value: id, label: name }))
}

/** A field to choose one of. */
export function choice(
  name: string,
  label: string,
  choices: readonly { value: string; label: string }[],
): DialogBlock {
  const options = choices.map((one) => ({
    text: plain(cleanName(one.label, 75) || one.value),
    value: one.value,
  }))
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    element: { type: 'static_select', action_id: name, options },
  }
}

/** A field to type into. */
export function input(
  name: string,
  label: string,
  of: { value?: string | null; isLong?: boolean; isOptional?: boolean; hint?: string },
): DialogBlock {
  const max = of.isLong === true ? TEXT_MAX : 200
  const value = clip(cleanText(of.value ?? ''), max)
  return {
    type: 'input',
    block_id: name,
    optional: of.isOptional === true,
    label: plain(label),
    ...(of.hint === undefined ? {} : { hint: plain(of.hint) }),
    element: {
      type: 'plain_text_input',
      action_id: name,
      multiline: of.isLong === true,
      max_length: max,
      ...(value.trim() === '' ? {} : { initial_value: value }),
    },
  }
}

function plain(text: string): PlainText {
  return { type: 'plain_text', text }
}
