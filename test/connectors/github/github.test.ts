import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Ctx, Cursor, Item } from '../../../connectors/connector.ts'
import { createGitHubConnector, type GitHubConfig } from '../../../connectors/github/connector.ts'
import { plainWords } from '../../../connectors/github/markdown.ts'
import type { GitHubCursor } from '../../../connectors/github/memory.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import {
  type FakeGitHub,
  OUR_USER,
  startFakeGitHub,
  TOKEN,
} from '../../support/fake-github/fake-github.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)
const REPO = 'harbor/beans'

let clock: SimulatedClock
let github: FakeGitHub
/** Whom we spoke with. */
const hosts = new Set<string>()
beforeEach(async () => {
  clock = createSimulatedClock(NOW)
  hosts.clear()
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
  github.store.addRepo('harbor/cups')
})
afterEach(() => github.close())

const secretsOf = (token: string | null) => (token === null ? {} : { EARSHOT_GITHUB_TOKEN: token })

/** One look from a cursor on. */
async function look(
  from: Cursor | null,
  more: Partial<GitHubConfig> = {},
  token: string | null = TOKEN,
) {
  const connector = createGitHubConnector({ repositories: [REPO], baseUrl: github.apiUrl, ...more })
  const abort = new AbortController()
  const batches: Batch[] = []
  const ctx: Ctx = {
    ...aCtx(clock, abort.signal, secretsOf(token)).ctx,
    fetch: (input, init) => {
      hosts.add(new URL(input instanceof Request ? input.url : input).host)
      return fetch(input, init)
    },
  }
  for await (const batch of connector.listen(from, ctx)) {
    batches.push(JSON.parse(JSON.stringify(batch)) as Batch)
    if (batch.caughtUp) abort.abort()
  }
  const items = batches.flatMap((batch) => [...batch.items])
  return { batches, items, cursor: batches.at(-1)?.cursor ?? from }
}

const said = (items: readonly Item[]) =>
  items.map((item) =>
    item.type === 'upsert'
      ? item.mention.text
      : `${item.type} ${item.type === 'delete' ? item.reason : ''}`,
  )
const idOf = (items: readonly Item[]) =>
  new Set(items.map((item) => item.type === 'upsert' && item.mention.key))
const asked = (word: string) => github.requests.filter(({ path }) => path.includes(word))

describe('the poll', () => {
  it('asks only for what has changed, and what has not costs nothing', async () => {
    github.store.openIssue(REPO, 'Beans', 'juniper')
    const first = await look(null)
    expect(said(first.items)).toEqual(['juniper'])
    const used = github.state.used
    const second = await look(first.cursor)
    expect(second.items).toEqual([])
    expect(asked('/issues?').at(-1)).toMatchObject({ status: 304 })
    // Whose token it is, the repository, the discussions and the one post that is looked at again.
    expect(github.state.used - used).toBeLessThanOrEqual(4)
  })

  it('reads every page, also when a thousand rows are of one second or move while it reads', async () => {
    const { cursor } = await look(null)
    for (let i = 0; i < 250; i++) github.store.openIssue(REPO, `A ${i}`, `juniper a${i}`)
    await clock.advance(60_000)
    for (let i = 0; i < 150; i++) {
      github.store.openIssue(REPO, `B ${i}`, `juniper b${i}`)
      await clock.advance(1000)
    }
    const { items, batches } = await look(cursor)
    expect(idOf(items).size).toBe(400)
    expect(asked('page=2').length).toBeGreaterThan(0)
    expect(batches.filter(({ caughtUp }) => caughtUp)).toHaveLength(1)
  })

  it('resumes in the middle of a long catch-up', async () => {
    const { cursor } = await look(null)
    for (let i = 0; i < 220; i++) {
      github.store.openIssue(REPO, `A ${i}`, `juniper a${i}`)
      await clock.advance(1000)
    }
    const { batches, items } = await look(cursor)
    const half = batches[0]
    const rest = await look(half?.cursor ?? null)
    const all = [...(half?.items ?? []), ...rest.items]
    expect(idOf(all)).toEqual(idOf(items))
    expect(all).toHaveLength(220)
  })

  it('says an edit once, and a label or a comment not at all', async () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper is awful')
    const first = await look(null)
    await clock.advance(60_000)
    github.store.edit(issue, 'juniper made it good')
    const second = await look(first.cursor)
    expect(said(second.items)).toEqual(['juniper made it good'])
    expect(second.items[0]).toMatchObject({ mention: { editedAt: NOW + 60_000 } })
    await clock.advance(60_000)
    github.store.comment(issue, 'thanks')
    expect(said((await look(second.cursor)).items)).toEqual(['thanks'])
  })

  it('goes on with the repositories that answer, and says so when none does', async () => {
    github.store.openIssue(REPO, 'Beans', 'juniper')
    const both = await look(null, { repositories: ['harbor/gone', REPO] }, null)
    expect(said(both.items)).toEqual(['juniper'])
    await expect(look(null, { repositories: ['harbor/gone'] }, null)).rejects.toMatchObject({
      code: 'gone',
    })
  })

  it('hands its token to nobody else, whatever the answer says', async () => {
    const link = '<https://evil.example/next>; rel="next"'
    github.failNext({ kind: 'answer', status: 200, body: '[]', headers: { link } })
    expect((await look(null)).items).toEqual([])
    expect([...hosts]).toEqual([github.host])
  })

  it('waits until the hour is over when the questions of an anonymous reader are used up', async () => {
    github.state.used = 60
    github.state.hour = Math.floor(NOW / 3_600_000)
    await expect(look(null, {}, null)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: (Math.floor(NOW / 3_600_000) + 1) * 3_600_000,
    })
  })

  it("begins by GitHub's clock, not ours", async () => {
    github.state.skewMs = -600_000
    const { batches } = await look(null)
    const { streams } = (batches[0]?.cursor ?? {}) as unknown as GitHubCursor
    expect(Object.values(streams).map(({ since }) => since)).toEqual([
      NOW - 600_000,
      NOW - 600_000,
      NOW - 600_000,
    ])
  })

  it('marks what is said behind closed doors', async () => {
    github.store.addRepo('harbor/secret', true)
    const issue = github.store.openIssue('harbor/secret', 'Beans', 'juniper')
    github.store.comment(issue, 'juniper too')
    github.store.openDiscussion('harbor/secret', 'Beans', 'juniper?')
    github.store.openIssue(REPO, 'Beans', 'juniper in public')
    const { items } = await look(null, { repositories: ['harbor/secret', REPO] })
    expect(items.map((item) => item.type === 'upsert' && item.mention.visibility)).toEqual([
      'community',
      'community',
      'community',
      'public',
    ])
  })

  it('knows its own account by its id', async () => {
    github.store.openIssue(REPO, 'Beans', 'we are juniper', {
      user: { ...OUR_USER, login: 'renamed' },
    })
    expect((await look(null)).items).toMatchObject([{ mention: { author: { isSelf: true } } }])
  })
})

describe('the search', () => {
  it('finds issues and the comments below them anywhere', async () => {
    const { store } = github
    const config = { repositories: [], search: '"juniper coffee"' }
    const { cursor } = await look(null, config)
    await clock.advance(1000)
    store.openIssue('harbor/cups', 'Cups', 'made for juniper coffee')
    const other = store.openIssue(REPO, 'Other', 'about something else')
    store.comment(other, 'juniper coffee does it better')
    store.openIssue(REPO, 'Unrelated', 'nothing')
    store.openDiscussion('harbor/cups', 'Ask', 'is juniper coffee open')
    const { items } = await look(cursor, config)
    expect(said(items)).toEqual([
      'made for juniper coffee',
      'about something else',
      'juniper coffee does it better',
      'is juniper coffee open',
    ])
  })

  it('reads the comments below a find again only when it changed', async () => {
    const config = { repositories: [], search: '"juniper coffee"' }
    const first = await look(null, config)
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper coffee')
    github.store.comment(issue, 'yes')
    const second = await look(first.cursor, config)
    const third = await look(second.cursor, config)
    expect(asked('/comments?')).toHaveLength(1)
    await clock.advance(1000)
    github.store.comment(issue, 'no')
    expect(said((await look(third.cursor, config)).items)).toEqual(['no'])
  })
})

describe('discussions', () => {
  it('are read with their comments and answers, page by page, news only', async () => {
    const { store } = github
    store.openDiscussion(REPO, 'Old', 'juniper of old', {
      createdAt: NOW - 9e9,
      updatedAt: NOW - 9e9,
    })
    const { cursor } = await look(null)
    await clock.advance(61_000)
    for (let i = 0; i < 40; i++) store.openDiscussion(REPO, `T ${i}`, `juniper t${i}`)
    const topic = store.openDiscussion(REPO, 'Beans', 'juniper?')
    const comment = store.comment(topic, 'juniper!')
    store.comment(topic, 'juniper indeed', { parent: comment.id })
    const second = await look(cursor)
    expect(second.items).toHaveLength(43)
    const answer = second.items.find(
      (item) => item.type === 'upsert' && item.mention.text === 'juniper indeed',
    )
    expect(answer).toMatchObject({
      mention: {
        kind: 'comment',
        replyRef: {
          kind: 'discussion-comment',
          thread: comment.node,
          number: String(topic.number),
        },
      },
    })
    await clock.advance(61_000)
    store.edit(comment, 'juniper, edited')
    expect(said((await look(second.cursor)).items)).toEqual(['juniper, edited'])
  })
})

describe('a quiet place', () => {
  it('costs one small question a look for its discussions', async () => {
    github.store.openDiscussion(REPO, 'Beans', 'juniper?')
    let { cursor } = await look(null)
    await clock.advance(300_000)
    ;({ cursor } = await look(cursor))
    const before = asked('/graphql').length
    expect((await look(cursor)).items).toEqual([])
    // The peek, and the one discussion that is looked at again.
    expect(asked('/graphql').length - before).toBe(2)
    github.store.openDiscussion(REPO, 'Cups', 'juniper!')
    expect(said((await look(cursor)).items)).toEqual(['juniper!'])
  })
})

describe('the sweep', () => {
  it('notices what was deleted, issue, comment and discussion', async () => {
    const { store } = github
    const issue = store.openIssue(REPO, 'Beans', 'juniper')
    const comment = store.comment(issue, 'juniper too')
    const topic = store.openDiscussion(REPO, 'Beans', 'juniper?')
    const { cursor, items } = await look(null)
    for (const thing of [issue, comment, topic]) store.remove(thing)
    const second = await look(cursor)
    expect(second.items.flatMap((item) => (item.type === 'delete' ? [item.key] : []))).toEqual([
      ...idOf(items),
    ])
    expect((await look(second.cursor)).items).toEqual([])
  })

  it('follows a transferred issue', async () => {
    const issue = github.store.openIssue(REPO, 'Beans', 'juniper')
    const { cursor } = await look(null)
    const moved = github.store.transfer(issue, 'harbor/cups')
    const { items } = await look(cursor)
    expect(items).toMatchObject([
      { type: 'delete', reason: `moved to harbor/cups#${moved.number}` },
      { type: 'upsert', mention: { nativeId: `issue-${moved.id}`, text: 'juniper' } },
    ])
  })

  it('does not take a repository that it may no longer see for a thousand deletions', async () => {
    github.store.openIssue(REPO, 'Beans', 'juniper')
    const config = { repositories: [REPO, 'harbor/cups'] }
    const { cursor } = await look(null, config)
    github.store.repos.delete(REPO)
    expect((await look(cursor, config)).items).toEqual([])
  })

  it('keeps hearing a repository that was renamed', async () => {
    const { store } = github
    const issue = store.openIssue(REPO, 'Beans', 'juniper')
    const { cursor } = await look(null)
    const old = store.repos.get(REPO)
    if (old !== undefined) old.renamedTo = 'harbor/roast'
    store.addRepo('harbor/roast')
    issue.repo = 'harbor/roast'
    await clock.advance(61_000)
    store.openIssue('harbor/roast', 'New', 'juniper again')
    expect(said((await look(cursor)).items)).toEqual(['juniper again'])
  })
})

it('Markdown becomes what a reader sees, in no time', () => {
  const words = plainWords(
    '## Beans\n<!-- fill in -->\n> they said so\n\n**Awful** [page](https://a.example/x) @nadia-example mail@x.org\n```js\nimport juniper\n```\n![cup](https://i.example/c.png)<br>',
  )
  expect(words).toEqual({
    text: 'Beans\n\n\nAwful page @nadia-example mail@x.org\ncup',
    quoted: 'they said so',
    links: ['https://a.example/x', 'https://i.example/c.png'],
    handles: ['nadia-example'],
  })
  const began = process.threadCpuUsage()
  for (const evil of ['[', '![a](', '<a', '<!--', '`', '> ', '@', 'https://'])
    plainWords(evil.repeat(60_000))
  expect(process.threadCpuUsage(began).user).toBeLessThan(3_000_000)
})
