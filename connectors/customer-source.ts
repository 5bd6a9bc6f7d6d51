import type { PurchaseRow } from '../core/purchase.ts'
import type { Ctx, Cursor, Delivery, Diagnosis, HookRequest, HookVerdict } from './connector.ts'

/** What a source of customers may touch of the world. */
export type ShopCtx = Pick<
  Ctx,
  'connectionId' | 'fetch' | 'clock' | 'signal' | 'secrets' | 'log' | 'deliveries'
>

/** One thing that a shop tells. */
export type ShopItem =
  | { type: 'purchase'; purchase: PurchaseRow }
  /** Who has an active subscription; `isAll`: and nobody else of this shop. */
  | {
      type: 'subscribers'
      active: readonly string[]
      ended: readonly string[]
      isAll: boolean
      /** When those renew who do, by customer; epoch ms. */
      renewals: ReadonlyMap<string, number>
    }
  /** The shop's customer asks to be forgotten (null: the shop left, all of them). */
  | { type: 'forget'; customerKey: string | null }
  /** The shop's customer asks what is held about them; staff answer within a month. */
  | { type: 'disclose'; customerKey: string }
  /** Could not be understood: kept aside with the reason. */
  | { type: 'poison'; raw: string; reason: string }

/** Items with the cursor from which everything behind them is told again, or more. */
export interface ShopBatch {
  items: readonly ShopItem[]
  cursor: Cursor
}

/**
 * A shop or a till: who bought, what, and what came of it. It carries, it does not decide. Orders are told as they
 * stand at the shop when they are asked for, so hearing of one twice, late or in the wrong order changes nothing.
 * It throws NetworkError; jobs/follow-shops.ts owns cursor, waiting, health and storing.
 */
export interface CustomerSource {
  readonly service: string
  /** Everything changed since the cursor (null: as far back as the shop tells); ends when nothing more is waiting. */
  changes(cursor: Cursor | null, ctx: ShopCtx): AsyncIterable<ShopBatch>
  /** Judges a request at /hooks/<shop>. What is kept of it holds ids only, never a name or an address. */
  webhook(request: HookRequest, ctx: ShopCtx): HookVerdict
  /** What a kept request is about, asked for anew. */
  lookUp(delivery: Delivery, ctx: ShopCtx): Promise<ShopItem[]>
  /** Token, rights, versions: what `earshot doctor` prints. */
  check(ctx: ShopCtx): Promise<Diagnosis[]>
}

/** The name of a secret of one shop ("EARSHOT_STRIPE_KEY_TILL"); without it the common one counts. */
export function readShopSecret(ctx: ShopCtx, name: string): string | undefined {
  const own = `${name}_${ctx.connectionId.toUpperCase().replaceAll('-', '_')}`
  return ctx.secrets.get(own) ?? ctx.secrets.get(name)
}
