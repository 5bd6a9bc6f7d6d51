import { NetworkError } from '../../core/errors.ts'
import type { BrowserLogin, Ctx } from '../connector.ts'
import type { XClient } from './client.ts'

/** Nobody answers there: the page does not open, and its address is all that is needed. */
export const CALLBACK = 'http://127.0.0.1:4749/x'
/** Listening, answering, and a login that lasts (source: X, OAuth 2.0 scopes). */
const SCOPES = ['tweet.read', 'users.read', 'tweet.write', 'offline.access']
const DIRECT_SCOPES = ['dm.read', 'dm.write']
const KEPT = 'EARSHOT_X_LOGIN'
/** X forgets a code sooner; a link that lay about for a day is not answered any more. */
const LONGEST_MS = 86_400_000

interface Begun {
  state: string
  codeVerifier: string
  at: number
}

/** OAuth 2 with PKCE: the secret half of the link stays here, and each code works once. */
export function createLogin(x: XClient, direct: boolean): BrowserLogin {
  const scope = direct ? [...SCOPES, ...DIRECT_SCOPES] : SCOPES
  return {
    async begin(ctx) {
      const link = await x.asLoginApp(ctx, async (client) =>
        client.generateOAuth2AuthLink(CALLBACK, { scope }),
      )
      const { url, state, codeVerifier } = link
      const begun: Begun = { state, codeVerifier, at: ctx.clock.now() }
      await ctx.secrets.put({ [KEPT]: JSON.stringify(begun) })
      return url
    },
    async finish(address, ctx) {
      const begun = readBegun(ctx)
      const { state, code } = readAddress(address)
      if (begun === null || state !== begun.state || ctx.clock.now() - begun.at > LONGEST_MS)
        throw refused(
          'This address does not belong to the last link. Run "earshot setup x" for a new one.',
        )
      const tokens = await x
        .asLoginApp(ctx, (client) =>
          client.loginWithOAuth2({
            code,
            codeVerifier: begun.codeVerifier,
            redirectUri: CALLBACK,
          }),
        )
        .catch((cause: unknown) => {
          if (cause instanceof NetworkError && cause.code === 'transient') throw cause
          throw refused(
            'X did not take the code of this address. It works once and for a moment only. Run "earshot setup x" for a new link.',
            cause,
          )
        })
      await ctx.secrets.put({
        EARSHOT_X_ACCESS_TOKEN: tokens.accessToken,
        EARSHOT_X_REFRESH_TOKEN: tokens.refreshToken ?? '',
        [KEPT]: '',
      })
    },
  }
}

function readBegun(ctx: Ctx): Begun | null {
  const kept = ctx.secrets.get(KEPT)
  return kept ? (JSON.parse(kept) as Begun) : null
}

function readAddress(address: string): { state: string; code: string } {
  const params = URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams()
  const state = params.get('state')
  const code = params.get('code')
  if (state && code) return { state, code }
  if (params.has('error'))
    throw refused('The login was not allowed in the browser. Run "earshot setup x" for a new link.')
  throw refused(
    `The address has no code in it. Copy the whole address that begins with ${CALLBACK}.`,
  )
}

function refused(message: string, cause?: unknown): NetworkError {
  return new NetworkError('refused', message, { cause })
}
