import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ctx, Cursor, Item } from '../../../connectors/connector.ts'
import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'

const REPO = 'harbor/beans'
const ISSUES = 130

let clock: SimulatedClock
let github: FakeGitHub
beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 13, 30))
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
})
afterEach(() => github.close())

class Killed extends Error {
  override readonly name = 'Killed'
}

/** Listens until caught up, or until the call out or the batch of that number, where the process dies. */
async function live(from: Cursor | null, death: { call?: number; batch?: number }) {
  const connector = createGitHubConnector({
    repositories: [REPO],
    search: 'juniper',
    baseUrl: github.apiUrl,
  })
  const abort = new AbortController()
  let calls = 0
  const ctx: Ctx = {
    ...aCtx(clock, abort.signal, { EARSHOT_GITHUB_TOKEN: TOKEN }).ctx,
    fetch: (input, init) => {
      if (++calls === death.call) throw new Killed()
      return fetch(input, init)
    },
  }
  const stored = { items: [] as Item[], cursor: from, calls: 0, batches: 0, died: false }
  try {
    for await (const batch of connector.listen(from, ctx)) {
      // Dying before the commit leaves neither the items nor the cursor.
      if (++stored.batches === death.batch) throw new Killed()
      stored.items.push(...batch.items)
      stored.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
      if (batch.caughtUp) abort.abort()
    }
  } catch {
    stored.died = true
  }
  return { ...stored, calls }
}

const keysOf = (items: readonly Item[]) =>
  new Set(
    items.map((item) =>
      item.type === 'upsert' ? `${item.mention.key} ${item.mention.revision}` : item.type,
    ),
  )

it('killed at every call out and before every commit it loses nothing', async () => {
  const { store } = github
  const begin = await live(null, {})
  await clock.advance(1000)
  for (let i = 0; i < ISSUES; i++) store.openIssue(REPO, `No ${i}`, `juniper ${i}`)
  const issue = store.openIssue(REPO, 'Talk', 'juniper')
  for (let i = 0; i < 3; i++) store.comment(issue, `juniper said ${i}`)
  const topic = store.openDiscussion(REPO, 'Ask', 'juniper?')
  store.comment(topic, 'juniper!')
  await clock.advance(1000)
  const whole = await live(begin.cursor, {})
  expect(keysOf(whole.items).size).toBe(ISSUES + 6)

  const deaths = [
    ...Array.from({ length: whole.calls }, (_, i) => ({ call: i + 1 })),
    ...Array.from({ length: whole.batches }, (_, i) => ({ batch: i + 1 })),
  ]
  expect(deaths.length).toBeGreaterThan(20)
  for (const death of deaths) {
    const first = await live(begin.cursor, death)
    expect(first.died, JSON.stringify(death)).toBe(true)
    const second = await live(first.cursor, {})
    expect(keysOf([...first.items, ...second.items]), JSON.stringify(death)).toEqual(
      keysOf(whole.items),
    )
  }
})
