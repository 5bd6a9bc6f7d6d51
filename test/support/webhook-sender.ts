import { createHmac } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'

export interface Sent {
  status: number
  answer: Record<string, unknown>
  headers: Headers
}

export interface SendOptions {
  key?: string
  /** How far the sender's clock is off, seconds. */
  skewS?: number
  secret?: string
  /** What really goes over the wire, in place of what was signed. */
  tampered?: string
  headers?: Record<string, string>
}

/** Another service that posts signed JSON to us, as docs/connectors/webhook.md tells it to. */
export function createWebhookSender(url: string, clock: Clock, secret: string) {
  let serial = 0
  return {
    async send(body: unknown, options: SendOptions = {}): Promise<Sent> {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const stamp = String(Math.floor(clock.now() / 1000) + (options.skewS ?? 0))
      const signature = createHmac('sha256', options.secret ?? secret)
        .update(`${stamp}.${text}`)
        .digest('hex')
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-earshot-timestamp': stamp,
          'x-earshot-signature': `sha256=${signature}`,
          'idempotency-key': options.key ?? `delivery-${++serial}`,
          ...options.headers,
        },
        body: options.tampered ?? text,
      })
      const answer = (await response.json()) as Record<string, unknown>
      return { status: response.status, answer, headers: response.headers }
    },
  }
}
