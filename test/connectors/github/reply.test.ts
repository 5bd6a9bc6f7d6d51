import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'
import type { FakeThing } from '../../support/fake-github/store.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)
const REPO = 'harbor/beans'
const TEXT = 'We are sorry. New beans are on their way.'

let clock: SimulatedClock
let github: FakeGitHub
beforeEach(async () => {
  clock = createSimulatedClock(NOW)
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
})
afterEach(() => github.close())

const open = (account?: string) =>
  createGitHubConnector({
    repositories: [REPO],
    baseUrl: github.apiUrl,
    ...(account && { account }),
  })
const ctx = (token = TOKEN) =>
  aCtx(clock, new AbortController().signal, { EARSHOT_GITHUB_TOKEN: token }).ctx
const options = { idempotencyKey: 'press-1', pressedAt: NOW }
const target = (thing: FakeThing, thread?: string) => ({
  key: 'k',
  nativeId: `${thing.kind}-${thing.id}`,
  url: 'https://github.example/x',
  trigger: 'keyword',
  replyRef: {
    kind: thing.kind,
    repo: thing.repo,
    number: String(thing.number),
    node: thing.node,
    ...(thread !== undefined && { thread }),
  },
})
const send = (thing: FakeThing, text = TEXT, thread?: string) =>
  open('harborbeans').reply?.(target(thing, thread), text, options, ctx())
const comments = () => github.store.alive().filter(({ user }) => user.id === 900)

describe('an answer', () => {
  it('stands below the issue, under our account', async () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    const receipt = await send(issue)
    const [made] = comments()
    expect(receipt).toEqual({
      nativeId: `comment-${made?.id}`,
      url: `https://github.example/${REPO}/issues/${issue.number}#issuecomment-${made?.id}`,
    })
    expect(made?.body).toBe(TEXT)
    expect(await open('harborbeans').accountName?.(ctx())).toBe('@harborbeans')
  })

  it('to a comment of a discussion stands in its thread', async () => {
    const topic = github.store.openDiscussion(REPO, 'Beans', 'juniper?')
    const comment = github.store.comment(topic, 'juniper!')
    await send(comment, TEXT, comment.node)
    expect(comments()).toMatchObject([
      { kind: 'discussion-comment', parent: comment.id, body: TEXT },
    ])
    await send(topic)
    expect(comments()[1]).toMatchObject({ parent: null })
  })

  it('is refused in words where GitHub refuses it, and nothing is sent', async () => {
    const locked = github.store.openIssue(REPO, 'Beans', 'juniper', { locked: true })
    const lockedTopic = github.store.openDiscussion(REPO, 'Beans', 'juniper', { locked: true })
    const gone = github.store.openIssue(REPO, 'Beans', 'juniper')
    const goneTopic = github.store.openDiscussion(REPO, 'Beans', 'juniper')
    github.store.remove(gone)
    github.store.remove(goneTopic)
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    await expect(send(locked)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('locked'),
    })
    await expect(send(lockedTopic)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('locked'),
    })
    await expect(send(gone)).rejects.toMatchObject({ code: 'gone' })
    await expect(send(goneTopic)).rejects.toMatchObject({ code: 'gone' })
    await expect(send(issue, 'x'.repeat(65_537))).rejects.toMatchObject({ code: 'refused' })
    await expect(send(issue, ' ')).rejects.toMatchObject({ code: 'refused' })
    github.state.readOnly = true
    await expect(send(issue)).rejects.toMatchObject({ code: 'forbidden' })
    expect(comments()).toEqual([])
  })

  it('that may have arrived is looked for, and found by our account, words and time', async () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    const topic = github.store.openDiscussion(REPO, 'Beans', 'juniper')
    const find = (thing: FakeThing) =>
      open('harborbeans').findReply?.(target(thing), TEXT, options, ctx())
    github.failNext({ kind: 'cut' })
    await expect(send(issue)).rejects.toMatchObject({ code: 'ambiguous' })
    github.failNext({ kind: 'answer', status: 502, body: '<html>' })
    await expect(send(issue)).rejects.toMatchObject({ code: 'ambiguous' })
    // The same words of somebody else, and our own of yesterday, are not it.
    github.store.comment(issue, TEXT)
    const me = { id: 900, login: 'harborbeans', type: 'User' as const }
    const old = { user: me, createdAt: NOW - 86_400_000 }
    github.store.comment(issue, TEXT, old)
    github.store.comment(topic, TEXT, old)
    expect(await find(issue)).toBeNull()
    expect(await find(topic)).toBeNull()
    const made = github.store.comment(issue, TEXT, { user: me })
    const inTopic = github.store.comment(topic, TEXT, { user: me })
    expect(await find(issue)).toMatchObject({ nativeId: `comment-${made.id}` })
    expect(await find(topic)).toMatchObject({ nativeId: `discussion-comment-${inTopic.id}` })
  })

  it('needs an account; without one the post opens at GitHub', () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    expect(open().canReply(target(issue))).toMatchObject({ openUrl: 'https://github.example/x' })
    expect(open().reply).toBeUndefined()
    expect(open('harborbeans').canReply(target(issue))).toBe(true)
    expect(open('harborbeans').canReply({ ...target(issue), replyRef: {} })).not.toBe(true)
  })
})

describe('the doctor', () => {
  const levels = async (
    account: string | undefined,
    token: string | undefined,
    repositories = [REPO],
  ) => {
    const connector = createGitHubConnector({
      repositories,
      baseUrl: github.apiUrl,
      ...(account !== undefined && { account }),
    })
    const secrets: Record<string, string> =
      token === undefined ? {} : { EARSHOT_GITHUB_TOKEN: token }
    const lines = await connector.check(aCtx(clock, new AbortController().signal, secrets).ctx)
    return lines.map(({ level }) => level)
  }

  it('says what is well and what is not', async () => {
    expect(await levels('harborbeans', TOKEN)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(await levels('somebody', TOKEN)).toContain('fail')
    expect(await levels(undefined, undefined)).toContain('warn')
    expect(await levels('harborbeans', 'expired')).toContain('fail')
    expect(await levels('harborbeans', TOKEN, ['harbor/gone'])).toContain('fail')
    expect(await levels('harborbeans', TOKEN, []), 'nothing is named').toContain('fail')
    const repo = github.store.repos.get(REPO)
    if (repo !== undefined) repo.renamedTo = 'harbor/roast'
    github.store.addRepo('harbor/roast')
    expect(await levels('harborbeans', TOKEN)).toEqual(['ok', 'warn', 'ok', 'ok'])
  })
})
