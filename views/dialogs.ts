import { isOpen } from '../core/case.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import type { Way } from '../core/reply-way.ts'
import type { CaseView } from './case-view.ts'
import { labelChoices, readingWords } from './label-form.ts'
import type { RichText, SlackButton } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

/** A modal as `views.open` takes it. */
export interface Dialog {
  type: 'modal'
  callback_id: string
  private_metadata: string
  title: PlainText
  submit?: PlainText
  close: PlainText
  notify_on_close?: boolean
  blocks: DialogBlock[]
}

export interface PlainText {
  type: 'plain_text'
  text: string
}

interface Option {
  text: PlainText
  value: string
}

export type DialogBlock =
  | RichText
  | {
      type: 'actions'
      block_id: string
      elements: (SlackButton | Chooser)[]
    }
  | {
      type: 'input'
      block_id: string
      optional?: boolean
      /** A choice is told at once, not only with Send. */
      dispatch_action?: boolean
      label: PlainText
      hint?: PlainText
      element:
        | {
            type: 'plain_text_input'
            action_id: string
            multiline: boolean
            initial_value?: string
            max_length: number
            focus_on_load?: boolean
          }
        | { type: 'static_select'; action_id: string; options: Option[]; initial_option?: Option }
        | {
            type: 'checkboxes'
            action_id: string
            options: Option[]
            initial_options?: Option[]
          }
        | { type: 'datepicker'; action_id: string }
        | {
            type: 'external_select'
            action_id: string
            placeholder: PlainText
            min_query_length: number
          }
    }

interface Chooser {
  type: 'static_select'
  action_id: string
  placeholder: PlainText
  options: { text: PlainText; value: string }[]
  initial_option?: { text: PlainText; value: string }
}

/** What a dialog brings back on submit, besides what was typed. */
export interface DialogState {
  caseId: number
  version: number
}

export interface GiftChoice {
  id: string
  name: string
  value: string
  needsApproval: boolean
}

/** A gift that waits for a second person. */
export function giftDialog(
  view: CaseView,
  grant: { id: number; text: string; gift: string; by: string; reason: string; way?: Way },
): Dialog {
  return {
    ...frame('grant.review.submit', 'Review a gift', 'Decide', view),
    private_metadata: JSON.stringify({ caseId: view.id, version: view.version, grantId: grant.id }),
    blocks: [
      ...preview(view),
      slackLine('ask', [
        { text: `${cleanName(grant.by, 60)} asks: `, bold: true },
        {
          text: `${clip(cleanText(grant.gift), 100)}. ${grant.reason === '' ? 'No reason was given.' : clip(grant.reason, 300)}`,
        },
      ]),
      quote(
        'text',
        `Text that goes out${grant.way === 'direct' ? ' as a direct message' : ''}: ${clip(grant.text, 2000)}`,
      ),
      {
        type: 'input',
        block_id: 'decision',
        label: plain('Your decision'),
        element: {
          type: 'static_select',
          action_id: 'decision',
          options: [
            { text: plain('Agree: send it with one code'), value: 'approve' },
            { text: plain('Do not agree'), value: 'refuse' },
          ],
        },
      },
    ],
  }
}

/** A reply that waits for a second person. */
export function reviewDialog(
  view: CaseView,
  reply: { id: number; text: string; why: string; by: { name: string }; way?: Way },
): Dialog {
  const back = { text: plain('Send it back'), value: 'back' }
  // Nobody can answer what is gone, or over; but its writer should know.
  const mayGo = isOpen(view.status) && !view.removed
  return {
    ...frame('reply.review.submit', 'Review a reply', 'Decide', view),
    private_metadata: JSON.stringify({ caseId: view.id, replyId: reply.id }),
    blocks: [
      ...preview(view),
      slackLine('ask', [
        { text: `${cleanName(reply.by.name, 60)} wrote this. `, bold: true },
        { text: clip(reply.why, 300) },
      ]),
      quote(
        'words',
        `Text that goes out${reply.way === 'direct' ? ' as a direct message' : ''}: ${clip(reply.text, 2900)}`,
      ),
      {
        type: 'input',
        block_id: 'decision',
        label: plain('Your decision'),
        element: {
          type: 'static_select',
          action_id: 'decision',
          options: mayGo ? [{ text: plain('Send it'), value: 'approve' }, back] : [back],
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plain('Why it goes back'),
        element: {
          type: 'plain_text_input',
          action_id: 'reason',
          multiline: true,
          max_length: 300,
        },
      },
    ],
  }
}

/** Says whether we read the post right. */
export function labelDialog(view: CaseView): Dialog {
  const title = view.kind === 'unsure' ? 'What is it?' : 'Read wrong?'
  return {
    ...frame('case.label.submit', title, 'Say so', view),
    blocks: [
      ...said(view),
      slackLine('reading', [{ text: readingWords(view) }]),
      {
        type: 'input',
        block_id: 'verdict',
        label: plain('What is true'),
        element: {
          type: 'static_select',
          action_id: 'verdict',
          options: labelChoices(view).map(({ value, label }) => ({ text: plain(label), value })),
        },
      },
    ],
  }
}

/** The whole post, for reading only. */
export function readDialog(view: CaseView): Dialog {
  const { submit: _, ...rest } = frame('case.read', 'The whole post', 'x', view)
  return { ...rest, close: plain('Close'), blocks: said(view, 2900) }
}

/** A dialog without its blocks. */
export function frame(
  callback: string,
  title: string,
  submit: string,
  view: CaseView,
): Omit<Dialog, 'blocks'> & { submit?: PlainText } {
  const state: DialogState = { caseId: view.id, version: view.version }
  return {
    type: 'modal',
    callback_id: callback,
    private_metadata: JSON.stringify(state),
    title: plain(clip(title, 24)),
    submit: plain(clip(submit, 24)),
    close: plain('Cancel'),
    notify_on_close: true,
  }
}

/** The post, where words about it will stand and as whom. */
export function preview(view: CaseView, max = 600): DialogBlock[] {
  const who = view.author.name ?? view.author.handle ?? 'somebody unnamed'
  return [
    slackLine('where', [
      { text: `${networkName(view.network)}, to ${clip(cleanText(who), 60)}`, bold: true },
      { text: view.reply.may ? `, as ${view.reply.account}` : '' },
    ]),
    quote('post', clip(view.removed ? 'The author removed this post.' : view.text, max)),
  ]
}

/** The post and whose it is, where nothing is answered. */
function said(view: CaseView, max = 600): DialogBlock[] {
  const [, ...post] = preview(view, max)
  const who = cleanName(view.author.name ?? view.author.handle ?? '', 60) || 'Somebody unnamed'
  return [
    slackLine('where', [{ text: who, bold: true }, { text: ` on ${networkName(view.network)}` }]),
    ...post,
  ]
}

/** Words of somebody, quoted. */
export function quote(blockId: string, text: string): RichText {
  return {
    type: 'rich_text',
    block_id: blockId,
    elements: [
      { type: 'rich_text_quote', elements: [{ type: 'text', text: cleanText(text) || ' ' }] },
    ],
  }
}

/** Text that Slack shows as it is. */
export function plain(text: string): PlainText {
  return { type: 'plain_text', text }
}
