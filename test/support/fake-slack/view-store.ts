import { noteLive } from './content.ts'
import type { Desk } from './desk.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import { readBlocks } from './live-tokens.ts'
import { refuseAsInvalid, SlackRefusal } from './refusal.ts'
import { checkView, isViewTooLarge } from './view-rules.ts'
import type { FakeView } from './words.ts'
import { type Workspace, withIds } from './workspace.ts'

/** Dialogs that may lie on top of each other: the root and two pushes. */
const MOST_STACKED = 3

/** Throws Slack's refusal when the view is not right. */
export function refuseBadView(
  workspace: Workspace,
  method: string,
  view: unknown,
  type: 'modal' | 'home',
): JsonObject {
  if (!isObject(view)) throw new SlackRefusal('invalid_arguments')
  if (isViewTooLarge(view)) throw new SlackRefusal('view_too_large')
  const problems = checkView(view, type)
  if (problems.length > 0) {
    workspace.violations.push(`${method}: ${problems.join('; ')}`)
    throw refuseAsInvalid('invalid_arguments', problems)
  }
  noteLive(workspace, readBlocks(objectsOf(view['blocks']), method))
  return view
}

/** The dialogs a person has open, the one on top last. */
export function openModals(workspace: Workspace, user: string): FakeView[] {
  return [...workspace.views.values()].filter(
    (view) => view.user === user && view.type === 'modal' && view.open,
  )
}

/** Shows a checked view to a person, on top of the one it was pushed from. */
export function showView(
  desk: Desk,
  user: string,
  wire: JsonObject,
  below: FakeView | null,
): FakeView {
  const { workspace } = desk
  if (below !== null && openModals(workspace, user).length >= MOST_STACKED) {
    throw new SlackRefusal('push_limit_reached')
  }
  const externalId = textOf(wire['external_id'])
  const isTaken = [...workspace.views.values()].some((v) => v.open && v.externalId === externalId)
  if (externalId !== '' && isTaken) throw new SlackRefusal('duplicate_external_id')
  // A dialog opened anew takes the place of those that were open.
  if (below === null && wire['type'] === 'modal') {
    for (const view of openModals(workspace, user)) view.open = false
  }
  const id = workspace.mintId('V')
  const view: FakeView = {
    id,
    user,
    type: wire['type'] === 'home' ? 'home' : 'modal',
    ...contentOf(workspace, wire),
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    open: true,
    errors: {},
    typed: {},
    updates: 0,
  }
  workspace.views.set(id, view)
  workspace.changed()
  return view
}

/** Replaces a view's content; what was typed stays where block_id and action_id stay. */
export function replaceView(desk: Desk, view: FakeView, wire: JsonObject): void {
  Object.assign(view, contentOf(desk.workspace, wire))
  view.errors = {}
  view.updates++
  const ids = new Set(view.blocks.map((block) => textOf(block['block_id'])))
  for (const id of Object.keys(view.typed)) if (!ids.has(id)) delete view.typed[id]
  desk.workspace.changed()
}

function contentOf(workspace: Workspace, wire: JsonObject) {
  const label = (key: string) =>
    isObject(wire[key]) ? textOf((wire[key] as JsonObject)['text']) : null
  return {
    callbackId: textOf(wire['callback_id']),
    title: label('title') ?? '',
    submitText: label('submit'),
    closeText: label('close'),
    blocks: withIds(workspace, objectsOf(wire['blocks'])),
    privateMetadata: textOf(wire['private_metadata']),
    externalId: textOf(wire['external_id']),
    notifyOnClose: wire['notify_on_close'] === true,
    clearOnClose: wire['clear_on_close'] === true,
    hash: `${Math.floor(workspace.now() / 1000)}.${workspace.mintId('h')}`,
  }
}
