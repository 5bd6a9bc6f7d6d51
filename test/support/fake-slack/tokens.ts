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
  issue(kind: 'bot' | 'app'): string
  kindOf(token: string): TokenKind
  /** Turns rotation on: bot tokens end after twelve hours; the first refresh token. */
  startRotation(): string
  /** Spends a refresh token: a new pair, or Slack's refusal. */
  refresh(token: string): { access: string; refresh: string; seconds: number }
  /** Throws Slack's refusal unless the token is good. */
  check(token: string): 'bot' | 'app'
}

/** Slack's own: twelve hours (source: Slack's documentation of token rotation). */
const ROTATION_S = 43_200

/** The tokens of one installation. They are built at run time, so that no scanner takes them for real. */
export function createTokens(now: () => number): Tokens {
  const kinds = new Map<string, 'bot' | 'app'>()
  const refused = new Map<string, string>()
  const endsAt = new Map<string, number>()
  let refreshToken: string | null = null
  const current = { bot: '', app: '' }
  let count = 0
  const issue = (kind: 'bot' | 'app') => {
    count++
    const prefix = kind === 'bot' ? 'xoxb' : 'xapp-1'
    current[kind] = [prefix, 'fake', String(count)].join('-')
    kinds.set(current[kind], kind)
    return current[kind]
  }
  const nextRefresh = () => {
    count++
    refreshToken = ['xoxe-1', 'fake', String(count)].join('-')
    return refreshToken
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
    startRotation() {
      endsAt.set(current.bot, now() + ROTATION_S * 1000)
      return nextRefresh()
    },
    refresh(token) {
      if (refreshToken === null || token !== refreshToken)
        throw new SlackRefusal('invalid_refresh_token')
      const access = issue('bot')
      endsAt.set(access, now() + ROTATION_S * 1000)
      return { access, refresh: nextRefresh(), seconds: ROTATION_S }
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
