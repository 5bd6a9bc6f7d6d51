import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import { readPersonCard } from '../db/person-card.ts'
import type { OutboxRow } from '../db/queue.ts'
import { personMessage } from '../views/person-card.ts'
import { openDirect } from './direct-channel.ts'
import { createSlackPost } from './slack-post.ts'

/** Held for a weekend of one's own quiet it is still worth a call. */
const GIVE_UP_MS = 4 * 86_400_000
const POST_GAP_MS = 1000
const HEAD = 'A second bad experience within twelve months. Call them today.'

/** Tells owners and key account managers who is about to be lost; the kind `strike.note` of the outbox. */
export function createStrikeSender(deps: { db: Database; clock: Clock; slack: WebClient }) {
  const { db, clock, slack } = deps
  const { post, find } = createSlackPost(slack, clock)
  return { 'strike.note': { send, giveUpAfterMs: GIVE_UP_MS, laneGapMs: POST_GAP_MS } }

  async function send(row: OutboxRow, uncertain: boolean) {
    const { personId, userId } = JSON.parse(row.payload) as { personId: number; userId: string }
    const person = await readPersonCard(db.kysely, personId)
    // Erased, joined to somebody else, or put right meanwhile.
    if (person === null || !person.isOut) return {}
    const found = uncertain
      ? await find({ channel: await openDirect(slack, clock, userId) }, row)
      : null
    if (found !== null) return { result: found }
    return {
      result: await post({ channel: userId }, personMessage(person, clock.now(), HEAD), row),
    }
  }
}
