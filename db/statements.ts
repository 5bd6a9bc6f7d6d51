import type { Kysely } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import type { IncidentEvidence } from '../core/incident.ts'
import type { Schema } from './schema.ts'

/** Posts from shortly before it was noticed belong to an incident, too, and some come after it is over. */
const AROUND_MS = 3_600_000
/** Kind words need no statement. */
const ABOUT: ReadonlySet<CaseKind> = new Set([
  'emergency',
  'at_risk',
  'complaint',
  'question',
  'unsure',
])

export interface Statement {
  incidentId: number
  text: string
}

/** What we say about the incidents that a case belongs to, the newest first. */
export async function readStatements(
  db: Kysely<Schema>,
  of: { brandId: string; kind: CaseKind; openedAt: number; mentionId: number; text: string },
): Promise<Statement[]> {
  const rows = await db
    .selectFrom('incident')
    .leftJoin('mention as taken', 'taken.id', 'incident.mention_id')
    .select([
      'incident.id',
      'incident.mention_id',
      'incident.evidence',
      'incident.statement',
      'taken.key',
    ])
    .where('incident.brand_id', '=', of.brandId)
    .where('incident.statement', 'is not', null)
    .where('incident.kind', '<>', 'silence')
    .where('incident.started_at', '<=', of.openedAt + AROUND_MS)
    .where((eb) =>
      eb.or([
        eb('incident.ended_at', 'is', null),
        eb('incident.ended_at', '>=', of.openedAt - AROUND_MS),
      ]),
    )
    .orderBy('incident.id', 'desc')
    .limit(20)
    .execute()
  if (rows.length === 0) return []
  const post = await db
    .selectFrom('mention')
    .select(['reply_to_key', 'root'])
    .where('id', '=', of.mentionId)
    .executeTakeFirst()
  return rows.flatMap(({ id, mention_id, evidence, statement, key }) => {
    const belongs =
      mention_id === null
        ? ABOUT.has(of.kind) && isAbout(JSON.parse(evidence) as IncidentEvidence, of)
        : mention_id === of.mentionId ||
          (key !== null && (post?.reply_to_key === key || post?.root === key))
    return belongs && statement !== null ? [{ incidentId: id, text: statement }] : []
  })
}

/** Its words, or one of its loudest posts; an incident without words of its own is about everything then. */
function isAbout(evidence: IncidentEvidence, of: { mentionId: number; text: string }): boolean {
  if (evidence.topics.length === 0 || evidence.mentionIds.includes(of.mentionId)) return true
  const plain = of.text.toLowerCase()
  return evidence.topics.some((topic) => plain.includes(topic.toLowerCase()))
}

/** What stands in an incident now: its statement and who wrote it. */
export async function readStatement(
  db: Kysely<Schema>,
  incidentId: number,
): Promise<{ text: string; by: string | null; at: number | null; brandId: string } | null> {
  const row = await db
    .selectFrom('incident as i')
    .leftJoin('staff as s', 's.id', 'i.statement_by')
    .select(['i.statement', 'i.statement_at', 'i.brand_id', 's.name'])
    .where('i.id', '=', incidentId)
    .executeTakeFirst()
  if (row === undefined) return null
  return { text: row.statement ?? '', by: row.name, at: row.statement_at, brandId: row.brand_id }
}
