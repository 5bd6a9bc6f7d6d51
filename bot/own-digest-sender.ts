import type { WebClient } from '@slack/web-api'
import { judgeDigest } from '../analysis/figures/judge-digest.ts'
import type { Clock } from '../core/clock.ts'
import { DIGEST_LATE_MS } from '../core/digest-time.ts'
import type { Database } from '../db/database.ts'
import { type OwnDigestRow, readOwnDigest } from '../db/own-digests.ts'
import type { OutboxRow } from '../db/queue.ts'
import { ownDigestMessage } from '../views/own-digest.ts'
import type { CardSender } from './card-sender.ts'
import { openDirect } from './direct-channel.ts'
import { createSlackPost } from './slack-post.ts'

/** It may wait for the end of long quiet hours; how late it may then be is counted from there. */
const GIVE_UP_MS = 2 * 86_400_000
const POST_GAP_MS = 1000

/** Tells everybody who asked for it what waits for them; the kind `own.digest` of the outbox. */
export function createOwnDigestSender(deps: {
  db: Database
  clock: Clock
  slack: WebClient
}): Record<string, CardSender> {
  const { db, clock, slack } = deps
  const { post, find } = createSlackPost(slack, clock)
  return { 'own.digest': { send, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS } }

  async function send(row: OutboxRow, uncertain: boolean) {
    const said = JSON.parse(row.payload) as OwnDigestRow
    const found = uncertain
      ? await find({ channel: await openDirect(slack, clock, said.userId) }, row)
      : null
    if (found !== null) return { result: found }
    const now = clock.now()
    if (now - said.at > DIGEST_LATE_MS) return {}
    const facts = await readOwnDigest(db.kysely, said, now)
    if (facts === null) return {}
    const brands = facts.brands.map(({ name, facts: of }) => ({
      name,
      facts: of,
      judged: judgeDigest(of),
    }))
    const message = ownDigestMessage({ ...facts, brands }, row.id, now)
    return { result: await post({ channel: said.userId }, message, row) }
  }
}
