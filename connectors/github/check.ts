import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import { isUsableSecret } from '../hook-signature.ts'
import type { Account } from './account.ts'
import { type GitHubClient, jsonOf, looseOf, TOKEN } from './client.ts'
import { HOOK_SECRET } from './hooks.ts'

/** What `earshot doctor` says: the account, its rights, every repository, what is left of the hour, the door. */
export async function checkGitHub(
  config: { repositories: readonly string[]; search?: string; account?: string },
  client: GitHubClient,
  readAccount: (ctx: Ctx) => Promise<Account | null>,
  ctx: Ctx,
): Promise<Diagnosis[]> {
  const findings: Diagnosis[] = []
  try {
    findings.push(...accountLines(await readAccount(ctx), config.account))
    for (const repo of config.repositories) findings.push(await checkRepository(client, repo, ctx))
    findings.push(await checkRoom(client, ctx))
  } catch (error) {
    const isLogin = error instanceof NetworkError && error.code === 'auth'
    const mend = isLogin
      ? `Make a new token and put it into ${TOKEN}.`
      : 'Check the connection to the internet and try again.'
    findings.push({ level: 'fail', what: messageOf(error), mend })
  }
  const isAsked = config.repositories.length > 0 || config.search !== undefined
  return [...findings, ...doorLines(ctx, isAsked)]
}

/** Whether GitHub may tell us at once, and whether anything is heard where it may not. */
function doorLines(ctx: Ctx, isAsked: boolean): Diagnosis[] {
  const secret = ctx.secrets.get(HOOK_SECRET)
  if (isUsableSecret(secret))
    return [{ level: 'ok', what: `GitHub may send events to /hooks/${ctx.connectionId}.` }]
  const lines: Diagnosis[] = []
  if (!isAsked)
    lines.push({
      level: 'fail',
      what: 'Neither repositories nor a search are named, so nothing is heard.',
      mend: 'Write repositories: or search: into the connection in earshot.yaml.',
    })
  if (secret !== undefined)
    lines.push({
      level: 'fail',
      what: `${HOOK_SECRET} is shorter than 16 characters, so GitHub's events are refused.`,
      mend: 'Use 32 random characters, the same at GitHub and here.',
    })
  else if (isAsked)
    lines.push({
      level: 'ok',
      what: 'GitHub is asked every few minutes. With a webhook it tells us at once: earshot setup github',
    })
  return lines
}

function accountLines(account: Account | null, wanted: string | undefined): Diagnosis[] {
  if (account === null)
    return [
      {
        level: 'warn',
        what: 'GitHub is read without an account: 60 questions an hour, no discussions, no answers, deletions only by webhook.',
        mend: `Put a token into ${TOKEN}. Run: earshot setup github`,
      },
    ]
  const lines: Diagnosis[] = [{ level: 'ok', what: `GitHub knows us as @${account.login}.` }]
  if (wanted === undefined)
    lines.push({
      level: 'ok',
      what: 'Answers are off.',
      mend: `To answer, write account: ${account.login} into the connection.`,
    })
  else if (wanted.replace(/^@/, '').toLowerCase() !== account.login.toLowerCase())
    lines.push({
      level: 'fail',
      what: `The settings say @${wanted.replace(/^@/, '')}, but the token belongs to @${account.login}.`,
      mend: 'Use the token of the account that answers.',
    })
  const { scopes } = account
  if (wanted !== undefined && scopes !== null && !scopes.some((s) => /^(?:public_)?repo$/.test(s)))
    lines.push({
      level: 'warn',
      what: 'The token may not write comments.',
      mend: 'Give it the right public_repo, or repo for private repositories.',
    })
  return lines
}

async function checkRepository(client: GitHubClient, repo: string, ctx: Ctx): Promise<Diagnosis> {
  const answer = await client.get(ctx, `/repos/${repo}`)
  const { status } = answer
  if (status === 200) {
    const name = looseOf(jsonOf(answer))['full_name']
    if (typeof name !== 'string' || name.toLowerCase() === repo.toLowerCase())
      return { level: 'ok', what: `${repo} can be read.` }
    return {
      level: 'warn',
      what: `${repo} is now called ${name}; its events are passed over.`,
      mend: `Write ${name} into the connection.`,
    }
  }
  return {
    level: 'fail',
    what: `${repo} cannot be read (${status}).`,
    mend: 'Check the spelling; a private repository needs a token that may read it.',
  }
}

async function checkRoom(client: GitHubClient, ctx: Ctx): Promise<Diagnosis> {
  const answer = await client.get(ctx, '/rate_limit')
  const core = looseOf(looseOf(looseOf(jsonOf(answer))['resources'])['core'])
  const { remaining, limit } = core
  if (remaining !== 0)
    return {
      level: 'ok',
      what: `${String(remaining)} of ${String(limit)} questions are left this hour.`,
    }
  return {
    level: 'warn',
    what: 'No questions are left this hour; GitHub is heard again after that.',
    mend: 'Look less often (pollSeconds), or use a token.',
  }
}
