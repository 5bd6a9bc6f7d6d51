import type { mastodon } from 'masto'
import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Diagnosis } from '../connector.ts'
import type { Features } from './features.ts'
import { looseOf } from './loose.ts'
import { fullHandle } from './status-mention.ts'

const NEW_TOKEN = 'Run "earshot setup mastodon" and paste a token with every right it names.'

export interface Checking {
  client: mastodon.rest.Client
  host: string
  /** The account of the settings, without a first @; null without one. */
  account: string | null
  hashtags: readonly string[]
  features(): Promise<Features>
}

/** Server, stream, account and rights, each with its mend; nothing is posted. */
export async function diagnose(checking: Checking): Promise<Diagnosis[]> {
  const { client, host, account, hashtags } = checking
  try {
    const features = await checking.features()
    const server: Diagnosis = { level: 'ok', what: `${host} answers (${features.software}).` }
    if (account === null) return [server, await checkAnonymous(client, hashtags)]
    const lines = [server, await checkAccount(client, account, features)]
    if (lines.some(({ level }) => level === 'fail')) return lines
    return [...lines, streamLine(host, features), ...(await checkRights(client))]
  } catch (error) {
    const what = messageOf(error)
    // A token that does not hold says itself what to do.
    if (error instanceof NetworkError && error.code === 'auth') return [{ level: 'fail', what }]
    const mend = 'Check the name of the server in earshot.yaml, and the connection to the internet.'
    return [{ level: 'fail', what, mend }]
  }
}

async function checkAccount(
  client: mastodon.rest.Client,
  account: string,
  features: Features,
): Promise<Diagnosis> {
  const us = looseOf(await client.v1.accounts.verifyCredentials())
  const handle = fullHandle(us, features.domain) ?? ''
  if (isSameAccount(account, handle, features.domain))
    return { level: 'ok', what: `The token is that of @${handle}.` }
  return {
    level: 'fail',
    what: `The token is that of @${handle}, but the settings name @${account}.`,
    mend: 'Sign in as the right account and make its token, or change account: in earshot.yaml.',
  }
}

/** Whether a name as people write it is this account. */
export function isSameAccount(written: string, handle: string, domain: string): boolean {
  const name = written.replace(/^@/, '').toLowerCase()
  return (name.includes('@') ? name : `${name}@${domain.toLowerCase()}`) === handle
}

function streamLine(host: string, features: Features): Diagnosis {
  if (features.streaming !== null) return { level: 'ok', what: `${host} tells of posts at once.` }
  return { level: 'warn', what: `${host} has no live stream, so posts are heard within minutes.` }
}

/** Each right is tried with the least that needs it; the post that is tried has no text, so it is refused. */
async function checkRights(client: mastodon.rest.Client): Promise<Diagnosis[]> {
  const tries: [right: string, what: string, ask: () => PromiseLike<unknown>][] = [
    ['read:notifications', 'hear who tags us', () => client.v1.notifications.list({ limit: 1 })],
    ['read:statuses', 'read posts', () => client.v1.timelines.home.list({ limit: 1 })],
    ['write:statuses', 'answer', () => client.v1.statuses.create({ status: '' })],
  ]
  const lines: Diagnosis[] = []
  for (const [right, what, ask] of tries) {
    const has = await ask().then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof NetworkError)) throw error
        if (error.code === 'refused') return true
        if (error.code === 'forbidden') return false
        throw error
      },
    )
    const cannot = `The token may not ${what}: the right ${right} is missing.`
    lines.push(
      has
        ? { level: 'ok', what: `The token may ${what}.` }
        : { level: 'fail', what: cannot, mend: NEW_TOKEN },
    )
  }
  return lines
}

async function checkAnonymous(
  client: mastodon.rest.Client,
  hashtags: readonly string[],
): Promise<Diagnosis> {
  const [tag] = hashtags
  if (tag === undefined)
    return {
      level: 'fail',
      what: 'Without an account only hashtags can be heard, and none is named.',
      mend: 'Write hashtags: or account: in earshot.yaml.',
    }
  try {
    await client.v1.timelines.tag.$select(encodeURIComponent(tag)).list({ limit: 1 })
    return {
      level: 'ok',
      what: 'Its hashtags are open to read. To be heard and to answer, add an account.',
    }
  } catch (error) {
    if (!(error instanceof NetworkError) || !['auth', 'forbidden', 'refused'].includes(error.code))
      throw error
    return {
      level: 'fail',
      what: 'This server shows hashtags only to its own accounts.',
      mend: 'Run "earshot setup mastodon" to connect one.',
    }
  }
}
