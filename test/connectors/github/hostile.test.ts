import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Ctx, Delivery, Item } from '../../../connectors/connector.ts'
import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import { itemsOfEvent } from '../../../connectors/github/hooks.ts'
import type { GitHubCursor } from '../../../connectors/github/memory.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { createEvents, type GitHubEvent } from '../../support/fake-github/events.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'
import { finalState } from '../../support/final-state.ts'
import { NOON } from '../../support/listening-desk.ts'
import { mutateJson, seeded, shuffleAndDouble } from '../../support/mutate-json.ts'

const REPO = 'harbor/beans'
const SECRET = 'a secret of thirty-two characters'
const MUTATIONS = 10_000
const A_PAGE = 100
const ORDERS = 200

let github: FakeGitHub
let events: ReturnType<typeof createEvents>
const clock = createSimulatedClock(NOON)

beforeEach(async () => {
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
  github.store.addRepo('harbor/cups')
  events = createEvents(github)
})
afterEach(() => github.close())

/** One of each kind of event. */
function oneOfEach(): GitHubEvent[] {
  const { store } = github
  const issue = store.openIssue(
    REPO,
    'Beans',
    'juniper beans are **stale**, see [this](https://a.example)',
  )
  const comment = store.comment(issue, 'juniper, again')
  const topic = store.openDiscussion(REPO, 'Which?', 'juniper or not')
  const answer = store.comment(topic, 'juniper!')
  return [
    ...[issue, comment, topic, answer].flatMap((thing) =>
      ['opened', 'created', 'edited', 'deleted'].map((action) => events.of(action, thing)),
    ),
    events.transferred(issue, store.transfer(issue, 'harbor/cups')),
  ]
}

/** Until the connector has caught up, with deliveries in memory. */
async function hear(rows: readonly Delivery[]): Promise<Batch[]> {
  const connector = createGitHubConnector({ repositories: [REPO], baseUrl: github.apiUrl })
  const abort = new AbortController()
  const secrets = { EARSHOT_GITHUB_TOKEN: TOKEN, EARSHOT_GITHUB_WEBHOOK_SECRET: SECRET }
  const ctx: Ctx = {
    ...aCtx(clock, abort.signal, secrets).ctx,
    deliveries: {
      read: async (after, limit) => rows.filter(({ seq }) => seq > after).slice(0, limit),
      finish: async () => {},
    },
  }
  const batches: Batch[] = []
  for await (const batch of connector.listen(null, ctx)) {
    batches.push(batch)
    if (batch.caughtUp) abort.abort()
  }
  return batches
}

function expectSound(items: readonly Item[]): void {
  for (const item of items) {
    if (item.type === 'poison') expect(item.reason).not.toBe('')
    if (item.type === 'delete') expect(item.key).toMatch(/^github:.+-\d+$/)
    if (item.type !== 'upsert') continue
    expect(item.mention.text.trim()).not.toBe('')
    expect(item.mention.text.length).toBeLessThanOrEqual(64_000)
    expect(item.mention.url).toMatch(/^https?:/)
    expect(Number.isSafeInteger(item.mention.createdAt)).toBe(true)
  }
}

describe('GitHub under hostile hands', () => {
  it(`takes ${MUTATIONS} spoiled events: sets aside what it cannot read, and goes on`, async () => {
    const random = seeded(11)
    const kinds = oneOfEach()
    const connector = createGitHubConnector({ repositories: [REPO], baseUrl: github.apiUrl })
    const ctx = aCtx(clock, new AbortController().signal, {
      EARSHOT_GITHUB_WEBHOOK_SECRET: SECRET,
    }).ctx
    const rows: Delivery[] = []
    const statuses = new Set<number>()
    for (let i = 0; i < MUTATIONS; i++) {
      const { kind, payload } = kinds[i % kinds.length] ?? { kind: '', payload: {} }
      const text = mutateJson(payload, random)
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'x-github-event': kind,
        'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`,
      }
      const request = { header: (name: string) => headers[name] ?? null, body: Buffer.from(text) }
      const verdict = connector.webhook?.(request, ctx)
      statuses.add(verdict?.status ?? 0)
      if (verdict?.keep !== undefined) {
        const { body } = verdict.keep
        rows.push({ seq: rows.length + 1, kind, body, receivedAt: NOON })
      }
    }
    expect([...statuses].toSorted()).toEqual([202, 400])
    for (const thing of github.store.things) thing.updatedAt = NOON - 86_400_000
    const batches = await hear(rows)
    expect(batches.at(-1)?.cursor['after']).toBe(rows.length)
    const items = batches.flatMap((batch) => batch.items)
    const poison = items.filter(({ type }) => type === 'poison')
    expect(poison.length).toBeGreaterThan(MUTATIONS / 20)
    expectSound(items)
  })

  it(`takes ${MUTATIONS} spoiled rows of its lists, and the cursor stays sound`, async () => {
    const random = seeded(12)
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    const row = github.store.rest(issue, github.apiUrl)
    let seen = 0
    let poison = 0
    for (let page = 0; page < MUTATIONS / A_PAGE; page++) {
      const rows = Array.from({ length: A_PAGE - 1 }, () => {
        const text = mutateJson(row, random)
        try {
          return JSON.parse(text) as unknown
        } catch {
          return text
        }
      })
      github.failNext({ kind: 'answer', status: 200, body: JSON.stringify(rows) })
      const batches = await hear([])
      const items = batches.flatMap((batch) => batch.items)
      seen += rows.length
      poison += items.filter(({ type }) => type === 'poison').length
      expectSound(items)
      const { streams } = (batches.at(-1)?.cursor ?? {}) as unknown as GitHubCursor
      for (const { since } of Object.values(streams)) {
        expect(since).toBeGreaterThanOrEqual(NOON)
        expect(since).toBeLessThanOrEqual(NOON + 600_000)
      }
    }
    expect(poison).toBeGreaterThan(seen / 20)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled events`, async () => {
    const { store } = github
    const told: GitHubEvent[] = []
    const say = async (...said: GitHubEvent[]) => {
      told.push(...structuredClone(said))
      await clock.advance(60_000)
    }
    const issue = store.openIssue(REPO, 'Beans', 'juniper beans are awful')
    await say(events.of('opened', issue))
    store.edit(issue, 'juniper beans are awful and late')
    await say(events.of('edited', issue))
    store.edit(issue, 'juniper beans were awful, they sent new ones')
    await say(events.of('edited', issue), events.of('labeled', issue), events.of('closed', issue))
    const comment = store.comment(issue, 'juniper did the same to me')
    await say(events.of('created', comment))
    store.edit(comment, 'juniper did the same to me, twice')
    await say(events.of('edited', comment))
    const regretted = store.comment(issue, 'juniper people are fools')
    await say(events.of('created', regretted))
    store.edit(regretted, 'juniper people are not wise')
    await say(events.of('edited', regretted), events.of('deleted', regretted))
    const moved = store.openIssue(REPO, 'Cups', 'juniper cups leak')
    await say(events.of('opened', moved))
    const arrived = store.transfer(moved, 'harbor/cups')
    await say(events.transferred(moved, arrived), events.arrived(moved, arrived))
    const topic = store.openDiscussion(REPO, 'Beans?', 'is juniper good')
    await say(events.of('created', topic))
    store.edit(topic, 'is juniper still good')
    await say(events.of('edited', topic))
    const answer = store.comment(topic, 'juniper is')
    await say(events.of('created', answer), events.of('deleted', answer))

    const context = { connectionId: 'gh', scope: '', now: clock.now(), own: null }
    const states = new Set<string>()
    for (let seed = 0; seed < ORDERS; seed++) {
      const random = seeded(seed)
      const deliveries = shuffleAndDouble(told, random).map(({ kind, payload }) =>
        itemsOfEvent(kind, JSON.stringify(payload), context),
      )
      states.add(JSON.stringify(await finalState(deliveries, random)))
    }
    expect(states.size).toBe(1)
    const { live, gone } = JSON.parse([...states][0] ?? '') as Awaited<
      ReturnType<typeof finalState>
    >
    expect(live.map(({ text }) => text).toSorted()).toEqual([
      'is juniper still good',
      'juniper beans were awful, they sent new ones',
      'juniper cups leak',
      'juniper did the same to me, twice',
    ])
    expect(gone).toEqual([
      `github::comment-${regretted.id}`,
      `github::discussion-comment-${answer.id}`,
      `github::issue-${moved.id}`,
    ])
  })
})
