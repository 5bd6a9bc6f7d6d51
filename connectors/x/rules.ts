import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import type { XClient } from './client.ts'
import { serverTime } from './errors.ts'
import { textOr } from './page.ts'
import type { QueryRules } from './query-rules.ts'

/** Rules added or taken away with one request. */
const AT_ONCE = 100
const PATH = 'tweets/search/stream/rules'

interface KnownRule {
  id: string
  value: string
  tag?: string
}

export interface Synced {
  /** Rules of ours that stand at X now. */
  ours: number
  /** Rules that somebody else has put there: their posts are paid for as well. */
  foreign: number
  /** What X refused, and why. */
  refused: { value: string; why: string }[]
  /** How far the clock of X is ahead of ours, ms. */
  aheadMs: number
}

/** What all rules of a connection are tagged with. */
export function tagOf(connectionId: string, queryId: string): string {
  return `earshot:${connectionId}:${queryId}`
}

/** Makes the rules at X those of our queries: adds what is missing, then takes away what is too much. */
export async function syncRules(
  x: XClient,
  ctx: Ctx,
  wanted: readonly QueryRules[],
): Promise<Synced> {
  const { known, aheadMs } = await listRules(x, ctx)
  const prefix = tagOf(ctx.connectionId, '')
  const ours = known.filter(({ tag }) => textOr(tag, '').startsWith(prefix))
  const keyOf = ({ tag, value }: { tag?: string; value: string }) => `${tag}\n${value}`
  const target = new Map(
    wanted.flatMap(({ tag, values }) =>
      values.map((value) => {
        const rule = { value, tag: tagOf(ctx.connectionId, tag) }
        return [keyOf(rule), rule] as const
      }),
    ),
  )
  const there = new Set(ours.map(keyOf))
  const missing = [...target].flatMap(([key, rule]) => (there.has(key) ? [] : [rule]))
  const surplus = ours.filter((rule) => !target.has(keyOf(rule)))
  const refused: Synced['refused'] = []
  for (const some of inParts(missing)) {
    const answer = await change(x, ctx, { add: some })
    for (const { value, title, details } of errorsOf(answer))
      if (title !== 'DuplicateRule')
        refused.push({
          value: textOr(value, ''),
          why: Array.isArray(details)
            ? details.map((one) => textOr(one, '')).join(' ')
            : textOr(title, ''),
        })
  }
  for (const some of inParts(surplus))
    await change(x, ctx, { delete: { ids: some.map(({ id }) => id) } })
  return {
    ours: target.size - refused.length,
    foreign: known.length - ours.length,
    refused,
    aheadMs,
  }
}

/** Every rule that stands at X, ours and others'. */
export async function listRules(
  x: XClient,
  ctx: Ctx,
): Promise<{ known: KnownRule[]; aheadMs: number }> {
  const { data, headers } = await x.call(
    ctx,
    'read',
    (client) =>
      client.v2.get<{ data?: KnownRule[]; meta?: object }>(PATH, {}, { fullResponse: true }),
    'app',
  )
  if (typeof data !== 'object' || data === null || typeof data.meta !== 'object')
    throw new NetworkError('transient', 'X answered with something that is not a list of rules.')
  const now = ctx.clock.now()
  const known = (Array.isArray(data.data) ? data.data : []).filter(
    (rule) => typeof rule?.id === 'string' && typeof rule.value === 'string',
  )
  return { known, aheadMs: (serverTime(headers) ?? now) - now }
}

interface Changed {
  errors?: { value?: unknown; title?: unknown; details?: unknown }[]
}

function errorsOf(answer: Changed | undefined): NonNullable<Changed['errors']> {
  const errors = answer?.errors
  return Array.isArray(errors)
    ? errors.filter((one) => typeof one === 'object' && one !== null)
    : []
}

async function change(x: XClient, ctx: Ctx, body: Record<string, unknown>): Promise<Changed> {
  return x.call(
    ctx,
    'read',
    async (client) => {
      try {
        return await client.v2.post<Changed>(PATH, body)
      } catch (error) {
        // Where X takes none of the rules, it says why with status 400.
        const { code, data } = error as { code?: unknown; data?: Changed & { meta?: unknown } }
        if (code === 400 && data?.meta !== undefined) return data
        throw error
      }
    },
    'app',
  )
}

function* inParts<T>(list: readonly T[]): Generator<T[]> {
  for (let i = 0; i < list.length; i += AT_ONCE) yield list.slice(i, i + AT_ONCE)
}
