import type { Connector, Ctx } from '../../connectors/connector.ts'
import type { SimulatedClock } from '../../core/clock.ts'

/** How a network says "too many requests": each way is its own drill. */
export const RATE_LIMIT_FORMS = [
  'seconds',
  'date',
  'reset_epoch',
  'reset_iso',
  'body_seconds',
  'missing',
  'garbage',
  'past_reset',
  'far_reset',
] as const
export type RateLimitForm = (typeof RATE_LIMIT_FORMS)[number]

/** A network that does what a test tells it; served on 127.0.0.1, port 0, or as plain functions. */
export interface FakeNetwork {
  /** A new post that the connection must hear; answers its mention key. */
  publish(text: string): string | Promise<string>
  edit?(key: string, text: string): void | Promise<void>
  remove?(key: string): void | Promise<void>
  /** Delivers the post again as it is. */
  duplicate?(key: string): void | Promise<void>
  /** Publishes two posts and delivers the newer one first; answers both keys. */
  publishSwapped?(first: string, second: string): [string, string] | Promise<[string, string]>
  /** One delivery that cannot be understood. */
  sendMalformed?(): void | Promise<void>
  /** A post of a million characters, or a body past every limit. */
  sendOversize?(): void | Promise<void>
  /** The next request, or the next connect, is refused in this form, once. */
  rateLimit?(form: RateLimitForm): void | Promise<void>
  /** Cuts every connection, mid-message where that can be. */
  drop?(): void | Promise<void>
  /** Open connections stay open and say nothing more; new ones work. */
  halfOpen?(): void | Promise<void>
  /** What was published so far and not yet heard can no longer be fetched. */
  loseWindow?(): void | Promise<void>
  /** The token no longer holds. */
  revoke?(): void | Promise<void>
  close(): void | Promise<void>
}

/** One connector on one fake network; every test starts its own. */
export interface StartedHarness {
  fake: FakeNetwork
  connector: Connector
  /** A fresh context; aborting `signal` stops everything that was begun with it. */
  createCtx(signal: AbortSignal): Ctx
}

/**
 * What `connectorContract` needs of a connector. A drill runs exactly where the fake has the method that it
 * needs; `rateLimits` names the forms that this network really uses (always add missing and garbage).
 */
export interface ConnectorHarness {
  startFake(clock: SimulatedClock): Promise<StartedHarness>
  supports: {
    edits: boolean
    deletes: boolean
    duplicates: boolean
    outOfOrder: boolean
    malformed: boolean
    oversize: boolean
    rateLimits: readonly RateLimitForm[]
    drop: boolean
    halfOpen: boolean
    gaps: boolean
    revoke: boolean
  }
  /** Simulated ms that pass with each turn of the event loop; default 250. */
  stepMs?: number
}
