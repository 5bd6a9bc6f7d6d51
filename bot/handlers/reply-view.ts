import type { ViewOutput } from '@slack/bolt'
import { ADDRESSES, type Address } from '../../core/address.ts'
import { readWay, type Way } from '../../core/reply-way.ts'
import { draftBlock, type ReplyState, textBlock } from '../../views/reply-dialog.ts'

/** What the Reply or Thank dialog carries along. */
export function stateOf(view: ViewOutput): ReplyState {
  return JSON.parse(view.private_metadata) as ReplyState
}

/** Which of the two it is. */
export function kindOf(view: ViewOutput): 'reply' | 'thank' {
  return view.callback_id.startsWith('case.thank') ? 'thank' : 'reply'
}

/** The words as they stand in the field. */
export function typedText(view: ViewOutput): string {
  return view.state.values[textBlock(stateOf(view).turn)]?.['text']?.value ?? ''
}

/** What stands in another field of text. */
export function typed(view: ViewOutput, name: string): string {
  return view.state.values[name]?.[name]?.value ?? ''
}

/** What is chosen in a list. */
export function pick(view: ViewOutput, name: string): string | null {
  return view.state.values[name]?.[name]?.selected_option?.value ?? null
}

/** Whether a box is ticked. */
export function ticked(view: ViewOutput, name: string, value: string): boolean {
  const chosen = view.state.values[name]?.[name]?.selected_options ?? []
  return chosen.some((option) => option.value === value)
}

/** The draft that the list shows. */
export function choiceOf(view: ViewOutput): string | null {
  const state = stateOf(view)
  const row = view.state.values[draftBlock(state.turn)]
  return row?.['reply.draft']?.selected_option?.value ?? state.chosen
}

/** How it goes, as the list shows it. */
export function wayOf(view: ViewOutput): Way {
  return readWay(pick(view, 'way'))
}

/** The form of address that the list shows. */
export function addressOf(view: ViewOutput): Address | null {
  const row = view.state.values[draftBlock(stateOf(view).turn)]
  const value = row?.['reply.address']?.selected_option?.value
  return ADDRESSES.find((one) => one === value) ?? null
}
