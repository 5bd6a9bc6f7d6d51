import type { JsonObject } from './json.ts'
import type { Settings } from './options.ts'
import type {
  FakeChannel,
  FakeEphemeral,
  FakeFile,
  FakeMessage,
  FakeUser,
  FakeView,
  LiveToken,
} from './words.ts'

/** Everything that is in the fake workspace. */
export interface Workspace {
  readonly settings: Settings
  readonly team: { readonly id: string; readonly name: string; readonly domain: string }
  readonly appId: string
  readonly botId: string
  readonly botUser: string
  readonly users: Map<string, FakeUser>
  readonly channels: Map<string, FakeChannel>
  /** User groups: who is in each. */
  readonly groups: Map<string, readonly string[]>
  readonly messages: Map<string, FakeMessage[]>
  readonly ephemerals: FakeEphemeral[]
  readonly views: Map<string, FakeView>
  readonly files: Map<string, FakeFile>
  readonly violations: string[]
  readonly warnings: string[]
  readonly liveTokens: LiveToken[]
  now(): number
  /** A message timestamp that was never given before. */
  mintTs(): string
  mintId(prefix: string): string
  /** Says that something happened, for those who wait. */
  changed(): void
  onChange(listener: () => void): () => void
}

const TEAM = { id: 'T0FAKE0001', name: 'Fake workspace', domain: 'fake-workspace' }

/** An empty workspace with the app installed. */
export function createWorkspace(settings: Settings): Workspace {
  const listeners = new Set<() => void>()
  let lastMicros = 0
  let count = 0
  const workspace: Workspace = {
    settings,
    team: TEAM,
    appId: settings.app.id,
    botId: settings.app.bot,
    botUser: settings.app.user,
    users: new Map(),
    channels: new Map(),
    groups: new Map(),
    messages: new Map(),
    ephemerals: [],
    views: new Map(),
    files: new Map(),
    violations: [],
    warnings: [],
    liveTokens: [],
    now: () => settings.clock.now(),
    mintTs() {
      lastMicros = Math.max(settings.clock.now() * 1000, lastMicros + 1)
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`
    },
    mintId(prefix) {
      count++
      return `${prefix}${count.toString(36).toUpperCase().padStart(8, '0')}`
    },
    changed: () => {
      for (const listener of listeners) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  workspace.users.set(workspace.botUser, aUser(workspace, { id: workspace.botUser, is_bot: true }))
  return workspace
}

/** A person with the usual fields filled in. */
export function aUser(
  workspace: Workspace,
  user: Partial<FakeUser> & { readonly id: string },
): FakeUser {
  const name = user.name ?? user.id.toLowerCase()
  return {
    name,
    real_name: name,
    tz: 'Europe/Berlin',
    deleted: false,
    is_bot: false,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_stranger: false,
    team_id: workspace.team.id,
    email: `${name}@example.com`,
    locale: 'en-US',
    ...user,
  }
}

/** The message with this timestamp, if it still stands. */
export function findMessage(
  workspace: Workspace,
  channel: string,
  ts: string,
): FakeMessage | undefined {
  return workspace.messages.get(channel)?.find((message) => message.ts === ts)
}

/** The direct message channel of the bot and a person, made on first use. */
export function openDirect(workspace: Workspace, user: string): FakeChannel {
  for (const channel of workspace.channels.values()) {
    if (channel.kind === 'im' && channel.members.has(user)) return channel
  }
  const channel: FakeChannel = {
    id: workspace.mintId('D'),
    name: user,
    kind: 'im',
    is_archived: false,
    is_ext_shared: false,
    members: new Set([user, workspace.botUser]),
  }
  workspace.channels.set(channel.id, channel)
  return channel
}

const INTERACTIVE_IN = ['elements', 'accessory', 'element', 'actions']

/** The blocks as Slack stores them: ids filled in where the app gave none. */
export function withIds(
  workspace: Workspace,
  blocks: readonly JsonObject[],
): readonly JsonObject[] {
  return blocks.map((block) => {
    const filled: Record<string, JsonObject[string]> = {
      ...block,
      block_id: block['block_id'] ?? workspace.mintId('b'),
    }
    const hasActions = !['context', 'rich_text', 'carousel'].includes(String(block['type']))
    for (const key of INTERACTIVE_IN) {
      const value = block[key]
      if (!hasActions || value === undefined) continue
      filled[key] = Array.isArray(value)
        ? value.map((element) => withActionId(workspace, element as JsonObject))
        : withActionId(workspace, value as JsonObject)
    }
    return filled
  })
}

function withActionId(workspace: Workspace, element: JsonObject): JsonObject {
  return element['type'] === 'image' || element['action_id'] !== undefined
    ? element
    : { ...element, action_id: workspace.mintId('a') }
}
