import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import { listHooks } from './activity.ts'
import type { XClient } from './client.ts'
import type { Account } from './mention.ts'
import { textOr } from './page.ts'
import { X_LINK_WARNING, X_PRICES } from './prices.ts'
import { compileRules, MAX_RULE } from './query-rules.ts'
import { listRules, tagOf } from './rules.ts'

export interface Checking {
  x: XClient
  us: Account
  words: boolean
  webhookUrl: string | null
  /** Answers by direct message are switched on. */
  direct: boolean
}

/** Account, answers, words and events, each with its mend; nothing is posted. */
export async function diagnose(checking: Checking, ctx: Ctx): Promise<Diagnosis[]> {
  const { x, us, words, webhookUrl, direct } = checking
  const account = await guarded(() => checkAccount(x, us, ctx))
  if (account.some(({ level }) => level === 'fail')) return account
  return [
    ...account,
    ...(words ? await guarded(() => checkWords(x, ctx)) : [WORDS_OFF]),
    ...(direct ? await guarded(() => checkMessages(x, ctx)) : []),
    ...(webhookUrl === null ? [] : await guarded(() => checkEvents(x, ctx, webhookUrl))),
  ]
}

const WORDS_OFF: Diagnosis = {
  level: 'ok',
  what: 'X is heard where the account is named. To hear your words everywhere, write words: true; each post costs $0.005.',
}

async function guarded(look: () => Promise<Diagnosis[]>): Promise<Diagnosis[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    // Keys that do not hold say themselves what to do.
    if (error.code === 'auth') return [{ level: 'fail', what: error.message }]
    const mend =
      error.code === 'transient'
        ? 'Check the connection to the internet and try again.'
        : 'Run "earshot setup x" and follow its steps.'
    return [{ level: 'fail', what: error.message, mend }]
  }
}

async function checkAccount(x: XClient, us: Account, ctx: Ctx): Promise<Diagnosis[]> {
  const { data } = await x.call(ctx, 'read', (client) => client.v2.get('users/me'))
  if (typeof data?.id !== 'string' || typeof data?.username !== 'string')
    throw new NetworkError('transient', 'X did not say which account the keys belong to.')
  ctx.spend(X_PRICES.userRead)
  if (data.id !== us.id)
    return [
      {
        level: 'fail',
        what: `The keys belong to @${data.username} (${data.id}), not to @${us.username} (${us.id}).`,
        mend: `Write userId: "${data.id}" and handle: "${data.username}", or use the keys of @${us.username}.`,
      },
    ]
  return [
    { level: 'ok', what: `X knows the account @${us.username}.` },
    {
      level: 'ok',
      what: `X lets us answer posts that tag or quote the account; all others open in X. ${X_LINK_WARNING}`,
    },
  ]
}

async function checkWords(x: XClient, ctx: Ctx): Promise<Diagnosis[]> {
  const { known } = await listRules(x, ctx)
  const foreign = known.filter(
    ({ tag }) => !textOr(tag, '').startsWith(tagOf(ctx.connectionId, '')),
  )
  const queries = (await ctx.queries?.()) ?? []
  const deaf = queries.filter((query) => compileRules(query, MAX_RULE).values.length === 0)
  const lines: Diagnosis[] = [
    {
      level: queries.length > deaf.length ? 'ok' : 'warn',
      what: `X can look for ${queries.length - deaf.length} of ${queries.length} queries.`,
      ...(deaf.length > 0
        ? {
            mend: `Give these a whole word or name to look for: ${deaf.map(({ id }) => id).join(', ')}.`,
          }
        : {}),
    },
  ]
  if (foreign.length > 0)
    lines.push({
      level: 'warn',
      what: `${foreign.length} rules of another program stand at X under the same app. Their posts cost money too.`,
      mend: 'Give Earshot an app of its own in the X developer console.',
    })
  return lines
}

/** Asks for the number of one message: the same right as to send one, and no words of anybody. */
async function checkMessages(x: XClient, ctx: Ctx): Promise<Diagnosis[]> {
  try {
    const params = { max_results: 1, 'dm_event.fields': 'id' }
    await x.call(ctx, 'read', (client) => client.v2.get('dm_events', params))
    ctx.spend(X_PRICES.messageRead)
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'forbidden') throw error
    return [
      {
        level: 'warn',
        what: 'The login at X has no right for direct messages, so none can be sent.',
        mend: 'Give the app "Read and write and Direct message" in the X developer console and run "earshot setup x".',
      },
    ]
  }
  return [
    {
      level: 'ok',
      what: 'People who tag or quote the account can be answered by direct message, where they agreed to one.',
    },
  ]
}

async function checkEvents(x: XClient, ctx: Ctx, url: string): Promise<Diagnosis[]> {
  const has = (name: string) => ctx.secrets.get(name) !== undefined
  if (!has('EARSHOT_X_CLIENT_SECRET') && !has('EARSHOT_X_API_SECRET'))
    return [
      {
        level: 'fail',
        what: 'EARSHOT_X_CLIENT_SECRET is missing, so events of X cannot be told from forged ones.',
        mend: 'Copy the client secret of the app from the X developer console.',
      },
    ]
  const hook = (await listHooks(x, ctx)).find((one) => one.url === url)
  if (hook === undefined)
    return [
      {
        level: 'warn',
        what: `X does not know the address ${url} yet.`,
        mend: 'It is told when "earshot start" runs and the address leads to the desk.',
      },
    ]
  if (hook.valid === false)
    return [
      {
        level: 'warn',
        what: `X could not prove the address ${url}, so no events come. Everything is heard by asking.`,
        mend: 'See that it can be reached from outside and leads to the desk.',
      },
    ]
  return [{ level: 'ok', what: `X sends events to ${url}.` }]
}
