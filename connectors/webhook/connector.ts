import { clip } from '../../core/hostile-text.ts'
import type { Network } from '../../core/network.ts'
import type { Policy } from '../../core/policy.ts'
import type {
  Batch,
  Connector,
  Ctx,
  Cursor,
  Delivery,
  Diagnosis,
  HookRequest,
  HookVerdict,
  Item,
} from '../connector.ts'
import { digestOf, isUsableSecret, textOf } from '../hook-signature.ts'
import { type FieldMap, PLAIN_MAP } from './fields.ts'
import { type PostContext, readPosts } from './posts.ts'
import { doubtAbout } from './verify.ts'

export interface WebhookConfig {
  /** The site that the posts are from, where it is one that we know; else "webhook". */
  source?: Network
  fields?: FieldMap
  /** Where the list of posts stands in the body. */
  list?: string
  /** Every post is addressed to the brand with this handle. */
  handle?: string
  perMinute?: number
}

const POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: true,
  mayReply: 'never',
  mayDm: false,
  deletions: 'push',
  retentionDays: null,
  needsOptIn: false,
}
const PER_MINUTE = 120
const LOOK_MS = 500
const AT_ONCE = 50
const MAX_KEY = 255
const MAX_RAW = 64_000
const UNUSABLE = 'unusable'

/** The name of the secret of one connection; without it the common one counts. */
export function secretName(connectionId: string): string {
  return `${COMMON_SECRET}_${connectionId.toUpperCase().replaceAll('-', '_')}`
}
export const COMMON_SECRET = 'EARSHOT_WEBHOOK_SECRET'

/** Posts that other services send us, signed: Zapier, n8n, Make, or a shop of one's own. */
export function createWebhookConnector(config: WebhookConfig): Connector {
  const network = config.source ?? 'webhook'

  const contextOf = (connectionId: string, receivedAt: number): PostContext => ({
    network,
    connectionId,
    fields: config.fields ?? PLAIN_MAP,
    list: config.list,
    handle: config.handle,
    receivedAt,
  })

  function webhook(request: HookRequest, ctx: Ctx): HookVerdict {
    const secret = secretOf(ctx)
    if (!isUsableSecret(secret))
      return answer(503, { error: `${secretName(ctx.connectionId)} is not set at Earshot.` })
    const doubt = doubtAbout(request, secret, ctx.clock.now())
    if (doubt !== null) return answer(401, { error: doubt })
    if (!/^application\/json\b/i.test(request.header('content-type') ?? ''))
      return answer(415, { error: 'Send Content-Type: application/json.' })
    const given = request.header('idempotency-key')?.trim() ?? ''
    if (given.length > MAX_KEY)
      return answer(400, { error: `Idempotency-Key is longer than ${MAX_KEY} characters.` })
    const digest = digestOf(request.body)
    const text = textOf(request.body)
    if (text === null) return answer(400, { error: 'The body is not UTF-8.' })
    const posts = readPosts(text, contextOf(ctx.connectionId, ctx.clock.now()))
    if (!Array.isArray(posts)) {
      // Set aside, so that people see that a sender is set up wrongly; a mended body may use the same key.
      const body = JSON.stringify({ reason: posts.error, raw: clip(text, MAX_RAW) })
      const key = `unusable ${digest}`
      return { status: 422, answer: { ...posts }, keep: { key, digest, kind: UNUSABLE, body } }
    }
    const key = given === '' ? `digest ${digest}` : `key ${given}`
    return {
      status: 202,
      answer: { accepted: posts.length },
      keep: { key, digest, kind: 'posts', body: text },
    }
  }

  async function* listen(cursor: Cursor | null, ctx: Ctx): AsyncGenerator<Batch> {
    let after = cursor === null ? 0 : Number(cursor['after'])
    let live = false
    yield { items: [], cursor: { v: 1, after }, caughtUp: false }
    while (!ctx.signal.aborted) {
      const found = (await ctx.deliveries?.read(after, AT_ONCE)) ?? []
      const items = found.flatMap((delivery) => itemsOf(delivery, ctx.connectionId))
      after = found.at(-1)?.seq ?? after
      const caughtUp = found.length < AT_ONCE
      if (found.length > 0 || caughtUp !== live) {
        yield { items, cursor: { v: 1, after }, caughtUp }
        // Asked for more: what was yielded is stored.
        await ctx.deliveries?.finish(after)
      }
      live = caughtUp
      if (caughtUp) await ctx.clock.sleep(LOOK_MS, ctx.signal).catch(() => {})
    }
  }

  function itemsOf(delivery: Delivery, connectionId: string): Item[] {
    if (delivery.kind === UNUSABLE) {
      const { raw, reason } = JSON.parse(delivery.body) as { raw: string; reason: string }
      return [{ type: 'poison', raw, reason }]
    }
    const posts = readPosts(delivery.body, contextOf(connectionId, delivery.receivedAt))
    if (Array.isArray(posts)) return posts
    // The field map was changed between the acknowledgement and now.
    return [{ type: 'poison', raw: clip(delivery.body, MAX_RAW), reason: posts.error }]
  }

  return {
    network,
    hooksPerMinute: config.perMinute ?? PER_MINUTE,
    capabilities: () => ({ policy: POLICY, backfill: false, edits: true, maxReplyChars: null }),
    check: async (ctx) => [checkSecret(ctx)],
    listen,
    webhook,
    canReply: ({ url }) => ({
      no: 'What came in through a webhook cannot be answered from here.',
      openUrl: url,
    }),
  }
}

function secretOf(ctx: Ctx): string | undefined {
  return ctx.secrets.get(secretName(ctx.connectionId)) ?? ctx.secrets.get(COMMON_SECRET)
}

function checkSecret(ctx: Ctx): Diagnosis {
  const name = secretName(ctx.connectionId)
  const secret = secretOf(ctx)
  const mend = `Put 32 random characters into ${name}. Run: earshot setup webhook`
  if (secret === undefined)
    return { level: 'fail', what: 'The webhook has no secret, so it takes nothing.', mend }
  if (!isUsableSecret(secret))
    return { level: 'fail', what: 'The secret of the webhook is shorter than 16 characters.', mend }
  return { level: 'ok', what: `The webhook listens at /hooks/${ctx.connectionId}.` }
}

function answer(status: number, body: Readonly<Record<string, unknown>>): HookVerdict {
  return { status, answer: body }
}
