import { createHmac } from 'node:crypto'
import type { Clock } from '../../../core/clock.ts'
import { forbidden, invalid, notFound, type Reply } from './answers.ts'
import type { Caller } from './auth.ts'
import { includesOf, shapePost } from './shapes.ts'
import type { FakePost, World } from './world.ts'

const PRIVATE = new Set(['post.mention.create', 'post.reply.create', 'post.quote.create'])
const KNOWN = new Set([...PRIVATE, 'post.create', 'post.delete', 'like.create', 'follow.follow'])
const MAX_SUBSCRIPTIONS = 1_500
/** Events carry whole objects, whatever was asked for. */
const WHOLE = new URLSearchParams({
  expansions: 'author_id,referenced_tweets.id',
  'tweet.fields':
    'created_at,lang,public_metrics,entities,referenced_tweets,conversation_id,in_reply_to_user_id,edit_history_tweet_ids,possibly_sensitive,note_tweet,author_id',
})

interface Subscription {
  subscription_id: string
  event_type: string
  filter: { user_id: string }
  tag?: string
  webhook_id?: string
}

export interface ActivityEvent {
  data: Record<string, unknown> & { event_uuid: string; event_type: string }
}

/** The Activity API: webhooks that must prove themselves, subscriptions, and signed events. */
export function createActivity(world: World, clock: Clock, secret: () => string) {
  const webhooks = new Map<string, { id: string; url: string; valid: boolean }>()
  const subscriptions = new Map<string, Subscription>()
  let counter = 0
  const nextId = () => String(2_000_000_000_000_000_000n + BigInt(++counter))

  async function prove(url: string): Promise<boolean> {
    const token = `crc-${nextId()}`
    const address = new URL(url)
    address.searchParams.set('crc_token', token)
    const wanted = `sha256=${createHmac('sha256', secret()).update(token).digest('base64')}`
    const answer = await fetch(address).catch(() => null)
    if (answer === null || !answer.ok) return false
    const body = (await answer.json().catch(() => null)) as { response_token?: unknown } | null
    return body?.response_token === wanted
  }

  const eventOf = (event_type: string, payload: unknown, includes: object): ActivityEvent => ({
    data: {
      event_uuid: nextId(),
      filter: { user_id: world.us.id },
      event_type,
      tag: 'earshot',
      payload,
      includes,
    },
  })

  return {
    webhooks,
    subscriptions,
    /** The events X makes of a new post that concerns us. */
    eventsOf(post: FakePost): ActivityEvent[] {
      const { includes = {} } = includesOf(world, [post], WHOLE)
      const ours = (id: string | undefined) =>
        id !== undefined && world.posts.get(id)?.authorId === world.us.id
      const kinds = [
        // An answer names us without saying so: that is no mention here (source: X Activity API).
        ...(post.text.includes(`@${world.us.username}`) && !ours(post.replyTo) ? ['mention'] : []),
        ...(ours(post.replyTo) ? ['reply'] : []),
        ...(ours(post.quoteOf) ? ['quote'] : []),
      ]
      return kinds.map((kind) =>
        eventOf(`post.${kind}.create`, shapePost(world, post, WHOLE), includes),
      )
    },
    deletionOf: (post: FakePost) =>
      eventOf('post.delete', { id: post.id, author_id: post.authorId }, {}),
    /** The headers and bytes of one delivery. */
    sign(event: unknown, with_ = secret()) {
      const body = JSON.stringify(event)
      const mac = createHmac('sha256', with_).update(body).digest('base64')
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-twitter-webhooks-signature-oauth2': `sha256=${mac}`,
        } as Record<string, string>,
      }
    },
    listWebhooks: (): Reply => ({
      status: 200,
      body: { data: [...webhooks.values()], meta: { result_count: webhooks.size } },
    }),
    async addWebhook(body: { url?: unknown }): Promise<Reply> {
      const { url } = body
      if (typeof url !== 'string' || !URL.canParse(url)) return invalid('url is not valid')
      const isLocal = new URL(url).hostname === '127.0.0.1'
      if (!isLocal && (!url.startsWith('https:') || new URL(url).port !== ''))
        return invalid('url must be https and must not name a port')
      if (!(await prove(url))) return invalid('CrcValidationFailed')
      const id = nextId()
      webhooks.set(id, { id, url, valid: true })
      return { status: 200, body: { data: { id, url, valid: true } } }
    },
    async proveWebhook(id: string): Promise<Reply> {
      const webhook = webhooks.get(id)
      if (webhook === undefined) return notFound()
      webhook.valid = await prove(webhook.url)
      return { status: 200, body: { data: { attempted: true } } }
    },
    list: (): Reply => ({
      status: 200,
      body: {
        data: [...subscriptions.values()],
        meta: { total_subscriptions: subscriptions.size },
      },
    }),
    add(caller: Caller, body: Partial<Subscription>): Reply {
      const { event_type: type, filter, webhook_id: webhookId } = body
      if (type === undefined || !KNOWN.has(type)) return invalid('event_type is not valid')
      if (filter?.user_id === undefined) return invalid('filter is not valid')
      if (webhookId !== undefined && !webhooks.has(webhookId)) return invalid('no such webhook')
      if (PRIVATE.has(type) && (caller === 'app' || filter.user_id !== world.us.id))
        return forbidden('This event needs the authorization of its user.')
      if (subscriptions.size >= MAX_SUBSCRIPTIONS) return forbidden('Subscription limit reached.')
      const twin = [...subscriptions.values()].find(
        (one) => one.event_type === type && one.filter.user_id === filter.user_id,
      )
      if (twin !== undefined)
        return {
          status: 409,
          body: { title: 'DuplicateSubscription', detail: 'It is there already.', status: 409 },
        }
      const id = nextId()
      const whole: Subscription = {
        subscription_id: id,
        event_type: type,
        filter,
        ...(body.tag === undefined ? {} : { tag: body.tag }),
        ...(webhookId === undefined ? {} : { webhook_id: webhookId }),
      }
      subscriptions.set(id, whole)
      const created_at = new Date(clock.now()).toISOString()
      return { status: 200, body: { data: { ...whole, created_at } } }
    },
    remove(id: string): Reply {
      if (!subscriptions.delete(id)) return notFound()
      return {
        status: 200,
        body: { data: { deleted: true }, meta: { total_subscriptions: subscriptions.size } },
      }
    },
  }
}
