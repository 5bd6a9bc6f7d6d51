import type { IncomingMessage } from 'node:http'

export const OUR_TOKEN = 'token-of-the-cafe'
export const ALL_SCOPES = ['profile', 'read:notifications', 'read:statuses', 'write:statuses']

export interface Refusal {
  status: number
  error: string
}

/** Tokens and their rights: which a request carries, and whether they are enough. */
export function createTokens() {
  const scopes = new Map<string, Set<string>>([[OUR_TOKEN, new Set(ALL_SCOPES)]])
  return {
    grant: (token: string, rights: readonly string[]) => scopes.set(token, new Set(rights)),
    revoke: (token: string) => scopes.delete(token),
    isGood: (token: string | null) => token !== null && scopes.has(token),
    /** Null where the request may; any of the rights is enough, and `read` holds every `read:…`. */
    refusalOf(token: string | null, rights: readonly string[]): Refusal | null {
      const granted = token === null ? undefined : scopes.get(token)
      if (granted === undefined) return { status: 401, error: 'The access token is invalid' }
      const wide = rights.map((right) => right.split(':')[0] ?? right)
      if ([...rights, ...wide].some((right) => granted.has(right))) return null
      return { status: 403, error: 'This action is outside the authorized scopes' }
    },
  }
}

export type Tokens = ReturnType<typeof createTokens>

/** The token of a request: a header, or where sockets are opened the sub-protocol. */
export function tokenOf(request: IncomingMessage, url: URL): string | null {
  const header = request.headers.authorization
  if (header !== undefined) return header.replace(/^Bearer /, '')
  const inUrl = url.searchParams.get('access_token')
  return inUrl ?? request.headers['sec-websocket-protocol']?.split(',')[0]?.trim() ?? null
}
