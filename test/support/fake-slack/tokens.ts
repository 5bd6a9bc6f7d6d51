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
  /** Throws Slack's refusal unless the token is good. */
  check(token: string): 'bot' | 'app'
}

/** The tokens of one installation. They are built at run time, so that no scanner takes them for real. */
export function createTokens(): Tokens {
  const kinds = new Map<string, 'bot' | 'app'>()
  const refused = new Map<string, string>()
  const current = { bot: '', app: '' }
  let count = 0
  const issue = (kind: 'bot' | 'app') => {
    count++
    const prefix = kind === 'bot' ? 'xoxb' : 'xapp-1'
    current[kind] = [prefix, 'fake', String(count)].join('-')
    kinds.set(current[kind], kind)
    return current[kind]
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
    check(token) {
      if (token === '') throw new SlackRefusal('not_authed')
      const kind = kinds.get(token)
      if (kind === undefined) throw new SlackRefusal('invalid_auth')
      const error = refused.get(token)
      if (error !== undefined) throw new SlackRefusal(error)
      return kind
    },
  }
}
