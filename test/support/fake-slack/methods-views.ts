import type { Desk, MethodTable } from './desk.ts'
import { type JsonObject, textOf } from './json.ts'
import { refuseMissing, SlackRefusal } from './refusal.ts'
import { structured } from './request-body.ts'
import { refuseBadView, replaceView, showView } from './view-store.ts'
import { wireView } from './wire.ts'
import type { FakeView } from './words.ts'
import type { Workspace } from './workspace.ts'

/** The views.* methods. */
export const VIEW_METHODS: MethodTable = {
  'views.open': { token: 'bot', scopes: [], perMinute: 100, run: open },
  'views.push': { token: 'bot', scopes: [], perMinute: 100, run: push },
  'views.update': { token: 'bot', scopes: [], perMinute: 100, run: update },
  'views.publish': { token: 'bot', scopes: [], perMinute: 100, run: publish },
}

function viewArgument(
  workspace: Workspace,
  method: string,
  args: JsonObject,
  type: 'modal' | 'home',
): JsonObject {
  const view = structured(args, 'view', 'invalid_arguments')
  if (view === undefined) throw refuseMissing('view')
  return refuseBadView(workspace, method, view, type)
}

function triggerArgument(args: JsonObject): string {
  const trigger = textOf(args['trigger_id'])
  if (trigger === '') throw refuseMissing('trigger_id')
  return trigger
}

function open(desk: Desk, args: JsonObject): JsonObject {
  const view = viewArgument(desk.workspace, 'views.open', args, 'modal')
  const { user } = desk.triggers.spend(triggerArgument(args))
  return { view: wireView(desk.workspace, showView(desk, user, view, null)) }
}

function push(desk: Desk, args: JsonObject): JsonObject {
  const view = viewArgument(desk.workspace, 'views.push', args, 'modal')
  const { user, viewId } = desk.triggers.spend(triggerArgument(args))
  const below = viewId === null ? undefined : desk.workspace.views.get(viewId)
  if (below === undefined || !below.open) throw new SlackRefusal('not_found')
  return { view: wireView(desk.workspace, showView(desk, user, view, below)) }
}

function update(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const id = textOf(args['view_id'])
  const externalId = textOf(args['external_id'])
  if (id === '' && externalId === '') throw refuseMissing('view_id')
  const found = [...workspace.views.values()].find((view) =>
    id === '' ? view.externalId === externalId : view.id === id,
  )
  if (found === undefined || !found.open) throw new SlackRefusal('not_found')
  const view = viewArgument(workspace, 'views.update', args, found.type)
  refuseStale(found, args)
  replaceView(desk, found, view)
  return { view: wireView(workspace, found) }
}

function publish(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const user = textOf(args['user_id'])
  if (!workspace.users.has(user)) throw new SlackRefusal('user_not_found')
  const view = viewArgument(workspace, 'views.publish', args, 'home')
  const home = [...workspace.views.values()].find((v) => v.type === 'home' && v.user === user)
  if (home === undefined) return { view: wireView(workspace, showView(desk, user, view, null)) }
  refuseStale(home, args)
  replaceView(desk, home, view)
  return { view: wireView(workspace, home) }
}

function refuseStale(view: FakeView, args: JsonObject): void {
  const hash = textOf(args['hash'])
  if (hash !== '' && hash !== view.hash) throw new SlackRefusal('hash_conflict')
}
