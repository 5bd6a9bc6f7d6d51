import { createHmac } from 'node:crypto'
import { isObject, type JsonObject, parseJson, textOf } from './json.ts'
import type { Answer } from './words.ts'
import type { Workspace } from './workspace.ts'

/** How the next request may be spoiled, to see that the app refuses it. */
export interface Forgery {
  /** Replaces the signature by a wrong one. */
  readonly badSignature?: boolean
  /** Added to the timestamp before signing. */
  readonly skewSeconds?: number
}

export interface HttpDelivery {
  /** The app's request URL, or null in Socket Mode. */
  url: string | null
  /** Spoils the next request. */
  forgeNext(forgery: Forgery): void
  /** Slack's check of a new request URL; throws when the app does not return the challenge. */
  verify(url: string): Promise<void>
  post(kind: 'json' | 'payload' | 'command', body: JsonObject, retry?: Retry): Promise<HttpAnswer>
}

interface Retry {
  readonly num: number
  readonly reason: string
}

/** An answer over HTTP; `noRetry` when the app asked not to be told again. */
type HttpAnswer = Answer & { readonly noRetry: boolean }

/** Slack's end of HTTP mode: signed requests to the app's URL, an answer within the time for acks. */
export function createHttpDelivery(workspace: Workspace, secret: string): HttpDelivery {
  const { settings } = workspace
  let forgery: Forgery = {}

  const request = async (url: string, type: string, body: string, retry?: Retry) => {
    const skew = forgery.skewSeconds ?? 0
    const timestamp = Math.floor(settings.signAt() / 1000) + skew
    const key = forgery.badSignature === true ? `${secret}x` : secret
    forgery = {}
    const hash = createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex')
    return fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.ackTimeoutMs),
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${hash}`,
        ...(retry === undefined
          ? {}
          : { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
      },
    })
  }

  const delivery: HttpDelivery = {
    url: null,
    forgeNext: (next) => {
      forgery = next
    },
    async verify(url) {
      const challenge = workspace.mintId('challenge')
      const body = JSON.stringify({ type: 'url_verification', challenge, token: 'unused' })
      const response = await request(url, 'application/json', body)
      const text = await response.text()
      const parsed = parseJson(text)
      const answered = isObject(parsed) ? textOf(parsed['challenge']) : text
      if (response.status !== 200 || answered !== challenge) {
        throw new Error(`the app at ${url} did not return the challenge (HTTP ${response.status})`)
      }
    },
    async post(kind, body, retry) {
      const started = performance.now()
      const blank = { payload: undefined, via: 'http', noRetry: false } as const
      try {
        const type = kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
        const response = await request(delivery.url ?? '', type, encode(kind, body), retry)
        const text = await response.text()
        const acked = response.status >= 200 && response.status < 300
        return {
          acked,
          ackMs: acked ? performance.now() - started : null,
          payload: text === '' ? undefined : (parseJson(text) ?? text),
          via: 'http',
          why: acked ? null : 'refused',
          status: response.status,
          noRetry: response.headers.get('x-slack-no-retry') === '1',
        }
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError'
        const why = isLate ? 'no_answer_in_time' : 'no_connection'
        return { ...blank, acked: false, ackMs: null, why, status: null }
      }
    },
  }
  return delivery
}

function encode(kind: 'json' | 'payload' | 'command', body: JsonObject): string {
  if (kind === 'json') return JSON.stringify(body)
  if (kind === 'payload') return new URLSearchParams({ payload: JSON.stringify(body) }).toString()
  const fields = Object.entries(body).map(([key, value]): [string, string] => [key, textOf(value)])
  return new URLSearchParams(fields).toString()
}
