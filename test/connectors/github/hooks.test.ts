import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Cursor, Item } from '../../../connectors/connector.ts'
import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { createEventSender, createEvents } from '../../support/fake-github/events.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'
import { openHookDesk } from '../../support/hook-desk.ts'
import { NOON, openDesk } from '../../support/listening-desk.ts'

const REPO = 'harbor/beans'
const SECRET = 'a secret of thirty-two characters'

let clock: SimulatedClock
let github: FakeGitHub
let desk: Awaited<ReturnType<typeof openHookDesk>>
let send: ReturnType<typeof createEventSender>
let events: ReturnType<typeof createEvents>
let connector: ReturnType<typeof createGitHubConnector>

beforeEach(async () => {
  clock = createSimulatedClock(NOON)
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
  github.store.addRepo('harbor/cups')
  github.store.addRepo('harbor/secret', true)
  connector = createGitHubConnector({ repositories: [REPO, 'harbor/cups'], baseUrl: github.apiUrl })
  const secrets = { EARSHOT_GITHUB_TOKEN: TOKEN, EARSHOT_GITHUB_WEBHOOK_SECRET: SECRET }
  desk = await openHookDesk(clock, connector, secrets)
  send = createEventSender(desk.url, SECRET)
  events = createEvents(github)
})
afterEach(async () => {
  await desk.close()
  await github.close()
})

const keyOf = (kind: string, id: number) => `github:${github.host}:${kind}-${id}`

/** Listens from a cursor until it has caught up and read all that was kept. */
async function listenOnce(
  from: Cursor | null,
): Promise<{ batches: Batch[]; cursor: Cursor | null }> {
  const abort = new AbortController()
  const batches: Batch[] = []
  for await (const batch of connector.listen(from, desk.createCtx(abort.signal))) {
    batches.push(batch)
    if (batch.caughtUp) abort.abort()
  }
  return { batches, cursor: batches.at(-1)?.cursor ?? from }
}
const itemsOf = (batches: readonly Batch[]): Item[] => batches.flatMap(({ items }) => [...items])

describe("GitHub's webhook", () => {
  it('is believed by its signature over the very bytes', async () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper beans are stale')
    const event = events.of('opened', issue)
    const forged = JSON.stringify({ ...event.payload, action: 'deleted' })
    const statuses = []
    for (const options of [
      { tampered: forged },
      { tampered: JSON.stringify(event.payload, null, 2) },
      { secret: 'another secret of thirty-two chars' },
      { headers: { 'x-hub-signature-256': '' } },
      { headers: { 'x-hub-signature-256': 'sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709' } },
    ])
      statuses.push((await send(event, options)).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401])
    expect((await send(event)).status).toBe(202)
    const { batches } = await listenOnce(null)
    expect(itemsOf(batches).map(({ type }) => type)).toEqual(['upsert'])
  })

  it('knows a repeat by its bytes, whatever id it comes under', async () => {
    const event = events.of('opened', github.store.openIssue(REPO, 'Beans', 'juniper'))
    await send(event, { delivery: 'one' })
    expect((await send(event, { delivery: 'one' })).answer).toMatchObject({ repeat: true })
    expect((await send(event, { delivery: 'two' })).answer).toMatchObject({ repeat: true })
    const { batches } = await listenOnce(null)
    expect(itemsOf(batches)).toHaveLength(1)
  })

  it('answers a ping, ignores what it does not follow, refuses forms', async () => {
    expect(await send(events.ping())).toMatchObject({ status: 200, answer: { heard: 'ping' } })
    const foreign = github.store.openIssue('somebody/else', 'x', 'juniper')
    expect((await send(events.of('opened', foreign))).answer).toEqual({ ignored: 'issues' })
    expect(
      (await send({ kind: 'push', payload: { repository: { full_name: REPO } } })).answer,
    ).toEqual({
      ignored: 'push',
    })
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    expect((await send(events.ping(), form)).status).toBe(415)
    expect(itemsOf((await listenOnce(null)).batches)).toEqual([])
  })

  it('hears issues, comments and discussions, and no pull requests', async () => {
    const { store } = github
    const issue = store.openIssue(REPO, 'Beans', '> juniper is great\n\njuniper is not')
    const comment = store.comment(issue, 'same here, @harborbeans')
    const pull = store.openIssue(REPO, 'Fix', 'juniper', { isPull: true })
    const onPull = store.comment(pull, 'juniper')
    const topic = store.openDiscussion(REPO, 'Which beans?', 'juniper or not')
    const answer = store.comment(topic, 'juniper!')
    for (const event of [
      events.of('opened', issue),
      events.of('created', comment),
      events.of('labeled', issue),
      events.of('opened', pull),
      events.of('created', onPull),
      events.of('created', topic),
      events.of('created', answer),
    ])
      expect((await send(event)).status).toBe(202)
    // The poll would hear them as well.
    for (const thing of store.things) thing.updatedAt = thing.createdAt = NOON - 86_400_000
    const items = itemsOf((await listenOnce(null)).batches)
    expect(items.map((item) => item.type === 'upsert' && item.mention.key)).toEqual([
      keyOf('issue', issue.id),
      keyOf('comment', comment.id),
      keyOf('discussion', topic.id),
      keyOf('discussion-comment', answer.id),
    ])
    expect(items[0]).toMatchObject({
      mention: {
        text: 'juniper is not',
        title: 'Beans',
        author: { id: '41', handle: 'nadia-example', isBot: false },
        parents: { container: { name: REPO }, replyToText: 'juniper is great' },
      },
    })
    expect(items[1]).toMatchObject({
      mention: {
        kind: 'comment',
        trigger: 'tag',
        mentionedHandles: ['@harborbeans'],
        parents: { replyToText: 'Beans' },
      },
    })
  })

  it('and the poll tell of the same post once', async () => {
    const store = await openDesk({ clock })
    const { cursor } = await listenOnce(null)
    await clock.advance(1000)
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper is awful')
    await send(events.of('opened', issue))
    await clock.advance(60_000)
    const { batches } = await listenOnce(cursor)
    const upserts = itemsOf(batches).filter((item) => item.type === 'upsert')
    expect(upserts).toHaveLength(1)
    for (const item of upserts) await store.hear(item)
    const rows = await store.db.kysely.selectFrom('mention').select(['key', 'edited_at']).execute()
    expect(rows).toEqual([{ key: keyOf('issue', issue.id), edited_at: null }])
    const cases = await store.db.kysely.selectFrom('case').select('version').execute()
    expect(cases).toEqual([{ version: 1 }])
    await store.db.close()
  })

  it('follows a transfer, and not into a place that is closed', async () => {
    const { store } = github
    const issue = store.openIssue(REPO, 'Beans', 'juniper')
    const moved = store.transfer(issue, 'harbor/cups')
    await send(events.transferred(issue, moved))
    await send(events.arrived(issue, moved))
    const other = store.openIssue(REPO, 'Beans', 'juniper')
    await send(events.transferred(other, store.transfer(other, 'harbor/secret')))
    const items = itemsOf((await listenOnce(null)).batches)
    expect(
      items.map((item) =>
        item.type === 'upsert' ? item.mention.key : item.type === 'delete' && `-${item.key}`,
      ),
    ).toEqual([
      `-${keyOf('issue', issue.id)}`,
      keyOf('issue', moved.id),
      `-${keyOf('issue', issue.id)}`,
      keyOf('issue', moved.id),
      `-${keyOf('issue', other.id)}`,
    ])
  })

  it('is stored before it is acknowledged: what was said while nobody listened is heard later', async () => {
    const { cursor } = await listenOnce(null)
    await clock.advance(1000)
    const issues = Array.from({ length: 120 }, (_, i) =>
      github.store.openIssue(REPO, `No ${i}`, `juniper ${i}`),
    )
    for (const issue of issues) await send(events.of('opened', issue))
    const { batches } = await listenOnce(cursor)
    expect(itemsOf(batches)).toHaveLength(120)
    // The same cursor again: the same items again.
    expect(itemsOf((await listenOnce(cursor)).batches)).toHaveLength(120)
  })
})
