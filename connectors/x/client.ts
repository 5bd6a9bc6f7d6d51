import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { type IClientSettings, type ITwitterApiClientPlugin, TwitterApi } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { type Doing, toNetworkError } from './errors.ts'

/** No answer of X takes longer than this, ms; a silent connection is given up (facts on networks, §7). */
const DEADLINE_MS = 30_000
const X_HOSTS = /^https:\/\/(?:api|upload|stream)\.(?:x|twitter)\.com/

type Settings = Partial<IClientSettings>

interface Keys {
  connect: (settings: Settings) => TwitterApi
  /** The token to renew when X refuses it; null for keys that never expire. */
  renewable: string | null
}

/** One way to call X with the right keys, a deadline and our errors. */
export interface XClient {
  call<T>(ctx: Ctx, doing: Doing, use: (client: TwitterApi) => Promise<T>): Promise<T>
}

/**
 * Calls X at `baseUrl` (https://api.x.com unless a test says otherwise) with the keys of the secrets:
 * EARSHOT_X_API_KEY, EARSHOT_X_API_SECRET, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_ACCESS_SECRET, which never expire; or EARSHOT_X_CLIENT_ID,
 * EARSHOT_X_CLIENT_SECRET, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_REFRESH_TOKEN, which are renewed and stored before their use.
 */
export function createXClient(baseUrl: string): XClient {
  const httpAgent = baseUrl.startsWith('http:')
    ? new HttpAgent({ keepAlive: true })
    : new HttpsAgent({ keepAlive: true })
  let renewal: Promise<void> | null = null

  async function once<T>(
    ctx: Ctx,
    doing: Doing,
    connect: (settings: Settings) => TwitterApi,
    use: (client: TwitterApi) => Promise<T>,
  ): Promise<T> {
    const deadline = new AbortController()
    const call = AbortSignal.any([ctx.signal, deadline.signal])
    const done = new AbortController()
    let connected = false
    const plugin: ITwitterApiClientPlugin = {
      onBeforeRequestConfig: ({ params }) => {
        // The library would send JSON here, X asks for a form.
        if (params.url.includes('/2/oauth2/')) params.forceBodyMode = 'url'
        params.url = params.url.replace(X_HOSTS, baseUrl)
        params.requestEventDebugHandler = (event, data) => {
          const open = event === 'socket' && data?.socket?.connecting === false
          connected ||= open || event === 'socket-connect'
        }
      },
      onBeforeRequest: ({ requestOptions }) => {
        Object.assign(requestOptions, { signal: call })
      },
    }
    ctx.clock
      .sleep(DEADLINE_MS, AbortSignal.any([done.signal, ctx.signal]))
      .then(() => deadline.abort())
      .catch(() => {})
    try {
      return await use(connect({ httpAgent, plugins: [plugin], compression: 'gzip' }))
    } catch (cause) {
      if (ctx.signal.aborted && doing === 'read') throw ctx.signal.reason
      throw toNetworkError(cause, { doing, connected, now: ctx.clock.now() })
    } finally {
      done.abort()
    }
  }

  async function renew(ctx: Ctx, spent: string): Promise<void> {
    if (ctx.secrets.get('EARSHOT_X_ACCESS_TOKEN') !== spent) return
    const clientId = ctx.secrets.get('EARSHOT_X_CLIENT_ID')
    const clientSecret = ctx.secrets.get('EARSHOT_X_CLIENT_SECRET')
    const refreshToken = ctx.secrets.get('EARSHOT_X_REFRESH_TOKEN')
    if (!clientId || !refreshToken) throw needsLogin()
    const ours = { clientId, ...(clientSecret ? { clientSecret } : {}) }
    const connect = (settings: Settings) => new TwitterApi(ours, settings)
    const ask = (client: TwitterApi) => client.refreshOAuth2Token(refreshToken)
    const fresh = await once(ctx, 'read', connect, ask).catch((cause: unknown) => {
      const refused = cause instanceof NetworkError && /^(?:auth|fatal|forbidden)$/.test(cause.code)
      throw refused ? needsLogin(cause) : cause
    })
    await ctx.secrets.put({
      EARSHOT_X_ACCESS_TOKEN: fresh.accessToken,
      ...(fresh.refreshToken ? { EARSHOT_X_REFRESH_TOKEN: fresh.refreshToken } : {}),
    })
  }

  return {
    async call(ctx, doing, use) {
      const { connect, renewable } = readKeys(ctx)
      try {
        return await once(ctx, doing, connect, use)
      } catch (error) {
        const ended = error instanceof NetworkError && error.code === 'auth'
        if (!ended || renewable === null) throw error
        renewal ??= renew(ctx, renewable).finally(() => {
          renewal = null
        })
        await renewal
        return once(ctx, doing, readKeys(ctx).connect, use)
      }
    },
  }
}

function readKeys(ctx: Ctx): Keys {
  const [appKey, appSecret, accessToken, accessSecret] = [
    'EARSHOT_X_API_KEY',
    'EARSHOT_X_API_SECRET',
    'EARSHOT_X_ACCESS_TOKEN',
    'EARSHOT_X_ACCESS_SECRET',
  ].map((name) => ctx.secrets.get(name))
  if (appKey && appSecret && accessToken && accessSecret)
    return {
      connect: (settings) =>
        new TwitterApi({ appKey, appSecret, accessToken, accessSecret }, settings),
      renewable: null,
    }
  if (accessToken)
    return {
      connect: (settings) => new TwitterApi(accessToken, settings),
      renewable: accessToken,
    }
  throw new NetworkError(
    'auth',
    'The keys of the X account are missing. Set EARSHOT_X_API_KEY, EARSHOT_X_API_SECRET, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_ACCESS_SECRET, or run "earshot setup x".',
  )
}

function needsLogin(cause?: unknown): NetworkError {
  return new NetworkError(
    'auth',
    'X has ended the login of this account. Run "earshot setup x" to log in again.',
    { cause },
  )
}
