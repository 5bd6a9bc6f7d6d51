import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlackClients, slackError } from '../../bot/slack-client.ts'
import { createRotatingToken, exchangeToken, withToken } from '../../bot/slack-token.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import type { Database } from '../../db/database.ts'
import { createSlackTokenStore } from '../../db/slack-token.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { HOUR, NOON } from '../support/listening-desk.ts'
import { openMemory } from '../support/made-database.ts'
import { whileTimePasses } from '../support/while-time-passes.ts'

let slack: FakeSlack
let db: Database
let clock: SimulatedClock
let pasted: { access: string; refresh?: string }
const seal = createSeal('a key of at least sixteen')
const secrets = { clientId: '', clientSecret: '' }

beforeEach(async () => {
  clock = createSimulatedClock(NOON)
  slack = await startFakeSlack({ clock, rateLimits: 'off' })
  slack.addChannel({ id: 'C1', name: 'mentions' })
  db = await openMemory({ clock })
  const { refreshToken, clientId, clientSecret } = slack.rotateTokens()
  pasted = { access: slack.botToken, refresh: refreshToken }
  Object.assign(secrets, { clientId, clientSecret })
})
afterEach(async () => {
  await slack.close()
  await db.close()
})

/** One process of the desk: its own memory, the same store. */
function aProcess(owner: string, more: Partial<Parameters<typeof createRotatingToken>[0]> = {}) {
  const store = createSlackTokenStore(db, seal, () => clock.now())
  const of = { store, clock, log: silentLogger, owner, ...secrets, pasted, apiUrl: slack.apiUrl }
  const token = createRotatingToken({ ...of, ...more })
  const access = { botToken: pasted.access, apiUrl: slack.apiUrl, fetch: withToken(token) }
  return { token, deps: { ...of, ...more }, ...createSlackClients(access, silentLogger) }
}

const refreshes = () => slack.calls('oauth.v2.access').filter(({ ok }) => ok).length

describe('Slack tokens that rotate', () => {
  it('are brought before they end, once for many calls at once, day after day', async () => {
    const { interactive } = aProcess('one')
    for (let day = 1; day <= 4; day++) {
      const calls = Array.from({ length: 10 }, () => interactive.auth.test())
      expect((await Promise.all(calls)).every(({ ok }) => ok)).toBe(true)
      expect(refreshes()).toBe(day)
      await clock.advance(11.5 * HOUR)
    }
    expect(slack.violations).toEqual([])
  })

  it('are brought two hours before they end, when somebody looks', async () => {
    const { token } = aProcess('one')
    const first = await token.now()
    await clock.advance(9.9 * HOUR)
    expect(await token.now()).toBe(first)
    await clock.advance(0.2 * HOUR)
    expect(await token.now()).not.toBe(first)
    expect(refreshes()).toBe(2)
  })

  it('are kept sealed, and a start goes on with what is kept', async () => {
    await aProcess('one').token.now()
    await clock.advance(11.5 * HOUR)
    await aProcess('two').interactive.auth.test()
    expect(refreshes()).toBe(2)
    const rows = await db.kysely.selectFrom('setting').select('value').execute()
    expect(JSON.stringify(rows)).not.toMatch(/xox/)
    expect(await aProcess('three').token.now()).toBe(slack.botToken)
    expect(refreshes()).toBe(2)
  })

  it('are in the store before anything uses them', async () => {
    const store = createSlackTokenStore(db, seal, () => clock.now())
    const order: string[] = []
    const { interactive } = aProcess('one', {
      store: {
        ...store,
        async write(tokens) {
          await store.write(tokens)
          order.push(`stored with ${slack.calls('auth.test').length} calls made`)
        },
      },
    })
    await interactive.auth.test()
    expect(order).toEqual(['stored with 0 calls made'])
  })

  it('are brought by one process while the others wait', async () => {
    const all = ['one', 'two', 'three'].map((owner) => aProcess(owner))
    const running = whileTimePasses(clock, () => Promise.all(all.map(({ token }) => token.now())))
    expect(new Set(await running)).toEqual(new Set([slack.botToken]))
    expect(refreshes()).toBe(1)
  })

  it('still hold while Slack is in trouble, until they end', async () => {
    const { token, interactive } = aProcess('one')
    const first = await token.now()
    slack.fail('oauth.v2.access', { how: 'http_503', times: Number.POSITIVE_INFINITY })
    await clock.advance(11.5 * HOUR)
    expect(await token.now()).toBe(first)
    expect((await interactive.auth.test()).ok).toBe(true)
    await clock.advance(HOUR)
    await expect(token.now()).rejects.toThrow()
    slack.mend()
    expect((await interactive.auth.test()).ok).toBe(true)
  })

  it('begin anew where people pasted another pair', async () => {
    await aProcess('one').token.now()
    slack.issueToken('bot')
    const { refreshToken } = slack.rotateTokens()
    pasted = { access: slack.botToken, refresh: refreshToken }
    expect((await aProcess('two').interactive.auth.test()).ok).toBe(true)
    expect(refreshes()).toBe(2)
  })

  it('are renewed once where Slack refuses them before their time, and every call that was refused goes again', async () => {
    const { token, interactive } = aProcess('one')
    await token.now()
    slack.revokeToken('bot', 'token_expired')
    const calls = Array.from({ length: 20 }, () =>
      interactive.chat.postMessage({ channel: 'C1', text: 'hello' }),
    )
    expect((await Promise.all(calls)).every(({ ok }) => ok)).toBe(true)
    expect(refreshes()).toBe(2)
    expect(slack.messages('C1')).toHaveLength(20)
  })

  it('are not asked for again and again where the app is gone', async () => {
    const { token, interactive } = aProcess('one')
    await token.now()
    slack.revokeToken('bot')
    slack.fail('oauth.v2.access', { how: 'http_503', times: Number.POSITIVE_INFINITY })
    const asked = slack.calls('oauth.v2.access').length
    for (let i = 0; i < 5; i++)
      await expect(interactive.auth.test()).rejects.toThrow('token_revoked')
    expect(slack.calls('oauth.v2.access')).toHaveLength(asked + 1)
  })

  it('come through a crash between the answer and the store, while the old refresh token is still taken', async () => {
    const store = createSlackTokenStore(db, seal, () => clock.now())
    const crash = async () => {
      throw new Error('the plug was pulled')
    }
    await expect(
      aProcess('one', { store: { ...store, write: crash } }).token.now(),
    ).rejects.toThrow()
    await clock.advance(20_000)
    expect((await aProcess('two').interactive.auth.test()).ok).toBe(true)
    expect(refreshes()).toBe(2)
  })

  it('say what to do where the refresh token was spent elsewhere, and use the old token to its end', async () => {
    const one = aProcess('one')
    const held = await one.token.now()
    const before = await one.deps.store.read()
    await aProcess('two').token.renew(held)
    await clock.advance(10.5 * HOUR)
    // As after a backup of the days before was put back.
    if (before !== null) await one.deps.store.write(before)
    const late = aProcess('three')
    expect(await late.token.now()).toBe(held)
    expect(late.token.standing()).toMatchObject({
      endsAt: before?.expiresAt,
      trouble: expect.stringContaining('Reinstall to Workspace'),
    })
    await clock.advance(2 * HOUR)
    // Nothing was sent, so no sender may take this for a post whose answer was lost.
    const error = await late.bulk.chat.postMessage({ channel: 'C1', text: 'x' }).catch((e) => e)
    expect(slackError(error, clock.now())).toMatchObject({ code: 'auth' })
  })

  it('take the place of a token that never ended, once', async () => {
    slack.issueToken('bot')
    pasted = { access: slack.botToken }
    const { deps } = aProcess('one')
    const pair = await exchangeToken(deps)
    expect(await deps.store.read()).toEqual(pair)
    await clock.advance(11 * HOUR)
    expect((await aProcess('two').interactive.auth.test()).ok).toBe(true)
    await expect(exchangeToken(deps)).rejects.toThrow('exchanged before')
    const other = await exchangeToken({ ...deps, clientSecret: 'another' }).catch((e) => e)
    expect(other).toBeInstanceOf(NetworkError)
    expect(other.message).toContain('EARSHOT_SLACK_CLIENT_SECRET')
  })
})
