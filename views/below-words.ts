import { clip } from '../core/hostile-text.ts'
import type { ReplySheet } from '../core/reply-sheet.ts'
import type { CaseView } from './case-view.ts'
import { type DialogBlock, type GiftChoice, plain } from './dialogs.ts'
import { FOLLOW_UPS, WAYS } from './reply-words.ts'

/** The choice between the two ways; nothing where the post can only be answered in public. */
export function wayBlocks(view: CaseView, { way }: ReplySheet): DialogBlock[] {
  if (!view.reply.may || view.reply.mayDirect !== true) return []
  const options = WAYS.map(({ value, label }) => ({ text: plain(label), value }))
  return [
    {
      type: 'input',
      block_id: 'way',
      dispatch_action: true,
      label: plain('How it goes'),
      element: {
        type: 'static_select',
        action_id: 'way',
        options,
        initial_option: options[way === 'direct' ? 1 : 0] as (typeof options)[0],
      },
    },
  ]
}

/** What becomes of the case once the words are sent. */
export function afterBlocks(): DialogBlock[] {
  return [
    {
      type: 'input',
      block_id: 'follow',
      optional: true,
      label: plain('Look after it again'),
      element: {
        type: 'static_select',
        action_id: 'follow',
        options: FOLLOW_UPS.map(({ value, label }) => ({ text: plain(label), value })),
      },
    },
    {
      type: 'input',
      block_id: 'after',
      optional: true,
      label: plain('Once it is sent'),
      element: {
        type: 'checkboxes',
        action_id: 'after',
        options: [{ text: plain('Resolve the case'), value: 'resolve' }],
      },
    },
  ]
}

/** A gift that goes along, and why; nothing where none is offered. */
export function giftBlocks(gifts: readonly GiftChoice[]): DialogBlock[] {
  if (gifts.length === 0) return []
  return [
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
            clip(`${g.name} (${g.value})${g.needsApproval ? ', a second person agrees' : ''}`, 75),
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
}
