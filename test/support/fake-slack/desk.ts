import type { Courier } from './courier.ts'
import type { JsonObject } from './json.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { SocketHub } from './socket-hub.ts'
import type { Tokens } from './tokens.ts'
import type { Triggers } from './triggers.ts'
import type { Workspace } from './workspace.ts'

/** What the parts of the fake share. */
export interface Desk {
  readonly workspace: Workspace
  readonly tokens: Tokens
  readonly triggers: Triggers
  readonly responseUrls: ResponseUrls
  readonly hub: SocketHub
  readonly courier: Courier
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin(): string
}

/** One method of the Web API. */
export interface MethodRule {
  readonly token: 'bot' | 'app' | 'any' | 'none'
  /** Scopes the token must have; a function when they hang on the arguments. */
  readonly scopes: readonly string[] | ((desk: Desk, args: JsonObject) => readonly string[])
  /** Calls a minute (Slack's tiers: 1, 20, 50, 100). */
  readonly perMinute: number
  run(desk: Desk, args: JsonObject, token: string): JsonObject
}

export type MethodTable = Readonly<Record<string, MethodRule>>
