import type { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { NetworkError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { readIncident, setIncidentMessage } from '../db/incidents.ts'
import type { OutboxRow } from '../db/queue.ts'
import { readStatement } from '../db/statements.ts'
import { incidentCard, incidentMessage } from '../views/incident-card.ts'
import { type CardSender, createFallback } from './card-sender.ts'
import { channelOf, createSlackPost } from './slack-post.ts'

/** Older news about an incident is on the desk. */
const GIVE_UP_MS = 12 * 3_600_000
/** One message a second and channel; edits 40 a minute (source: Slack rate limits). */
const POST_GAP_MS = 1000
const UPDATE_GAP_MS = 1500

export interface IncidentSenderDeps {
  db: Database
  clock: Clock
  slack: WebClient
}

/** One message an incident, edited in place; the kinds `incident.post` and `incident.update` of the outbox. */
export function createIncidentSenders(deps: IncidentSenderDeps): Record<string, CardSender> {
  const { post, find, edit } = createSlackPost(deps.slack, deps.clock)
  return {
    'incident.post': {
      send: postOnce,
      giveUpAfterMs: GIVE_UP_MS,
      laneGapMs: POST_GAP_MS,
      dead: createFallback(deps),
    },
    'incident.update': { send: redraw, giveUpAfterMs: GIVE_UP_MS, laneGapMs: UPDATE_GAP_MS },
  }

  async function postOnce(row: OutboxRow, uncertain: boolean) {
    const incident = await incidentOf(row)
    if (incident.slackTs !== null) return {}
    const place = { channel: channelOf(row) }
    const found = uncertain ? await find(place, row) : null
    const ts = found ?? (await post(place, draw(incident), row))
    return {
      result: ts,
      apply: (trx: Trx) => {
        const { nextId } = deps.db
        return setIncidentMessage({ trx, nextId, now: deps.clock.now() }, incident, {
          channel: place.channel,
          slackTs: ts,
        })
      },
    }
  }

  async function redraw(row: OutboxRow) {
    const incident = await incidentOf(row)
    // Not posted yet: the post will draw the latest state.
    if (incident.slackTs === null) return {}
    await edit({ channel: channelOf(row), ts: incident.slackTs }, draw(incident))
    return { result: incident.slackTs }
  }

  async function incidentOf(row: OutboxRow) {
    const { incidentId } = JSON.parse(row.payload) as { incidentId: number }
    const incident = await readIncident(deps.db.kysely, incidentId)
    const said = await readStatement(deps.db.kysely, incidentId)
    if (incident === null || said === null)
      throw new NetworkError('refused', 'The incident no longer exists.')
    return { ...incident, said }
  }

  function draw(incident: Awaited<ReturnType<typeof incidentOf>>) {
    const card = incidentCard(incident, deps.clock.now(), incident.zone)
    const { said: statement, kind, version } = incident
    return incidentMessage({ ...card, needsWords: kind !== 'silence', statement }, version)
  }
}

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]
