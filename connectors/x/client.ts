import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { ITwitterApiClientPlugin, TwitterApi } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { type Doing, toNetworkError } from './errors.ts'
import {
  type AppKeys,
  type Connect,
  connectLoginApp,
  createAppKeys,
  createUserKeys,
  type Keys,
  type Once,
} from './keys.ts'
import { type Connected, takeOver } from './wire.ts'

/** No answer of X takes longer than this, ms; a silent connection is given up (facts on networks, §7). */
const DEADLINE_MS = 30_000
const X_HOSTS = /^https:\/\/(?:api|upload|stream)\.(?:x|twitter)\.com/

/** One way to call X with the right keys, a deadline and our errors. */
export interface XClient {
  /** As our account, or as the app itself. */
  call<T>(
    ctx: Ctx,
    doing: Doing,
    use: (client: TwitterApi) => Promise<T>,
    as?: 'user' | 'app',
  ): Promise<T>
  /** As the app that people log in through. */
  asLoginApp<T>(ctx: Ctx, use: (client: TwitterApi) => Promise<T>): Promise<T>
  /** Opens a stream as the app; what it says comes as lines. */
  open(ctx: Ctx, path: string, query: Readonly<Record<string, string>>): Promise<Connected>
}

/**
 * Calls X at `baseUrl` (https://api.x.com unless a test says otherwise). Keys of the account: EARSHOT_X_API_KEY,
 * EARSHOT_X_API_SECRET, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_ACCESS_SECRET, which never expire; or, for the app
 * `clientId`, EARSHOT_X_ACCESS_TOKEN and EARSHOT_X_REFRESH_TOKEN, which are renewed and stored before their use.
 * Keys of the app: EARSHOT_X_BEARER_TOKEN, or EARSHOT_X_API_KEY and EARSHOT_X_API_SECRET.
 */
export function createXClient(baseUrl: string, clientId?: string): XClient {
  const once: Once = async (ctx, doing, connect, use) => {
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
      return await use(
        connect({ httpAgent: agentFor(baseUrl), plugins: [plugin], compression: 'gzip' }),
      )
    } catch (cause) {
      if (ctx.signal.aborted && doing === 'read') throw ctx.signal.reason
      throw toNetworkError(cause, { doing, connected, now: ctx.clock.now() })
    } finally {
      done.abort()
    }
  }
  const user = createUserKeys(once, clientId)
  const app = createAppKeys(once)

  return {
    call: (ctx, doing, use, as = 'user') =>
      withKeys(as === 'user' ? user : app, ctx, (connect) => once(ctx, doing, connect, use)),
    asLoginApp: async (ctx, use) => once(ctx, 'read', connectLoginApp(ctx, clientId), use),
    open: (ctx, path, query) =>
      withKeys(app, ctx, (connect) => openOnce(ctx, { baseUrl, path, query }, connect)),
  }
}

/** Tries with the keys that are there, and once more with fresh ones where X says that they have ended. */
async function withKeys<T>(
  keys: Keys | AppKeys,
  ctx: Ctx,
  attempt: (connect: Connect) => Promise<T>,
): Promise<T> {
  const { connect, token } = await keys.read(ctx)
  try {
    return await attempt(connect)
  } catch (error) {
    const ended = error instanceof NetworkError && error.code === 'auth'
    if (!ended || token === null) throw error
    await keys.renew(ctx, token)
    return attempt((await keys.read(ctx)).connect)
  }
}

async function openOnce(
  ctx: Ctx,
  { baseUrl, path, query }: { baseUrl: string; path: string; query: Record<string, string> },
  connect: Connect,
): Promise<Connected> {
  // The library cannot abort a stream that is being opened: an agent of its own can.
  const agent = agentFor(baseUrl)
  const plugin: ITwitterApiClientPlugin = {
    onBeforeStreamRequestConfig: ({ params }) => {
      params.url = params.url.replace(X_HOSTS, baseUrl)
    },
  }
  const opened = new AbortController()
  const giveUp = () => agent.destroy()
  ctx.signal.addEventListener('abort', giveUp, { once: true })
  ctx.clock.sleep(DEADLINE_MS, AbortSignal.any([opened.signal, ctx.signal])).then(giveUp, () => {})
  try {
    const client = connect({ httpAgent: agent, plugins: [plugin], compression: 'identity' })
    const stream = client.v2.getStream(path, query, { autoConnect: false })
    await stream.connect({ autoReconnect: false, keepAliveTimeout: 'disable' })
    return takeOver(stream, ctx)
  } catch (cause) {
    agent.destroy()
    if (ctx.signal.aborted) throw ctx.signal.reason
    throw toNetworkError(cause, { doing: 'read', connected: true, now: ctx.clock.now() })
  } finally {
    opened.abort()
    ctx.signal.removeEventListener('abort', giveUp)
  }
}

/** A socket a call: the library hangs listeners on it that it never takes off. */
function agentFor(baseUrl: string): HttpAgent {
  return baseUrl.startsWith('http:') ? new HttpAgent() : new HttpsAgent()
}
