import { NetworkError } from '../../core/errors.ts'
import type { ShopCtx } from '../customer-source.ts'
import { errorOfAnswer, type HttpAnswer, sendRequest } from '../http.ts'
import { type Loose, listOf, looseOf, parseObject, textIn } from '../loose.ts'
import { SERVICE, type ShopifyToken } from './token.ts'

/** A throttled query is tried so often; each time after the wait that its cost needs. */
const MAX_TRIES = 6
/** Points a second where Shopify does not say (source: API limits, standard plan). */
const RESTORE_RATE = 100
const LONGEST_WAIT_MS = 60_000

export interface ShopifyClient {
  /** The data of a GraphQL answer; waits while the cost of the query is not there yet. */
  query(ctx: ShopCtx, text: string, variables?: Loose): Promise<Loose>
  /** Version that answered last; null before the first answer. */
  servedVersion(): string | null
}

/** Shopify's Admin GraphQL at one shop. */
export function createClient(base: string, version: string, token: ShopifyToken): ShopifyClient {
  const url = `${base}/admin/api/${version}/graphql.json`
  let served: string | null = null
  /** Points that were there after the last answer, and when. */
  let room = { points: Number.POSITIVE_INFINITY, at: 0, rate: RESTORE_RATE, cost: 0 }

  async function send(ctx: ShopCtx, body: string): Promise<HttpAnswer> {
    for (let isSecond = false; ; isSecond = true) {
      const answer = await sendRequest(ctx, url, {
        service: SERVICE,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'x-shopify-access-token': await token.get(ctx),
        },
        body,
      })
      if (answer.status !== 401 || isSecond || !token.drop(ctx)) return answer
    }
  }

  /** Asking before the points are there would only be refused. */
  async function waitForRoom(ctx: ShopCtx): Promise<void> {
    const there = room.points + ((ctx.clock.now() - room.at) / 1000) * room.rate
    const missing = room.cost - there
    if (missing > 0)
      await ctx.clock.sleep(Math.min((missing / room.rate) * 1000, LONGEST_WAIT_MS), ctx.signal)
  }

  function note(ctx: ShopCtx, extensions: Loose): void {
    const cost = looseOf(extensions['cost'])
    const status = looseOf(cost['throttleStatus'])
    if (typeof status['currentlyAvailable'] !== 'number') return
    room = {
      points: status['currentlyAvailable'],
      at: ctx.clock.now(),
      rate: Number(status['restoreRate']) || RESTORE_RATE,
      cost: Number(cost['requestedQueryCost']) || 0,
    }
  }

  return {
    servedVersion: () => served,
    async query(ctx, text, variables = {}) {
      const body = JSON.stringify({ query: text, variables })
      for (let tries = 1; ; tries++) {
        await waitForRoom(ctx)
        const answer = await send(ctx, body)
        served = answer.headers.get('x-shopify-api-version') ?? served
        if (answer.status === 402 || answer.status === 423)
          throw new NetworkError('forbidden', `The shop is frozen or locked (${answer.status}).`)
        if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
        const parsed = parseObject(answer.text)
        if (parsed === null)
          throw new NetworkError('transient', `${SERVICE} answered with no JSON.`)
        note(ctx, looseOf(parsed['extensions']))
        const errors = listOf(parsed['errors']).map(looseOf)
        if (errors.length === 0) return looseOf(parsed['data'])
        if (!errors.some(isThrottled)) throw errorOf(errors)
        if (tries >= MAX_TRIES)
          throw new NetworkError('rate_limited', `${SERVICE} asks us to wait.`, {
            retryAt: ctx.clock.now() + LONGEST_WAIT_MS,
          })
      }
    },
  }
}

function isThrottled(error: Loose): boolean {
  return codeOf(error) === 'THROTTLED'
}

function codeOf(error: Loose): string {
  return textIn(looseOf(error['extensions'])['code']) ?? ''
}

function errorOf(errors: readonly Loose[]): NetworkError {
  const said = errors.map((error) => textIn(error['message']) ?? 'an error').join(' ')
  const denied = errors.some((error) => codeOf(error) === 'ACCESS_DENIED')
  return new NetworkError(
    denied ? 'forbidden' : 'refused',
    `${SERVICE} refused the query: ${said.slice(0, 300)}`,
  )
}
