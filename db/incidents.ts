import type { Kysely, Selectable, Transaction } from 'kysely'
import { AFTER_COMPLAINTS } from '../core/case.ts'
import type { IdSource } from '../core/ids.ts'
import type { Incident, IncidentEvidence } from '../core/incident.ts'
import { isNetwork } from '../core/network.ts'
import { morningAfter } from './morning.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

/** With where its post stands, where it is about one that is still there. */
type IncidentRow = Selectable<Schema['incident']> & { network: string | null; url: string | null }

export interface IncidentDeps {
  trx: Transaction<Schema>
  nextId: IdSource
  now: number
}

/** Incidents of a brand since `since`, and all that are open, latest first. */
export async function readIncidents(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
): Promise<Incident[]> {
  const rows = await withPost(db)
    .selectAll('i')
    .select(['m.network', 'm.url'])
    .where('i.brand_id', '=', brandId)
    .where((eb) =>
      eb.or([
        eb('i.found_at', '>=', since),
        eb('i.ended_at', '>=', since),
        // In words without parameters, so that the partial index serves.
        eb('i.state', '=', 'open'),
      ]),
    )
    .orderBy('i.found_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(100)
    .execute()
  return rows.map(incidentOf)
}

/** One incident with where its message stands; null where it is not known. */
export async function readIncident(
  db: Kysely<Schema>,
  id: number,
): Promise<(Incident & { slackTs: string | null; zone: string; brandName: string }) | null> {
  const row = await withPost(db)
    .innerJoin('brand as b', 'b.id', 'i.brand_id')
    .selectAll('i')
    .select(['b.zone', 'b.name', 'm.network', 'm.url'])
    .where('i.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  return { ...incidentOf(row), slackTs: row.slack_ts, zone: row.zone, brandName: row.name }
}

/** Incidents beside the post that each is about, where it still stands on its network. */
function withPost(db: Kysely<Schema>) {
  return db
    .selectFrom('incident as i')
    .leftJoin('mention as m', (join) =>
      join.onRef('m.id', '=', 'i.mention_id').on('m.state', '=', 'live'),
    )
}

/** Opens an incident and queues its one message, for the morning where it is night; false where another process has opened it already. */
export async function openIncident(
  { trx, nextId, now }: IncidentDeps,
  found: Pick<Incident, 'brandId' | 'kind' | 'mentionId' | 'startedAt' | 'evidence'>,
  channel: string | null,
): Promise<boolean> {
  const id = nextId()
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('incident')
    .values({
      id,
      brand_id: found.brandId,
      kind: found.kind,
      state: 'open',
      mention_id: found.mentionId,
      started_at: found.startedAt,
      found_at: now,
      ended_at: null,
      evidence: JSON.stringify(found.evidence),
      version: 1,
      channel,
      slack_ts: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if ((numInsertedOrUpdatedRows ?? 0n) === 0n) return false
  if (channel === null) return true
  const brand = await trx
    .selectFrom('brand')
    .select('zone')
    .where('id', '=', found.brandId)
    .executeTakeFirst()
  const dueAt = await morningAfter(trx, brand?.zone ?? 'UTC', now)
  await queueMessage({ trx, nextId, now }, 'incident.post', { id, key: 'post', channel, dueAt })
  return true
}

/** Brings an incident up to date and has its message edited in place; false where somebody was faster. */
export async function changeIncident(
  { trx, nextId, now }: IncidentDeps,
  incident: Incident,
  change: { evidence: IncidentEvidence; isOpen: boolean },
): Promise<boolean> {
  const row = await trx
    .updateTable('incident')
    .set({
      evidence: JSON.stringify(change.evidence),
      state: change.isOpen ? 'open' : 'closed',
      ended_at: change.isOpen ? null : now,
      version: incident.version + 1,
    })
    .where('id', '=', incident.id)
    .where('version', '=', incident.version)
    .returning('channel')
    .executeTakeFirst()
  if (row === undefined) return false
  await redraw({ trx, nextId, now }, { id: incident.id, version: incident.version + 1, ...row })
  return true
}

/** What somebody wrote about an incident, null to take it back; its message is edited in place. False where it is gone. */
export async function writeStatement(
  deps: IncidentDeps,
  incidentId: number,
  statement: { text: string | null; by: string | null },
): Promise<boolean> {
  const row = await deps.trx
    .updateTable('incident')
    .set((eb) => ({
      statement: statement.text,
      statement_by: statement.by,
      statement_at: deps.now,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', incidentId)
    .returning(['id', 'version', 'channel'])
    .executeTakeFirst()
  if (row !== undefined) await redraw(deps, row)
  return row !== undefined
}

/** Has the message edited; only the last state is worth drawing. */
async function redraw(
  deps: IncidentDeps,
  { id, version, channel }: { id: number; version: number; channel: string | null },
): Promise<void> {
  if (channel === null) return
  await deps.trx
    .deleteFrom('outbox')
    .where('kind', '=', 'incident.update')
    .where('state', '=', 'pending')
    .where('key', 'like', `incident:${id}:v%`)
    .execute()
  await queueMessage(deps, 'incident.update', { id, key: `v${version}`, channel })
}

async function queueMessage(
  { trx, nextId, now }: IncidentDeps,
  kind: 'incident.post' | 'incident.update',
  about: { id: number; key: string; channel: string; dueAt?: number },
): Promise<void> {
  await enqueue(trx, {
    id: nextId(),
    kind,
    key: `incident:${about.id}:${about.key}`,
    lane: `slack:${about.channel}`,
    case_id: null,
    priority: AFTER_COMPLAINTS,
    payload: JSON.stringify({ incidentId: about.id }),
    due_at: about.dueAt ?? now,
    created_at: now,
  })
}

function incidentOf(row: IncidentRow): Incident {
  return {
    id: row.id,
    brandId: row.brand_id,
    kind: row.kind,
    isOpen: row.state === 'open',
    mentionId: row.mention_id,
    post:
      row.network !== null && isNetwork(row.network)
        ? { network: row.network, url: row.url }
        : null,
    startedAt: row.started_at,
    foundAt: row.found_at,
    endedAt: row.ended_at,
    evidence: JSON.parse(row.evidence) as IncidentEvidence,
    version: row.version,
  }
}

/** Remembers which Slack message tells of an incident; one that grew while it was posted is edited at once. */
export async function setIncidentMessage(
  deps: IncidentDeps,
  drawn: Pick<Incident, 'id' | 'version'>,
  at: { channel: string; slackTs: string },
): Promise<void> {
  const row = await deps.trx
    .updateTable('incident')
    .set({ channel: at.channel, slack_ts: at.slackTs })
    .where('id', '=', drawn.id)
    .returning(['version', 'channel'])
    .executeTakeFirst()
  if (row === undefined || row.channel === null || row.version === drawn.version) return
  const about = { id: drawn.id, key: `v${row.version}:late`, channel: row.channel }
  await queueMessage(deps, 'incident.update', about)
}
