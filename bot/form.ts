import type { ViewOutput } from '@slack/bolt'
import { RefusedError } from '../core/errors.ts'

/** A field of a dialog as it was filled in: its block, and its own name where that is another. */
type Form = Pick<ViewOutput, 'state'>

/** The dialog that a press was made in; RefusedError where it was made in none. */
export function dialogOf(body: object): ViewOutput {
  const view = 'view' in body ? body.view : undefined
  if (typeof view !== 'object' || view === null)
    throw new RefusedError('no_dialog', 'This window is closed. Nothing was changed.')
  return view as ViewOutput
}

/** What stands in a field of text; empty where nothing does. */
export function typed(view: Form, block: string, name = block): string {
  const { value } = fieldOf(view, block, name)
  return typeof value === 'string' ? value : ''
}

/** What is chosen in a list, or null. */
export function pick(view: Form, block: string, name = block): string | null {
  return valueOf(fieldOf(view, block, name)['selected_option'])
}

/** The boxes that are ticked; null where there are none to tick. */
export function tickedIn(view: Form, block: string, name = block): string[] | null {
  const chosen = fieldOf(view, block, name)['selected_options']
  return Array.isArray(chosen) ? chosen.flatMap((one) => valueOf(one) ?? []) : null
}

/** Whether a box is ticked. */
export function ticked(view: Form, name: string, value: string): boolean {
  return tickedIn(view, name)?.includes(value) ?? false
}

/** A day, YYYY-MM-DD, or null. */
export function dayIn(view: Form, name: string): string | null {
  const { selected_date: day } = fieldOf(view, name, name)
  return typeof day === 'string' ? day : null
}

/** The blocks that hold a field. */
export function blocksOf(view: Form): string[] {
  return Object.keys(objectOf(objectOf(view.state)['values']))
}

function fieldOf(view: Form, block: string, name: string): Record<string, unknown> {
  return own(own(own(objectOf(view.state), 'values'), block), name)
}

function own(of: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.hasOwn(of, name) ? objectOf(of[name]) : {}
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function valueOf(option: unknown): string | null {
  const { value } = objectOf(option)
  return typeof value === 'string' ? value : null
}
