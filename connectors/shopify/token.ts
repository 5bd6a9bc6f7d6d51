import { NetworkError } from '../../core/errors.ts'
import { readShopSecret, type ShopCtx } from '../customer-source.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { parseObject, textIn } from '../loose.ts'

export const SERVICE = 'Shopify'
export const TOKEN = 'EARSHOT_SHOPIFY_TOKEN'
export const CLIENT_ID = 'EARSHOT_SHOPIFY_CLIENT_ID'
export const CLIENT_SECRET = 'EARSHOT_SHOPIFY_CLIENT_SECRET'

/** Gives the access token: a lasting one where there is one, else one of a day, renewed at half its life. */
export interface ShopifyToken {
  get(ctx: ShopCtx): Promise<string>
  /** The token was refused: the next one is fetched anew. False where a lasting one was refused. */
  drop(ctx: ShopCtx): boolean
}

export function createToken(base: string): ShopifyToken {
  let held: { token: string; renewAt: number } | null = null
  // Two askers at once share one request: the older token would end with the newer one.
  let asking: Promise<string> | null = null

  async function ask(ctx: ShopCtx): Promise<string> {
    const id = readShopSecret(ctx, CLIENT_ID)
    const secret = readShopSecret(ctx, CLIENT_SECRET)
    if (id === undefined || secret === undefined)
      throw new NetworkError('auth', `${CLIENT_ID} and ${CLIENT_SECRET} are not set.`)
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    const answer = await sendRequest(ctx, `${base}/admin/oauth/access_token`, {
      service: SERVICE,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    })
    if (answer.status === 400 || answer.status === 401 || answer.status === 403)
      throw new NetworkError(
        'auth',
        `${SERVICE} refuses the app (${answer.status}): is it installed in this shop, and of the same organization?`,
      )
    if (answer.status !== 200) throw errorOfAnswer(answer, SERVICE, ctx.clock.now())
    const body = parseObject(answer.text)
    const token = textIn(body?.['access_token'])
    if (token === null) throw new NetworkError('refused', `${SERVICE} gave no token.`)
    const life = Number(body?.['expires_in'] ?? 0) * 1000
    held = { token, renewAt: ctx.clock.now() + life / 2 }
    return token
  }

  return {
    async get(ctx) {
      const lasting = readShopSecret(ctx, TOKEN)
      if (lasting !== undefined) return lasting
      if (held !== null && ctx.clock.now() < held.renewAt) return held.token
      asking ??= ask(ctx).finally(() => {
        asking = null
      })
      return asking
    },
    drop(ctx) {
      held = null
      return readShopSecret(ctx, TOKEN) === undefined
    },
  }
}
