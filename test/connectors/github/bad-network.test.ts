import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGitHubConnector } from '../../../connectors/github/connector.ts'
import type { SimulatedClock } from '../../../core/clock.ts'
import { silentLogger } from '../../../core/logger.ts'
import { runConnection } from '../../../pipeline/run-connection.ts'
import { RATE_LIMIT_FORMS } from '../../contract/connector-harness.ts'
import { createEventSender, createEvents } from '../../support/fake-github/events.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../../support/fake-github/fake-github.ts'
import type { FakeThing } from '../../support/fake-github/store.ts'
import { openHookDesk } from '../../support/hook-desk.ts'
import { HOUR, NOON, openDesk } from '../../support/listening-desk.ts'
import { seeded } from '../../support/mutate-json.ts'
import { createPatientClock, type PatientClock } from '../../support/patient-clock.ts'

const REPO = 'harbor/beans'
const SECRET = 'a secret of thirty-two characters'
const HOURS = 24
const STEP_MS = 30_000

let clock: PatientClock
let github: FakeGitHub
beforeEach(async () => {
  clock = createPatientClock(NOON)
  github = await startFakeGitHub(clock)
  github.store.addRepo(REPO)
})
afterEach(async () => {
  clock.restore()
  await github.close()
})

it(`hears all of ${HOURS} hours of bad network: nothing lost, nothing twice, deletions mirrored`, async () => {
  const random = seeded(5)
  const { store } = github
  const desk = await openDesk({ clock: clock as unknown as SimulatedClock })
  const connector = createGitHubConnector({
    repositories: [REPO],
    pollSeconds: 120,
    baseUrl: github.apiUrl,
  })
  const secrets = { EARSHOT_GITHUB_TOKEN: TOKEN, EARSHOT_GITHUB_WEBHOOK_SECRET: SECRET }
  const door = await openHookDesk(clock, connector, secrets, { db: desk.db })
  const send = createEventSender(door.url, SECRET)
  const events = createEvents(github)
  const abort = new AbortController()
  const running = runConnection(
    {
      db: desk.db,
      clock,
      random: () => 0.5,
      log: silentLogger,
      ingest: desk.ingest,
      connectionId: 'door',
      connector,
      createCtx: (signal, health) => ({ ...door.createCtx(signal), health }),
    },
    abort.signal,
  )

  /** Something happens at GitHub, and its event arrives or is lost. */
  const tell = async (action: string, thing: FakeThing) => {
    if (random() < 0.5) await send(events.of(action, thing))
  }
  const happen = async () => {
    const alive = store.alive()
    const some = alive[Math.floor(random() * alive.length)]
    const roll = random()
    const words = `juniper ${alive.length} ${clock.now()}`
    if (some === undefined || roll < 0.35) await tell('opened', store.openIssue(REPO, 'T', words))
    else if (roll < 0.5) await tell('created', store.openDiscussion(REPO, 'T', words))
    else if (roll < 0.7 && some.kind !== 'discussion-comment' && some.kind !== 'comment')
      await tell('created', store.comment(some, words))
    else if (roll < 0.85) {
      store.edit(some, words)
      await tell('edited', some)
    } else if (some.kind !== 'issue' && some.kind !== 'discussion') {
      store.remove(some)
      await tell('deleted', some)
    }
  }
  const break_ = () => {
    const roll = random()
    const form = RATE_LIMIT_FORMS[Math.floor(random() * RATE_LIMIT_FORMS.length)]
    // A reset a month away is obeyed for a day: it would leave nothing of this one.
    if (roll < 0.3 && form !== undefined && form !== 'far_reset') github.rateLimit(form)
    else if (roll < 0.6) github.failNext({ kind: 'cut' }, 3)
    else if (roll < 0.8)
      github.failNext({ kind: 'answer', status: 502, body: '<html>Bad Gateway' }, 4)
    else github.failNext({ kind: 'answer', status: 200, body: '' })
  }

  await clock.leap(STEP_MS)
  const steps = (HOURS * HOUR) / STEP_MS
  for (let step = 0; step < steps; step++) {
    if (random() < 0.05) await happen()
    if (random() < 0.05) break_()
    await clock.leap(STEP_MS)
  }
  // A quiet stretch: the sweep comes round to every post.
  for (let step = 0; step < (3 * HOUR) / STEP_MS; step++) await clock.leap(STEP_MS)
  abort.abort(new Error('the test is done'))
  await running
  await door.close()

  const rows = await desk.db.kysely
    .selectFrom('mention')
    .select(['native_id', 'text'])
    .where('state', '=', 'live')
    .execute()
  await desk.db.close()
  const there = store.alive().map((thing) => [`${thing.kind}-${thing.id}`, thing.body])
  expect(rows.map((row) => [row.native_id, row.text]).toSorted()).toEqual(there.toSorted())
  expect(there.length).toBeGreaterThan(50)
  expect(store.things.length).toBeGreaterThan(there.length)
  const failed = github.requests.filter(({ status }) => status >= 400)
  expect(failed.length).toBeGreaterThan(50)
})
