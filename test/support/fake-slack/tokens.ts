import { SlackRefusal } from './refusal.ts'
import type { TokenKind } from './words.ts'

export interface Tokens {
  readonly bot: string
  readonly app: string
  /** From now on the token is refused with this error. */
  revoke(kind: 'bot' | 'app', error: string): void
  /** The same token works again. */
  restore(kind: 'bot' | 'app'): void
  /** A new token; the old one stays refused or works as before. */
  issue(kind: 'bot' | 'app', prefix?: string): string
  kindOf(token: string): TokenKind
  /** Switches rotation on for the app: from now on tokens can be exchanged. */
  allowRotation(): void
  /** The app installed anew with rotation on: bot tokens end after twelve hours; the first refresh token. */
  startRotation(): string
  /** Spends a refresh token: a new pair, or Slack's refusal. */
  refresh(token: string): Pair
  /** Turns a token that never ends into a pair, once. */
  exchange(token: string): Pair
  /** Throws Slack's refusal unless the token is good. */
  check(token: string): 'bot' | 'app'
}

interface Pair {
  access: string
  refresh: string
  seconds: number
}

/** Slack's own: twelve hours, two tokens at a time (source: Slack's documentation of token rotation). */
const ROTATION_S = 43_200
const ALIVE = 2
/** So long a spent refresh token is taken again, for an answer that was lost (from memory: verify). */
const GRACE_MS = 60_000

/** The tokens of one installation. They are built at run time, so that no scanner takes them for real. */
export function createTokens(now: () => number, appId: string): Tokens {
  const kinds = new Map<string, 'bot' | 'app'>()
  const refused = new Map<string, string>()
  const endsAt = new Map<string, number>()
  let canRotate = false
  const exchanged = new Set<string>()
  /** When each was spent, null while it is good. */
  const refreshTokens = new Map<string, number | null>()
  const current = { bot: '', app: '' }
  let count = 0
  // An app-level token names its app.
  const issue = (kind: 'bot' | 'app', prefix = kind === 'bot' ? 'xoxb' : `xapp-1-${appId}`) => {
    count++
    current[kind] = [prefix, 'fake', String(count)].join('-')
    kinds.set(current[kind], kind)
    return current[kind]
  }
  const nextRefresh = () => {
    count++
    const token = ['xoxe-1', 'fake', String(count)].join('-')
    refreshTokens.set(token, null)
    return token
  }
  const nextPair = (): Pair => {
    const access = issue('bot', 'xoxe.xoxb')
    endsAt.set(access, now() + ROTATION_S * 1000)
    const alive = [...endsAt.keys()].filter((token) => !refused.has(token))
    for (const old of alive.slice(0, -ALIVE)) refused.set(old, 'token_revoked')
    return { access, refresh: nextRefresh(), seconds: ROTATION_S }
  }
  issue('bot')
  issue('app')
  return {
    get bot() {
      return current.bot
    },
    get app() {
      return current.app
    },
    issue,
    revoke: (kind, error) => void refused.set(current[kind], error),
    restore: (kind) => void refused.delete(current[kind]),
    kindOf: (token) => (token === '' ? 'none' : (kinds.get(token) ?? 'unknown')),
    allowRotation() {
      canRotate = true
    },
    startRotation() {
      canRotate = true
      endsAt.set(current.bot, now() + ROTATION_S * 1000)
      return nextRefresh()
    },
    refresh(token) {
      const spentAt = refreshTokens.get(token)
      if (spentAt === undefined || (spentAt !== null && now() - spentAt > GRACE_MS))
        throw new SlackRefusal('invalid_refresh_token')
      refreshTokens.set(token, spentAt ?? now())
      return nextPair()
    },
    exchange(token) {
      if (!canRotate) throw new SlackRefusal('token_rotation_not_enabled')
      if (exchanged.has(token)) throw new SlackRefusal('token_already_exchanged')
      if (kinds.get(token) !== 'bot' || endsAt.has(token)) throw new SlackRefusal('invalid_token')
      if (refused.has(token)) throw new SlackRefusal('authorization_not_found')
      exchanged.add(token)
      refused.set(token, 'token_revoked')
      return nextPair()
    },
    check(token) {
      if (token === '') throw new SlackRefusal('not_authed')
      const kind = kinds.get(token)
      if (kind === undefined) throw new SlackRefusal('invalid_auth')
      const error = refused.get(token)
      if (error !== undefined) throw new SlackRefusal(error)
      if ((endsAt.get(token) ?? Number.POSITIVE_INFINITY) <= now())
        throw new SlackRefusal('token_expired')
      return kind
    },
  }
}
