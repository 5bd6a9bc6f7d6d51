import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { errorOf, type GitHubClient, jsonOf, looseOf, TOKEN } from './client.ts'

export interface Account {
  id: string
  login: string
  /** Rights of a classic token; null for one that does not tell. */
  scopes: string[] | null
}

/** Who we are at GitHub, asked once; null without a token. */
export function createAccountReader(client: GitHubClient) {
  let known: { token: string; account: Account } | null = null
  return async (ctx: Ctx): Promise<Account | null> => {
    const token = ctx.secrets.get(TOKEN)
    if (token === undefined) return null
    if (known?.token === token) return known.account
    const answer = await client.get(ctx, '/user')
    if (answer.status !== 200) throw errorOf(answer, ctx.clock.now())
    const { id, login } = looseOf(jsonOf(answer))
    if (typeof id !== 'number' || typeof login !== 'string')
      throw new NetworkError('transient', 'GitHub did not tell whose token this is.')
    const scopes = answer.headers.get('x-oauth-scopes')
    const list = scopes === null ? null : scopes.split(',').map((scope) => scope.trim())
    known = { token, account: { id: String(id), login, scopes: list } }
    return known.account
  }
}

/** GitHub's own time, epoch ms: our clock may be wrong by minutes. The question is free. */
export async function readServerTime(client: GitHubClient, ctx: Ctx): Promise<number> {
  const answer = await client.get(ctx, '/rate_limit')
  if (answer.status !== 200) throw errorOf(answer, ctx.clock.now())
  const told = Date.parse(answer.headers.get('date') ?? '')
  return Number.isNaN(told) ? ctx.clock.now() : told
}

/** Which of our repositories are closed to the public, in small letters; asked once a connection. */
export async function readPrivate(
  client: GitHubClient,
  repositories: readonly string[],
  ctx: Ctx,
): Promise<ReadonlySet<string>> {
  const closed = new Set<string>()
  for (const repo of repositories) {
    const answer = await client.get(ctx, `/repos/${repo}`)
    if (answer.status === 200 && looseOf(jsonOf(answer))['private'] === true)
      closed.add(repo.toLowerCase())
    else if (answer.status !== 200 && answer.status !== 404) throw errorOf(answer, ctx.clock.now())
  }
  return closed
}
