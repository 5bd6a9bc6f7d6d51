import type { HttpRequestParams } from 'masto/interfaces/http.js'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import type { HttpAnswer } from '../http.ts'

export interface Login {
  /** The pasted token; throws NetworkError('auth') where it is missing or known to hold no longer. */
  token(ctx: Ctx): string
  /** After a 401: asks once, however many calls met it, whether the token still holds; throws where it does not. */
  expectGood(
    token: string,
    ctx: Ctx,
    ask: (params: HttpRequestParams) => Promise<HttpAnswer>,
  ): Promise<void>
}

const WHO_AM_I: HttpRequestParams = { method: 'GET', path: '/api/v1/accounts/verify_credentials' }

/** The login of one connection. Tokens of Mastodon never expire: one that fails needs a person. */
export function createLogin(secret: string, host: string): Login {
  let dead: string | null = null
  let check: Promise<boolean> | null = null

  const lost = () =>
    new NetworkError(
      'auth',
      `${host} no longer accepts the token. Run "earshot setup mastodon" and paste a new one into ${secret}.`,
    )

  return {
    token(ctx) {
      const token = ctx.secrets.get(secret)?.trim()
      if (token === undefined || token === '')
        throw new NetworkError(
          'auth',
          `The token for ${host} is missing. Set ${secret}, or run "earshot setup mastodon".`,
        )
      if (token === dead) throw lost()
      // It goes into a header and a sub-protocol: anything else than these signs was pasted wrongly.
      if (/^[\w.~+/=-]+$/.test(token)) return token
      throw new NetworkError(
        'auth',
        `${secret} holds signs that no token has. Paste it again, or run "earshot setup mastodon".`,
      )
    },
    async expectGood(token, ctx, ask) {
      if (token === dead) throw lost()
      check ??= holds(token, ctx, ask).finally(() => {
        check = null
      })
      if (!(await check)) throw lost()
    },
  }

  async function holds(
    token: string,
    ctx: Ctx,
    ask: (params: HttpRequestParams) => Promise<HttpAnswer>,
  ): Promise<boolean> {
    const { status } = await ask(WHO_AM_I)
    if (status !== 401) return true
    dead = token
    ctx.health({ state: 'needs_login', detail: lost().message })
    return false
  }
}
