import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx, Diagnosis } from '../connector.ts'
import { errorOfAnswer } from '../http.ts'
import { openFrames } from './frames.ts'
import { streamUrl } from './jetstream.ts'
import { SECRETS, type Session } from './session.ts'

interface Heard {
  hosts: readonly string[]
  session: Session | null
  handle: string | undefined
}

/** Whether the stream stands at one of its instances, and what the account may; nothing is posted. */
export async function diagnose(heard: Heard, ctx: Ctx): Promise<Diagnosis[]> {
  return [await checkStream(heard.hosts, ctx), ...(await checkAccount(heard, ctx))]
}

/** All instances at once: one that is dead answers only after its time is over. */
async function checkStream(hosts: readonly string[], ctx: Ctx): Promise<Diagnosis> {
  const enough = new AbortController()
  const signal = AbortSignal.any([enough.signal, ctx.signal])
  try {
    await Promise.any(hosts.map((host) => reach(host, { ...ctx, signal })))
    return { level: 'ok', what: 'Bluesky’s stream can be heard.' }
  } catch (error) {
    const [first] = (error as AggregateError).errors as unknown[]
    return {
      level: 'fail',
      what: messageOf(first),
      mend: `Check the connection to the internet, and whether this machine may reach ${namesOf(hosts)}.`,
    }
  } finally {
    enough.abort()
  }
}

async function reach(host: string, ctx: Ctx): Promise<void> {
  const frames = openFrames(streamUrl(host, null), ctx)
  try {
    await frames.opened
  } finally {
    frames[Symbol.dispose]()
  }
}

function namesOf(hosts: readonly string[]): string {
  return hosts.map((host) => host.replace(/^\w+:\/\//, '')).join(', ')
}

async function checkAccount({ session, handle }: Heard, ctx: Ctx): Promise<Diagnosis[]> {
  if (session === null) {
    return [
      {
        level: 'warn',
        what: 'Bluesky is heard, but no account answers.',
        mend: `To answer, write account: into the connection and set ${SECRETS.password}.`,
      },
    ]
  }
  try {
    const path = 'app.bsky.notification.listNotifications?limit=1'
    const answer = await session.call(ctx, { method: 'GET', path })
    if (answer.status !== 200) throw errorOfAnswer(answer, 'Bluesky', ctx.clock.now())
    return [
      { level: 'ok', what: `Bluesky answers as @${handle ?? ''}.` },
      { level: 'ok', what: 'The account’s notifications can be read.' },
    ]
  } catch (error) {
    const what = messageOf(error)
    // A password that does not hold says itself what to do.
    if (error instanceof NetworkError && error.code === 'auth') return [{ level: 'fail', what }]
    const mend = 'Check the connection to the internet and try again.'
    return [{ level: 'fail', what, mend }]
  }
}
