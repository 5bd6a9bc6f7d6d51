import { createGroupReader } from '../bot/group-members.ts'
import { createSlackClients } from '../bot/slack-client.ts'
import { readDigestFacts } from '../db/digest-facts.ts'
import { redrawStaleDigests } from '../db/digests.ts'
import { createLateSweep } from '../db/erasure/late-deliveries.ts'
import { eraseDue } from '../db/erasures.ts'
import type { Inbox } from '../db/inbox.ts'
import { forgetOld } from '../db/retention.ts'
import { createPeopleWatch } from '../jobs/assess-people.ts'
import { createTopicWatch } from '../jobs/discover-topics.ts'
import { FOLLOW_MS, followRecoveries } from '../jobs/follow-recoveries.ts'
import { proposeTighterFilter } from '../jobs/propose-filter.ts'
import { GROUPS_MS, refreshGroups } from '../jobs/refresh-groups.ts'
import { remindRequests } from '../jobs/remind-requests.ts'
import { createDigestWatch, DIGEST_LOOK_MS } from '../jobs/send-digest.ts'
import { createOwnDigestWatch } from '../jobs/send-own-digests.ts'
import { WAKE_MS, wakeCases } from '../jobs/wake-cases.ts'
import { createDeadlineWatch, WATCH_MS } from '../jobs/watch-deadlines.ts'
import { createSignalWatch } from '../jobs/watch-signals.ts'
import { createCustomerWatch } from '../jobs/weigh-customers.ts'
import type { DeskOptions } from './desk-options.ts'
import { growingRest } from './loops.ts'

/** Something the clock drives: what it does, then how long it rests. It tells how much it left for the outbox. */
interface Job {
  restMs: number | (() => number)
  /** Wakes the outbox when it returns more than 0. */
  run(): Promise<number>
}

const HOUR_MS = 3_600_000
const REMIND_MS = 6 * HOUR_MS
const ASSESS_MS = 5000
const ERASE_MS = 10_000
const WEIGH_MS = 30_000
const FIRST_WATCH_MS = 5000
const WATCH_SIGNALS_MS = 3 * 60_000
const WATCH_TOPICS_MS = 60_000

/** Everything that runs by the clock, but for the delivery of the outbox itself. */
export function listJobs(options: DeskOptions, inbox: Inbox | null, signal: AbortSignal): Job[] {
  const { db, clock, log } = options
  const ctx = { db, clock, log }
  const scrubInbox = ({ parts }: { parts: readonly string[] }) => inbox?.scrub(parts, clock.now())
  const sweepLate = createLateSweep(db)
  const assessPeople = createPeopleWatch(ctx)
  const aware = { ...ctx, likeness: options.understander.likeness }
  const watchSignals = createSignalWatch(aware)
  return [
    { restMs: HOUR_MS, run: quietly(() => forgetOld(db.kysely, clock.now())) },
    { restMs: WAKE_MS, run: () => wakeCases(ctx) },
    { restMs: FOLLOW_MS, run: quietly(() => followRecoveries(ctx)) },
    {
      restMs: ERASE_MS,
      run: async () => {
        const erased = await eraseDue({ ...ctx, scrubInbox })
        await sweepLate()
        return erased
      },
    },
    { restMs: ASSESS_MS, run: quietly(untilNone(assessPeople, signal)) },
    { restMs: REMIND_MS, run: () => remindRequests(ctx) },
    { restMs: WEIGH_MS, run: quietly(createCustomerWatch(ctx)) },
    { restMs: growingRest(FIRST_WATCH_MS, WATCH_SIGNALS_MS), run: watchSignals },
    {
      restMs: growingRest(FIRST_WATCH_MS, WATCH_TOPICS_MS),
      run: quietly(createTopicWatch(aware)),
    },
    { restMs: DIGEST_LOOK_MS, run: watchDigests(options) },
    ...listSlackJobs(options),
  ]
}

/** Makes the digests that are due, and has those drawn again from which something was removed. */
function watchDigests({ db, clock, log, slack }: DeskOptions): () => Promise<number> {
  const makeDue = createDigestWatch({
    db,
    clock,
    log,
    hasSlack: slack !== null,
    async gather(brandId, about) {
      await proposeTighterFilter(db, brandId, clock.now())
      return readDigestFacts(db.kysely, brandId, about, clock.now())
    },
  })
  return async () => (await makeDue()) + (await redrawStaleDigests(db, clock.now()))
}

/** Reminds people of what they promised. Without Slack there is nobody to remind: the desk shows what is due by itself. */
function listSlackJobs({ db, clock, log, slack }: DeskOptions): Job[] {
  if (slack === null) return []
  const { bulk } = createSlackClients(slack, log)
  const watchDeadlines = createDeadlineWatch({ db, clock, log })
  const membersOf = createGroupReader(bulk, clock)
  return [
    { restMs: WATCH_MS, run: quietly(watchDeadlines) },
    { restMs: DIGEST_LOOK_MS, run: createOwnDigestWatch({ db, clock }) },
    { restMs: GROUPS_MS, run: quietly(() => refreshGroups({ db, clock, log, membersOf })) },
  ]
}

/** A job that leaves nothing to send at once. */
function quietly(run: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    await run()
    return 0
  }
}

/** Goes on at once while there is something to do. */
function untilNone(run: () => Promise<number>, signal: AbortSignal): () => Promise<void> {
  return async () => {
    while (!signal.aborted && (await run()) > 0);
  }
}
