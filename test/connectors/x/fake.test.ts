import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { readRule } from '../../support/fake-x/rule-language.ts'
import { createFakeX, type FakeX } from '../../support/fake-x/server.ts'

/** The fake refuses what X refuses; otherwise nothing that is proven against it would hold at X. */
let x: FakeX
let url: string
let clock: SimulatedClock
beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
  x = createFakeX(clock)
  url = await x.start()
})
afterEach(() => x.stop())

const ask = async (path: string, token = 'app-bearer', init: RequestInit = {}) => {
  const answer = await fetch(`${url}/2/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const send = (path: string, body: unknown, token?: string) =>
  ask(path, token, { method: 'POST', body: JSON.stringify(body) })

describe('the fake X', () => {
  it.each([
    ['has:links', 'nothing that stands alone'],
    ['the', 'only a stop word'],
    ['-juniper', 'only a negation'],
    ['juniper OR -tea', 'a negation in an OR'],
    ['juniper -(tea OR gin)', 'a negated group'],
    ['juniper and tea', 'an ambiguous word'],
    ['juniper coff*', 'a wildcard'],
    ['sentiment:good', 'no such operator'],
    ['juniper lang:id', 'no such language'],
    ['(juniper', 'an open bracket'],
    [`juniper ${'x'.repeat(1_020)}`, 'too long'],
  ])('takes no rule %s: %s', (rule) => {
    expect(readRule(rule, 1_024)).toHaveProperty('fault')
  })

  it('wants the app’s key for the stream and its rules, and a person’s for mentions and answers', async () => {
    expect((await ask('tweets/search/stream/rules', 'user-token')).status).toBe(403)
    expect((await ask('users/900/mentions')).status).toBe(403)
    expect((await ask('users/me', 'nobody')).status).toBe(401)
    expect((await send('tweets', { text: 'hi' })).status).toBe(403)
  })

  it('opens no stream without rules, and only one at once', async () => {
    expect((await ask('tweets/search/stream')).status).toBe(409)
    await send('tweets/search/stream/rules', { add: [{ value: 'juniper', tag: 'q' }] })
    const first = new AbortController()
    const open = await fetch(`${url}/2/tweets/search/stream`, {
      headers: { authorization: 'Bearer app-bearer' },
      signal: first.signal,
    })
    expect(open.status).toBe(200)
    const second = await ask('tweets/search/stream')
    expect(second).toMatchObject({ status: 429, body: { connection_issue: 'TooManyConnections' } })
    expect((await ask('connections/all', 'app-bearer', { method: 'DELETE' })).status).toBe(200)
    first.abort()
  })

  it('knows a rule twice, and says which of several it does not take', async () => {
    const add = [{ value: 'juniper', tag: 'q' }]
    expect((await send('tweets/search/stream/rules', { add })).status).toBe(201)
    const again = await send('tweets/search/stream/rules', {
      add: [...add, { value: 'tea' }, { value: 'the' }],
    })
    expect(again.body['meta']).toEqual({ summary: { created: 1, not_created: 2 } })
    expect(again.body['errors']).toEqual([
      expect.objectContaining({ title: 'DuplicateRule' }),
      expect.objectContaining({ title: 'UnprocessableEntity' }),
    ])
  })

  it('searches seven days back up to half a minute ago, no further', async () => {
    const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
    const search = (start: number) =>
      ask(`tweets/search/recent?query=juniper&max_results=10&start_time=${at(start)}`)
    x.addPost({ text: 'juniper', authorId: '900' })
    expect((await search(clock.now() - 8 * 86_400_000)).status).toBe(400)
    expect((await search(clock.now())).status).toBe(400)
    expect((await search(clock.now() - 60_000)).body['data']).toBeUndefined()
    await clock.advance(31_000)
    expect((await search(clock.now() - 60_000)).body['data']).toHaveLength(1)
  })

  it('gives private events only with the person’s own token, and only to an address that is proven', async () => {
    const mention = { event_type: 'post.mention.create', filter: { user_id: '900' } }
    expect((await send('activity/subscriptions', mention)).status).toBe(403)
    expect((await send('activity/subscriptions', mention, 'user-token')).status).toBe(200)
    expect((await send('activity/subscriptions', mention, 'user-token')).status).toBe(409)
    const other = { ...mention, filter: { user_id: '7' } }
    expect((await send('activity/subscriptions', other, 'user-token')).status).toBe(403)
    expect((await send('webhooks', { url: 'http://hooks.example.com/x' })).status).toBe(400)
    expect((await send('webhooks', { url: 'https://hooks.example.com:8443/x' })).status).toBe(400)
    expect((await send('webhooks', { url: 'http://127.0.0.1:9/x' })).status).toBe(400)
  })

  it('counts requests: the fifty-first connection in fifteen minutes is too many', async () => {
    for (let i = 0; i < 50; i++) expect((await ask('tweets/search/stream')).status).toBe(409)
    const over = await ask('tweets/search/stream')
    expect(over.status).toBe(429)
    await clock.advance(15 * 60_000)
    expect((await ask('tweets/search/stream')).status).toBe(409)
  })
})
