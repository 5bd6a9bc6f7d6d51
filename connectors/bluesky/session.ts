import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import type { HttpAnswer } from '../http.ts'
import { errorOfAnswer, sendRequest } from '../http.ts'
import { looseOf } from './facets.ts'

const SERVICE = 'Bluesky'
/** Names under which the secrets are kept; the password is an app password. */
export const SECRETS = {
  password: 'EARSHOT_BLUESKY_PASSWORD',
  access: 'EARSHOT_BLUESKY_ACCESS_TOKEN',
  refresh: 'EARSHOT_BLUESKY_REFRESH_TOKEN',
  did: 'EARSHOT_BLUESKY_DID',
  /** Whose tokens these are: another handle in the settings must not answer with them. */
  handle: 'EARSHOT_BLUESKY_TOKENS_OF',
} as const

export interface Call {
  method: 'GET' | 'POST'
  /** Name of the procedure and, for GET, its query. */
  path: string
  body?: Readonly<Record<string, unknown>>
  sends?: boolean
}

interface Tokens {
  access: string
  did: string
}

export interface Session {
  /** The account's DID, logging in where that is not yet known. */
  did(ctx: Ctx): Promise<string>
  /** One call as the account; a token that has run out is renewed once. Statuses are left to the caller. */
  call(ctx: Ctx, call: Call): Promise<HttpAnswer>
}

/** One account at one server. Many calls with an old token share one renewal, stored before it is used. */
export function createSession(account: { service: string; handle: string }): Session {
  let tokens: Tokens | null = null
  let renewal: Promise<Tokens> | null = null

  return {
    did: async (ctx) => (await current(ctx)).did,
    async call(ctx, call) {
      const used = await current(ctx)
      const answer = await send(ctx, call, used.access)
      if (!isExpired(answer)) return answer
      const fresh = tokens !== null && tokens.access !== used.access ? tokens : await renew(ctx)
      return send(ctx, call, fresh.access)
    },
  }

  function ownSecret(ctx: Ctx, name: string): string | undefined {
    return ctx.secrets.get(SECRETS.handle) === account.handle ? ctx.secrets.get(name) : undefined
  }

  async function current(ctx: Ctx): Promise<Tokens> {
    if (tokens !== null) return tokens
    const access = ownSecret(ctx, SECRETS.access)
    const did = ownSecret(ctx, SECRETS.did)
    if (access !== undefined && did !== undefined) tokens = { access, did }
    return tokens ?? (await renew(ctx))
  }

  function renew(ctx: Ctx): Promise<Tokens> {
    renewal ??= refreshOrLogIn(ctx).finally(() => {
      renewal = null
    })
    return renewal
  }

  async function refreshOrLogIn(ctx: Ctx): Promise<Tokens> {
    const refresh = ownSecret(ctx, SECRETS.refresh)
    if (refresh !== undefined) {
      const call: Call = { method: 'POST', path: 'com.atproto.server.refreshSession' }
      const answer = await send(ctx, call, refresh)
      if (answer.status === 200) return keep(ctx, answer)
      if (answer.status !== 400 && answer.status !== 401) throw failure(ctx, answer)
    }
    return logIn(ctx)
  }

  async function logIn(ctx: Ctx): Promise<Tokens> {
    const password = ctx.secrets.get(SECRETS.password)
    if (password === undefined) {
      throw new NetworkError('auth', `Bluesky needs an app password: set ${SECRETS.password}.`)
    }
    const answer = await send(ctx, {
      method: 'POST',
      path: 'com.atproto.server.createSession',
      body: { identifier: account.handle, password },
    })
    if (answer.status === 200) return keep(ctx, answer)
    if (answer.status === 400 || answer.status === 401) {
      const mend = `Make a new app password for ${account.handle} and set ${SECRETS.password}.`
      throw new NetworkError('auth', `Bluesky does not accept the app password. ${mend}`)
    }
    throw failure(ctx, answer)
  }

  async function keep(ctx: Ctx, answer: HttpAnswer): Promise<Tokens> {
    const { accessJwt, refreshJwt, did } = jsonOf(answer)
    if (
      typeof accessJwt !== 'string' ||
      typeof refreshJwt !== 'string' ||
      typeof did !== 'string'
    ) {
      throw new NetworkError('transient', 'Bluesky answered a login without tokens.')
    }
    // The old refresh token is worth nothing any more: the new one lies on disk before it is used.
    await ctx.secrets.put({
      [SECRETS.access]: accessJwt,
      [SECRETS.refresh]: refreshJwt,
      [SECRETS.did]: did,
      [SECRETS.handle]: account.handle,
    })
    tokens = { access: accessJwt, did }
    return tokens
  }

  function send(ctx: Ctx, call: Call, token?: string): Promise<HttpAnswer> {
    return sendRequest(ctx, new URL(`/xrpc/${call.path}`, account.service).href, {
      service: SERVICE,
      method: call.method,
      sends: call.sends ?? false,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(call.body && { 'content-type': 'application/json' }),
      },
      ...(call.body && { body: JSON.stringify(call.body) }),
    })
  }
}

/** The body of an answer as an object; {} where it is none. */
export function jsonOf(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    return looseOf(JSON.parse(answer.text))
  } catch {
    return {}
  }
}

function failure(ctx: Ctx, answer: HttpAnswer): NetworkError {
  return errorOfAnswer(answer, SERVICE, ctx.clock.now())
}

function isExpired(answer: HttpAnswer): boolean {
  if (answer.status === 401) return true
  const { error } = jsonOf(answer)
  return answer.status === 400 && (error === 'ExpiredToken' || error === 'InvalidToken')
}
