import type { Drafter } from '../actions/suggest-draft.ts'
import type { Grounded } from '../analysis/layers/ground.ts'
import type { Likeness } from '../analysis/topics/near-synonyms.ts'
import type { Understander } from '../analysis/understand/understanding.ts'
import type { createSlackBot, SlackSettings } from '../bot/slack-bot.ts'
import type { Connector, Ctx } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'
import type { WatchList } from '../pipeline/draft.ts'
import type { CompileQueries } from '../pipeline/watch-list.ts'
import type { createWebApp } from '../web/app.ts'
import type { DeskRole } from './roles.ts'
import type { OpenedShop } from './shops.ts'

/** What a desk is made of. */
export interface DeskOptions {
  db: Database
  clock: Clock
  random: () => number
  log: Logger
  seal: Seal
  understander: Understander & Partial<Grounded & { likeness: Likeness }>
  compileQueries: CompileQueries
  /** Every connection that listens, by its id. */
  connectors: ReadonlyMap<string, Connector>
  /** Shops and tills that tell of orders. */
  shops?: readonly OpenedShop[]
  ctxOf(connectionId: string, signal: AbortSignal): Ctx
  slack: (SlackSettings & { inboxFile: string }) | null
  /** Matching, understanding and storing run on a thread of their own on this database; null: in this one. */
  ingestUrl?: string | null
  /** Node of the ids that the ingest thread makes; never this thread's own. Default 1. */
  ingestNode?: number
  /** The SQLite file that pages are read from on their own thread; null reads in this one. */
  readFile: string | null
  /** 0 lets the system choose; null for no web desk. */
  port: number | null
  /** What of it runs in this process; all by default. */
  roles?: ReadonlySet<DeskRole>
  demoStaffId: string | null
  /** A machine that drafts answers; absent for none. */
  drafter?: Drafter | null
  /** Told how every connection is doing, every few seconds. */
  onHealth?: (
    rows: readonly { connection_id: string; state: string; detail: string | null }[],
  ) => void
  /** Told of the watch list whenever it is read. */
  onWatchList?: (watchList: WatchList) => void
  /** Adds pages of the demo. */
  mount?: (app: ReturnType<typeof createWebApp>) => void
}

/** What the surfaces of a desk share. */
export type DeskDeps = Parameters<typeof createSlackBot>[1] extends infer D
  ? Omit<D, 'inbox' | 'random' | 'onState'>
  : never
