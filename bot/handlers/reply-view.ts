import type { ViewOutput } from '@slack/bolt'
import { ADDRESSES, type Address } from '../../core/address.ts'
import type { Seen } from '../../core/reply-sheet.ts'
import { readWay, type Way } from '../../core/reply-way.ts'
import { draftBlock, type ReplyState, textBlock } from '../../views/reply-dialog.ts'
import { isCount, isId, isText, isTexts, orNull, readCarried } from '../carried.ts'
import { pick, typed } from '../form.ts'

const isSeen = (value: unknown): value is Seen => {
  const { version, reply, event } = Object(value) as Partial<Seen>
  return [version, reply, event].every(isCount)
}

/** What the Reply or Thank dialog carries along. */
export function stateOf(view: ViewOutput): ReplyState {
  return readCarried<ReplyState>(view, {
    caseId: isId,
    seen: isSeen,
    chosen: orNull(isText),
    shown: isTexts,
    turn: isCount,
    machine: orNull(isText),
  })
}

/** Which of the two it is. */
export function kindOf(view: ViewOutput): 'reply' | 'thank' {
  return view.callback_id.startsWith('case.thank') ? 'thank' : 'reply'
}

/** The words as they stand in the field. */
export function typedText(view: ViewOutput): string {
  return typed(view, textBlock(stateOf(view).turn), 'text')
}

/** The draft that the list shows. */
export function choiceOf(view: ViewOutput): string | null {
  const state = stateOf(view)
  return pick(view, draftBlock(state.turn), 'reply.draft') ?? state.chosen
}

/** How it goes, as the list shows it. */
export function wayOf(view: ViewOutput): Way {
  return readWay(pick(view, 'way'))
}

/** The form of address that the list shows. */
export function addressOf(view: ViewOutput): Address | null {
  const value = pick(view, draftBlock(stateOf(view).turn), 'reply.address')
  return ADDRESSES.find((one) => one === value) ?? null
}
