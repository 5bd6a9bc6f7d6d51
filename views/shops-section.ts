import { cleanName } from '../core/hostile-text.ts'
import type { ShopState } from '../core/shop-state.ts'
import { type Html, html } from './html.ts'
import { STATE_WORDS } from './source-words.ts'
import { ago, dayTime } from './words.ts'

const KIND_NAMES: Readonly<Record<string, string>> = {
  shopify: 'Shopify',
  stripe: 'Stripe',
  demo: 'Till',
  file: 'From a file',
}
/** So long after the last answer orders may be missing. */
const GAP_MS = 30 * 60_000
const numbers = new Intl.NumberFormat('en-GB')

/** Where orders come from; nothing where there are none. */
export function shopsSection(shops: readonly ShopState[], now: number, zone: string): Html | null {
  if (shops.length === 0) return null
  return html`<section class="section" id="shops"><header><h2>Shops</h2><p>Where orders come from</p></header><div class="scroll-x"><table><thead><tr><th scope="col">Shop</th><th scope="col">State</th><th scope="col">Last answer</th><th scope="col">Looks again</th><th scope="col">Last order</th><th scope="col" class="num">Orders that count</th></tr></thead><tbody>${shops.map((shop) => shopRow(shop, now, zone))}</tbody></table></div>${shops.map((shop) => gapLine(shop, now, zone))}</section>`
}

function shopRow(shop: ShopState, now: number, zone: string): Html {
  const isFile = shop.kind === 'file'
  const answer = isFile ? '–' : shop.lastOkAt === null ? 'none yet' : ago(shop.lastOkAt, now, zone)
  const last = shop.lastPaidAt === null ? 'none yet' : ago(shop.lastPaidAt, now, zone)
  const detail =
    shop.detail === null || shop.detail === ''
      ? null
      : html`<br><span class="small quiet">${shop.detail}</span>`
  return html`<tr><th scope="row">${KIND_NAMES[shop.kind] ?? shop.kind} (${cleanName(shop.id, 60)})</th><td>${isFile ? 'Read' : STATE_WORDS[shop.state]}${detail}</td><td>${answer}</td><td>${nextWords(shop, now, zone)}</td><td>${last}</td><td class="num">${numbers.format(shop.orders)}</td></tr>`
}

function nextWords(shop: ShopState, now: number, zone: string): string {
  if (shop.kind === 'file') return 'when you read it again'
  if (shop.nextAt === null) return 'at once'
  return shop.nextAt <= now ? 'now' : `at ${dayTime(shop.nextAt, now, zone)}`
}

/** Orders are asked for from where the last answer ended, so a gap closes by itself. */
function gapLine(shop: ShopState, now: number, zone: string): Html | null {
  if (shop.kind === 'file' || shop.lastOkAt === null || now - shop.lastOkAt < GAP_MS) return null
  return html`<p class="mt2"><b>${cleanName(shop.id, 60)}</b>: orders since ${dayTime(shop.lastOkAt, now, zone)} may be missing. They are fetched when it answers again.</p>`
}
