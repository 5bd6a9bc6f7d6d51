import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { invalid, type Reply } from './answers.ts'

/** Who asks: a person of ours by OAuth 2 or OAuth 1, the app itself, or nobody that X knows. */
export type Caller = 'user' | 'user1' | 'app' | null

/** The keys of our app at X, and what they open. */
export function createAuth(baseUrl: () => string) {
  const tokens = {
    access: new Set(['user-token']),
    refresh: 'refresh-1',
    bearer: 'app-bearer',
    client: { id: 'client-id', secret: 'client-secret-of-the-app' },
    /** What the person who logged in said yes to, and what the app may do with keys that never expire. */
    scopes: 'tweet.read tweet.write users.read offline.access',
    mayMessage: false,
    oauth1: { key: 'app-key', secret: 'app-secret', token: 'acc-token', tokenSecret: 'acc-secret' },
  }
  const codes = new Map<string, { challenge: string; redirect: string; scopes: string }>()
  let issued = 0

  function callerOf(request: IncomingMessage, url: URL): Caller {
    const header = request.headers.authorization ?? ''
    if (header.startsWith('Bearer ')) {
      const token = header.slice(7)
      if (token === tokens.bearer) return 'app'
      return tokens.access.has(token) ? 'user' : null
    }
    const signed = header.startsWith('OAuth ') && signatureHolds(header, request.method ?? '', url)
    return signed ? 'user1' : null
  }

  function signatureHolds(header: string, method: string, url: URL): boolean {
    const fields = new Map(
      [...header.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [
        m[1] ?? '',
        decodeURIComponent(m[2] ?? ''),
      ]),
    )
    const { key, secret, token, tokenSecret } = tokens.oauth1
    if (fields.get('oauth_consumer_key') !== key || fields.get('oauth_token') !== token)
      return false
    const signature = fields.get('oauth_signature')
    fields.delete('oauth_signature')
    const pairs = [...fields, ...url.searchParams].map(([k, v]) => [escape3986(k), escape3986(v)])
    pairs.sort(([a = '', b = ''], [c = '', d = '']) => (a + b < c + d ? -1 : 1))
    const parameters = pairs.map(([k, v]) => `${k}=${v}`).join('&')
    const base = [method, baseUrl() + url.pathname, parameters].map(escape3986).join('&')
    const keys = `${escape3986(secret)}&${escape3986(tokenSecret)}`
    return createHmac('sha1', keys).update(base).digest('base64') === signature
  }

  function issue(): Reply {
    issued += 1
    const access = `user-token-${issued}`
    tokens.access.add(access)
    tokens.refresh = `refresh-of-${issued}`
    return {
      status: 200,
      body: {
        token_type: 'bearer',
        expires_in: 7200,
        access_token: access,
        refresh_token: tokens.refresh,
        scope: tokens.scopes,
      },
    }
  }

  return {
    tokens,
    callerOf,
    /** Whether this caller may read and write direct messages. */
    mayMessage: (caller: Exclude<Caller, null>) =>
      caller === 'user1' ? tokens.mayMessage : /\bdm\.read\b.*\bdm\.write\b/.test(tokens.scopes),
    /** `POST /2/oauth2/token`: a code for tokens, or a refresh token for fresh ones; each works once. */
    token(request: IncomingMessage, body: string): Reply {
      if (!/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
        return refusal('invalid_request', 'Content type must be application/x-www-form-urlencoded.')
      const form = new URLSearchParams(body)
      if (form.get('grant_type') === 'authorization_code') return ofCode(form)
      if (form.get('refresh_token') !== tokens.refresh)
        return refusal('invalid_request', 'Value passed for the token was invalid.')
      return issue()
    },
    /** `POST /oauth2/token`: the app's own bearer for its key and secret. */
    appToken(request: IncomingMessage): Reply {
      const { key, secret } = tokens.oauth1
      const basic = Buffer.from(`${key}:${secret}`).toString('base64')
      if (request.headers.authorization !== `Basic ${basic}`)
        return {
          status: 403,
          body: { errors: [{ code: 99, message: 'Unable to verify your credentials' }] },
        }
      return { status: 200, body: { token_type: 'bearer', access_token: tokens.bearer } }
    },
    /** A person presses "Authorize app" on the page of this link; answers where X sends the browser. */
    authorize(link: string): string {
      const asked = new URL(link).searchParams
      if (asked.get('client_id') !== tokens.client.id) throw new Error('X does not know this app.')
      if (
        asked.get('code_challenge_method') !== 's256' &&
        asked.get('code_challenge_method') !== 'S256'
      )
        throw new Error('X wants PKCE with S256.')
      const redirect = asked.get('redirect_uri') ?? ''
      const code = `code-${codes.size + 1}`
      const scopes = asked.get('scope') ?? ''
      codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirect, scopes })
      const back = new URL(redirect)
      back.searchParams.set('state', asked.get('state') ?? '')
      back.searchParams.set('code', code)
      return back.href
    },
  }

  function ofCode(form: URLSearchParams): Reply {
    const code = form.get('code') ?? ''
    const kept = codes.get(code)
    codes.delete(code)
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (
      kept === undefined ||
      kept.challenge !== proof ||
      kept.redirect !== form.get('redirect_uri')
    )
      return refusal('invalid_request', 'Value passed for the authorization code was invalid.')
    tokens.scopes = kept.scopes
    return issue()
  }
}

function refusal(error: string, description: string): Reply {
  return { ...invalid(description), body: { error, error_description: description } }
}

function escape3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!*'()]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
