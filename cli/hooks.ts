import { Hono } from 'hono'
import type { Connector, Ctx, HookVerdict } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { storeDelivery } from '../db/deliveries.ts'

/** A post, a review or an event is far smaller (facts on security: 1 MB for webhooks). */
const MAX_BYTES = 1_000_000
const MINUTE_MS = 60_000
/** Genuine requests a minute and connection, unless the connector says another number. */
const PER_MINUTE = 600

export interface HookDeps {
  db: Database
  clock: Clock
  log: Logger
  /** Whoever takes requests: connections and shops. */
  connectors: ReadonlyMap<string, Pick<Connector, 'challenge' | 'hooksPerMinute' | 'webhook'>>
  contexts: ReadonlyMap<string, Ctx>
}

/** The door for other services: POST /hooks/<connection>, and GET where a network asks whether it is ours. A 2xx is said only after the delivery is on disk. */
export function createHooks({ db, clock, log, connectors, contexts }: HookDeps): Hono {
  const app = new Hono()
  const rooms = new Map<string, { room: number; at: number }>()

  /** Seconds to wait, or null where there is room; refilled evenly over the minute. */
  function waitSeconds(id: string, perMinute: number): number | null {
    const now = clock.now()
    const before = rooms.get(id) ?? { room: perMinute, at: now }
    const room = Math.min(
      perMinute,
      before.room + (Math.max(0, now - before.at) / MINUTE_MS) * perMinute,
    )
    rooms.set(id, { room: room < 1 ? room : room - 1, at: now })
    return room < 1 ? Math.max(1, Math.ceil(((1 - room) * 60) / perMinute)) : null
  }

  async function keep(id: string, kept: NonNullable<HookVerdict['keep']>) {
    return storeDelivery(db, { ...kept, connectionId: id, at: clock.now() })
  }

  app.post('/hooks/:id', async (c) => {
    const id = c.req.param('id')
    const connector = connectors.get(id)
    const ctx = contexts.get(id)
    if (connector?.webhook === undefined || ctx === undefined)
      return c.json({ error: 'There is no such address.' }, 404)
    const body = await readCapped(c.req.raw)
    if (body === null) return c.json({ error: 'The body is longer than 1 MB.' }, 413)
    if (body === 'broken') {
      // Whoever hung up hears no answer, and strangers must not fill the log with faults.
      log.debug({ connection: id }, 'a body broke off')
      return c.json({ error: 'The body broke off. Send it again.' }, 400)
    }
    const verdict = connector.webhook({ header: (name) => c.req.header(name) ?? null, body }, ctx)
    if (verdict.keep === undefined) return c.json(verdict.answer, verdict.status as 200)
    // Counted after the signature: a stranger cannot use up the sender's room.
    const wait = waitSeconds(id, connector.hooksPerMinute ?? PER_MINUTE)
    if (wait !== null) {
      c.header('retry-after', String(wait))
      return c.json({ error: 'Too many requests in a minute. Send this one again later.' }, 429)
    }
    try {
      const stored = await keep(id, verdict.keep)
      if (stored === 'differs')
        return c.json({ error: 'This Idempotency-Key was used for another body.' }, 409)
      const repeat = stored === 'known' ? { repeat: true } : {}
      return c.json({ ...verdict.answer, ...repeat }, verdict.status as 200)
    } catch (error) {
      log.error({ connection: id, error: messageOf(error) }, 'a delivery could not be stored')
      c.header('retry-after', '5')
      return c.json({ error: 'This could not be stored now. Send it again.' }, 503)
    }
  })
  app.get('/hooks/:id', (c) => {
    const id = c.req.param('id')
    const connector = connectors.get(id)
    const ctx = contexts.get(id)
    if (ctx === undefined || connector?.challenge === undefined)
      return c.json({ error: 'Send a POST.' }, 405, { allow: 'POST' })
    const { status, answer } = connector.challenge(new URL(c.req.url).searchParams, ctx)
    return c.json(answer, status as 200)
  })
  app.all('/hooks/:id', (c) => c.json({ error: 'Send a POST.' }, 405, { allow: 'POST' }))
  app.notFound((c) => c.json({ error: 'There is no such address.' }, 404))
  app.onError((error, c) => {
    log.error({ path: c.req.path, error: messageOf(error) }, 'a hook failed')
    return c.json({ error: 'This could not be taken. Send it again.' }, 500)
  })
  return app
}

/** Null where it is too long; a sender that hangs up leaves a broken one. */
async function readCapped(request: Request): Promise<Uint8Array | 'broken' | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) return null
  if (request.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of request.body) {
      size += part.length
      if (size > MAX_BYTES) return null
      parts.push(part)
    }
  } catch {
    return 'broken'
  }
  return Buffer.concat(parts)
}
