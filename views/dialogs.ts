import { cleanText, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
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
        | {
            type: 'static_select'
            action_id: string
            options: { text: PlainText; value: string }[]
          }
        | { type: 'datepicker'; action_id: string }
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

/** Slack's own limit of a text input. */
const INPUT_MAX = 3000

/** The Reply dialog: the post, where the words will stand and as whom, and the text to edit. */
export function replyDialog(view: CaseView, draft: string): Dialog {
  return {
    ...frame('case.reply.submit', 'Reply', 'Send', view),
    blocks: [...preview(view), textInput(view, draft)],
  }
}

export interface GiftChoice {
  id: string
  name: string
  value: string
  needsApproval: boolean
}

/** The Thank dialog: a reply, and optionally one gift that another person agrees to. */
export function thankDialog(view: CaseView, draft: string, gifts: readonly GiftChoice[]): Dialog {
  const gift: DialogBlock[] =
    gifts.length === 0
      ? []
      : [
          {
            type: 'input',
            block_id: 'gift',
            optional: true,
            label: plain('A gift with it'),
            hint: plain('The code and a line saying that it is a gift are added below your text.'),
            element: {
              type: 'static_select',
              action_id: 'gift',
              options: gifts.slice(0, 100).map((g) => ({
                text: plain(
                  clip(
                    `${g.name} (${g.value})${g.needsApproval ? ', a second person agrees' : ''}`,
                    75,
                  ),
                ),
                value: g.id,
              })),
            },
          },
          {
            type: 'input',
            block_id: 'reason',
            optional: true,
            label: plain('Why a gift'),
            element: {
              type: 'plain_text_input',
              action_id: 'reason',
              multiline: false,
              max_length: 300,
            },
          },
        ]
  return {
    ...frame('case.thank.submit', 'Thank', 'Send thanks', view),
    blocks: [...preview(view), textInput(view, draft), ...gift],
  }
}

/** A gift that waits for a second person. */
export function giftDialog(
  view: CaseView,
  grant: { id: number; text: string; gift: string; by: string; reason: string },
): Dialog {
  return {
    ...frame('grant.review.submit', 'Review a gift', 'Decide', view),
    private_metadata: JSON.stringify({ caseId: view.id, version: view.version, grantId: grant.id }),
    blocks: [
      ...preview(view),
      slackLine('ask', [
        { text: `${grant.by} asks: `, bold: true },
        {
          text: `${grant.gift}. ${grant.reason === '' ? 'No reason was given.' : clip(grant.reason, 300)}`,
        },
      ]),
      quote('text', `Text that goes out: ${clip(grant.text, 2000)}`),
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

/** Says whether we read the post right. */
export function labelDialog(view: CaseView): Dialog {
  return {
    ...frame('case.label.submit', 'Read wrong?', 'Say so', view),
    blocks: [
      ...preview(view),
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
  return { ...rest, blocks: preview(view, 2900) }
}

function frame(
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

function preview(view: CaseView, max = 600): DialogBlock[] {
  const who = view.author.name ?? view.author.handle ?? 'somebody unnamed'
  return [
    slackLine('where', [
      { text: `${networkName(view.network)}, to ${clip(cleanText(who), 60)}`, bold: true },
      { text: view.reply.may ? `, as ${view.reply.account}` : '' },
    ]),
    quote('post', clip(view.removed ? 'The author removed this post.' : view.text, max)),
  ]
}

function quote(blockId: string, text: string): RichText {
  return {
    type: 'rich_text',
    block_id: blockId,
    elements: [
      { type: 'rich_text_quote', elements: [{ type: 'text', text: cleanText(text) || ' ' }] },
    ],
  }
}

function textInput(view: CaseView, draft: string): DialogBlock {
  const text = clip(draft, INPUT_MAX)
  return {
    type: 'input',
    block_id: 'text',
    label: plain('Your words'),
    hint: plain(
      `Everybody on ${networkName(view.network)} can read this. Nothing leaves before you press Send.`,
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

function plain(text: string): PlainText {
  return { type: 'plain_text', text }
}
