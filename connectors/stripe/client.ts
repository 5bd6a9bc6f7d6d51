import { NetworkError } from '../../core/errors.ts'
import { readShopSecret, type ShopCtx } from '../customer-source.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { type Loose, looseOf, parseObject, textIn } from '../loose.ts'

export const SERVICE = 'Stripe'
export const KEY = 'EARSHOT_STRIPE_KEY'

type Params = readonly (readonly [string, string])[]

export interface StripeClient {
  /** One object or one page of a list; null where there is none. */
  get(ctx: ShopCtx, path: string, params?: Params): Promise<Loose | null>
}

/** Stripe's interface, reading only; a restricted key is enough. */
export function createClient(base: string, version: string): StripeClient {
  return {
    async get(ctx, path, params = []) {
      const key = readShopSecret(ctx, KEY)
      if (key === undefined) throw new NetworkError('auth', `${KEY} is not set.`)
      const query = new URLSearchParams(
        params.map(([name, value]): [string, string] => [name, value]),
      ).toString()
      const answer = await sendRequest(ctx, `${base}${path}${query === '' ? '' : `?${query}`}`, {
        service: SERVICE,
        headers: { authorization: `Bearer ${key}`, 'stripe-version': version },
      })
      if (answer.status === 404) return null
      if (answer.status === 400)
        throw new NetworkError(
          'refused',
          `${SERVICE} refused the request: ${reasonOf(answer.text)}`,
        )
      if (answer.status === 403)
        throw new NetworkError('forbidden', `The key may not read ${path.split('/')[2] ?? path}.`)
      if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
      const body = parseObject(answer.text)
      if (body === null) throw new NetworkError('transient', `${SERVICE} answered with no JSON.`)
      return body
    },
  }
}

function reasonOf(text: string): string {
  return (textIn(looseOf(parseObject(text)?.['error'])['message']) ?? 'no reason').slice(0, 200)
}
