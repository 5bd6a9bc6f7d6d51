import { type IClientSettings, TwitterApi } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import type { Doing } from './errors.ts'

export type Connect = (settings: Partial<IClientSettings>) => TwitterApi

/** One call to X with the keys that `connect` brings. */
export type Once = <T>(
  ctx: Ctx,
  doing: Doing,
  connect: Connect,
  use: (client: TwitterApi) => Promise<T>,
) => Promise<T>

export interface Keys {
  /** `token` can be renewed when X refuses it; null for keys that never change. */
  read(ctx: Ctx): { connect: Connect; token: string | null }
  /** Replaces the spent token, once however many ask; throws 'auth' where only people can help. */
  renew(ctx: Ctx, spent: string): Promise<void>
}

export interface AppKeys {
  read(ctx: Ctx): Promise<{ connect: Connect; token: string | null }>
  renew(ctx: Ctx, spent: string): Promise<void>
}

/** The keys of our account: four that never expire, or a token that is renewed. */
export function createUserKeys(once: Once, clientId: string | undefined): Keys {
  let renewal: Promise<void> | null = null

  async function fetchFresh(ctx: Ctx, spent: string): Promise<void> {
    // Another process of the desk may have renewed it: a refresh token works once.
    await ctx.secrets.reload?.()
    if (ctx.secrets.get('EARSHOT_X_ACCESS_TOKEN') !== spent) return
    const refreshToken = ctx.secrets.get('EARSHOT_X_REFRESH_TOKEN')
    if (!refreshToken) throw needsLogin()
    const fresh = await once(ctx, 'read', connectLoginApp(ctx, clientId), (client) =>
      client.refreshOAuth2Token(refreshToken),
    ).catch((cause: unknown) => {
      throw isRefusal(cause) ? needsLogin(cause) : cause
    })
    await ctx.secrets.put({
      EARSHOT_X_ACCESS_TOKEN: fresh.accessToken,
      ...(fresh.refreshToken ? { EARSHOT_X_REFRESH_TOKEN: fresh.refreshToken } : {}),
    })
  }

  return {
    read(ctx) {
      const [appKey, appSecret, accessToken, accessSecret] = [
        'EARSHOT_X_API_KEY',
        'EARSHOT_X_API_SECRET',
        'EARSHOT_X_ACCESS_TOKEN',
        'EARSHOT_X_ACCESS_SECRET',
      ].map((name) => ctx.secrets.get(name))
      if (appKey && appSecret && accessToken && accessSecret) {
        const four = { appKey, appSecret, accessToken, accessSecret }
        return { connect: (settings) => new TwitterApi(four, settings), token: null }
      }
      if (accessToken)
        return {
          connect: (settings) => new TwitterApi(accessToken, settings),
          token: accessToken,
        }
      throw new NetworkError(
        'auth',
        'The keys of the X account are missing. Set EARSHOT_X_API_KEY, EARSHOT_X_API_SECRET, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_ACCESS_SECRET, or run "earshot setup x".',
      )
    },
    async renew(ctx, spent) {
      renewal ??= fetchFresh(ctx, spent).finally(() => {
        renewal = null
      })
      await renewal
    },
  }
}

/** The app that people log in through; throws 'auth' where the settings do not name it. */
export function connectLoginApp(ctx: Ctx, clientId: string | undefined): Connect {
  const id = clientId ?? ctx.secrets.get('EARSHOT_X_CLIENT_ID')
  const secret = ctx.secrets.get('EARSHOT_X_CLIENT_SECRET')
  if (!id) throw needsLogin()
  const ours = { clientId: id, ...(secret ? { clientSecret: secret } : {}) }
  return (settings) => new TwitterApi(ours, settings)
}

/** The key of the app itself: as pasted, or asked of X with the app's key and secret. */
export function createAppKeys(once: Once): AppKeys {
  let asked: Promise<string> | null = null

  function ask(ctx: Ctx, appKey: string, appSecret: string): Promise<string> {
    const basic = { username: appKey, password: appSecret }
    return once(
      ctx,
      'read',
      (settings) => new TwitterApi(basic, settings),
      async (client) => {
        const given = await client.post<{ access_token?: unknown }>(
          'https://api.x.com/oauth2/token',
          { grant_type: 'client_credentials' },
        )
        if (typeof given?.access_token === 'string') return given.access_token
        throw new NetworkError('transient', 'X did not give the app a key.')
      },
    ).catch((cause: unknown) => {
      throw isRefusal(cause) ? noBearer(cause) : cause
    })
  }

  return {
    async read(ctx) {
      const pasted = ctx.secrets.get('EARSHOT_X_BEARER_TOKEN')
      const connectWith = (bearer: string): Connect => {
        return (settings) => new TwitterApi(bearer, settings)
      }
      if (pasted) return { connect: connectWith(pasted), token: null }
      const appKey = ctx.secrets.get('EARSHOT_X_API_KEY')
      const appSecret = ctx.secrets.get('EARSHOT_X_API_SECRET')
      if (!appKey || !appSecret) throw noBearer()
      asked ??= ask(ctx, appKey, appSecret).catch((error: unknown) => {
        asked = null
        throw error
      })
      const token = await asked
      return { connect: connectWith(token), token }
    },
    async renew() {
      asked = null
    },
  }
}

function isRefusal(cause: unknown): boolean {
  return cause instanceof NetworkError && /^(?:auth|fatal|forbidden)$/.test(cause.code)
}

function needsLogin(cause?: unknown): NetworkError {
  return new NetworkError(
    'auth',
    'X has ended the login of this account. Run "earshot setup x" to log in again.',
    { cause },
  )
}

function noBearer(cause?: unknown): NetworkError {
  return new NetworkError(
    'auth',
    'To listen for words X wants the key of the app. Set EARSHOT_X_BEARER_TOKEN, or write words: false for this connection.',
    { cause },
  )
}
