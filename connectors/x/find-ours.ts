import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyTarget } from '../connector.ts'
import type { XClient } from './client.ts'
import { serverTime } from './errors.ts'
import { type Words, wholeText } from './mention.ts'

/** The `Date` header counts whole seconds, and a request takes a moment. */
const CLOCK_SLACK_MS = 5_000

/** What we may have sent, and to whom. */
export interface Sought {
  to: ReplyTarget
  text: string
  options: ReplyOptions
}

/** Where our newest posts or messages stand, what each costs to read, and which one is sought. */
interface Shelf<T> {
  path: string
  params: Record<string, string>
  query: Record<string, string | number>
  /** As people call them. */
  what: string
  priceUsd: number
  /** `earliest` is the press by the clock of X, epoch ms. */
  isSought(row: T, earliest: number): boolean
}

/** Looks through our newest posts or messages; null where the sought one is not among them. */
export async function findNewest<T>(
  x: XClient,
  ctx: Ctx,
  { pressedAt }: ReplyOptions,
  { path, params, query, what, priceUsd, isSought }: Shelf<T>,
): Promise<T | null> {
  const { data, headers } = await x.call(ctx, 'read', (client) =>
    client.v2.get<{ data?: T[]; meta?: object }>(path, query, { params, fullResponse: true }),
  )
  if (typeof data !== 'object' || data === null || typeof data.meta !== 'object')
    throw new NetworkError('transient', `X answered with something that is not a page of ${what}.`)
  const rows = data.data ?? []
  ctx.spend(rows.length * priceUsd)
  const ahead = (serverTime(headers) ?? ctx.clock.now()) - ctx.clock.now()
  const earliest = pressedAt + ahead - CLOCK_SLACK_MS
  return rows.find((row) => isSought(row, earliest)) ?? null
}

/** Whether a post says this: X puts the names of those answered in front and rewrites links, both are taken off. */
export function hasWords(post: Words, text: string): boolean {
  return bare(wholeText(post)) === bare(text)
}

function bare(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^(?:\s*@\w+)+/, '')
    .replaceAll(/https?:\/\/|\/(?=\s|$)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
