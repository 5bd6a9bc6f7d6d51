import type { ApiV2Includes, TweetV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { TriggerType } from '../../core/mention.ts'
import type { Ctx, Delivery, Item } from '../connector.ts'
import type { XClient } from './client.ts'
import type { Account } from './mention.ts'
import { itemOf } from './page.ts'

/** What we ask to be told; an answer that names us without saying so is no mention here (source: X Activity API). */
const TRIGGERS: Readonly<Record<string, TriggerType>> = {
  'post.mention.create': 'tag',
  'post.reply.create': 'reply_to_us',
  'post.quote.create': 'quote_of_us',
}
export const EVENT_TYPES: ReadonlySet<string> = new Set(Object.keys(TRIGGERS))
const MAX_RAW = 64_000

/** What stored events say; what cannot be understood is set aside. */
export function itemsOfEvents(deliveries: readonly Delivery[], us: Account, ctx: Ctx): Item[] {
  return deliveries.map(({ kind, body, receivedAt }) => {
    const event = read(body)
    if (event === null)
      return { type: 'poison', raw: body.slice(0, MAX_RAW), reason: 'The event holds no post.' }
    const { connectionId } = ctx
    const trigger = TRIGGERS[kind] ?? 'tag'
    return itemOf(event.post, event.includes, { connectionId, us, receivedAt, trigger })
  })
}

function read(body: string): { post: TweetV2; includes?: ApiV2Includes } | null {
  try {
    const { data } = JSON.parse(body) as {
      data?: { payload?: TweetV2 | null; includes?: ApiV2Includes }
    }
    const post = data?.payload
    if (typeof post !== 'object' || post === null) return null
    return { post, ...(data?.includes ? { includes: data.includes } : {}) }
  } catch {
    return null
  }
}

interface Hook {
  id?: string
  url?: string
  valid?: boolean
}
interface Subscribed {
  data?: { event_type?: string; filter?: { user_id?: string }; webhook_id?: string }[]
}

/**
 * Tells X where to send events, and which: registers the address, has it proven again where X doubts it, and adds
 * the subscriptions that are missing.
 */
export async function subscribe(x: XClient, ctx: Ctx, us: Account, url: string): Promise<void> {
  const known = (await listHooks(x, ctx)).find((hook) => hook.url === url)
  const webhookId = known?.id ?? (await register(x, ctx, url))
  if (known?.valid === false)
    await x.call(ctx, 'read', (c) => c.v2.put(`webhooks/${webhookId}`), 'app')
  const there = await x.call(ctx, 'read', (c) => c.v2.get<Subscribed>('activity/subscriptions'))
  const ours = (Array.isArray(there?.data) ? there.data : []).filter(
    ({ filter, webhook_id: hook }) => filter?.user_id === us.id && hook === webhookId,
  )
  for (const type of EVENT_TYPES) {
    if (ours.some(({ event_type: one }) => one === type)) continue
    const body = {
      event_type: type,
      filter: { user_id: us.id },
      tag: `earshot:${ctx.connectionId}`,
      webhook_id: webhookId,
    }
    await x.call(ctx, 'read', (c) => c.v2.post('activity/subscriptions', body))
  }
}

/** The addresses that X knows for this app. */
export async function listHooks(x: XClient, ctx: Ctx): Promise<Hook[]> {
  const hooks = await x.call(
    ctx,
    'read',
    (c) => c.v2.get<{ data?: Hook[] } | undefined>('webhooks'),
    'app',
  )
  return Array.isArray(hooks?.data)
    ? hooks.data.filter((hook) => typeof hook?.url === 'string')
    : []
}

async function register(x: XClient, ctx: Ctx, url: string): Promise<string> {
  const made = await x.call(
    ctx,
    'read',
    (c) => c.v2.post<{ data?: { id?: unknown } }>('webhooks', { url }),
    'app',
  )
  if (typeof made?.data?.id === 'string') return made.data.id
  throw new NetworkError('transient', 'X did not say under which number it keeps our address.')
}
