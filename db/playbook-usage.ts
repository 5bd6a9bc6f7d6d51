import type { Kysely } from 'kysely'
import { findContradictions } from '../core/contradictions.ts'
import type { Playbook } from '../core/playbook.ts'
import { type ContradictingAnswer, type PlaybookUsage, USED_DAYS } from '../core/playbook-usage.ts'
import type { Schema } from './schema.ts'

const USED_MS = USED_DAYS * 86_400_000
/** How long after an answer its author's mood still says something about it. */
const AFTER_MS = 30 * 86_400_000
const LIMIT = 1000
const SHOWN = 20

/** How a playbook was used of late, and which answers of the team say something else. */
export async function readUse(
  db: Kysely<Schema>,
  playbook: Pick<Playbook, 'id' | 'brand' | 'facts'>,
  now: number,
): Promise<{ usage: PlaybookUsage; others: ContradictingAnswer[] }> {
  const [usage, others] = await Promise.all([
    readUsage(db, playbook.id, now - USED_MS),
    readContradictions(db, playbook, now - USED_MS),
  ])
  return { usage, others }
}

/** How often a playbook was answered with since a time, and what its authors wrote next. */
async function readUsage(
  db: Kysely<Schema>,
  playbookId: string,
  since: number,
): Promise<PlaybookUsage> {
  const sent = await db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .select(['c.brand_id', 'c.author_id', 'r.sent_at'])
    .where('r.playbook_id', '=', playbookId)
    .where('r.state', '=', 'sent')
    .where('r.sent_at', '>=', since)
    .orderBy('r.sent_at', 'desc')
    .limit(LIMIT)
    .execute()
  const authors = [...new Set(sent.flatMap(({ author_id }) => author_id ?? []))]
  if (authors.length === 0) return { sent: sent.length, kind: 0, unhappy: 0 }
  const labels = await db
    .selectFrom('label')
    .select(['author_id', 'brand_id', 'at', 'sentiment'])
    .where('author_id', 'in', authors)
    .where('at', '>', since)
    .where('sentiment', 'in', ['positive', 'negative'])
    .where('relevance', '=', 'relevant')
    .orderBy('at')
    .execute()
  const next = sent.map(({ brand_id, author_id, sent_at }) => {
    const from = sent_at ?? 0
    return labels.find(
      (label) =>
        label.author_id === author_id &&
        label.brand_id === brand_id &&
        label.at > from &&
        label.at <= from + AFTER_MS,
    )?.sentiment
  })
  return {
    sent: sent.length,
    kind: next.filter((mood) => mood === 'positive').length,
    unhappy: next.filter((mood) => mood === 'negative').length,
  }
}

/** Answers of the team since a time that say something else than the facts of a playbook, the newest first. */
async function readContradictions(
  db: Kysely<Schema>,
  playbook: Pick<Playbook, 'brand' | 'facts'>,
  since: number,
): Promise<ContradictingAnswer[]> {
  if (playbook.facts.length === 0) return []
  let query = db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['r.case_id', 'r.text', 'r.pressed_at', 's.name'])
    .where('r.state', 'in', ['sent', 'queued', 'ambiguous'])
    .where('r.pressed_at', '>=', since)
  if (playbook.brand !== null) query = query.where('c.brand_id', '=', playbook.brand)
  const rows = await query.orderBy('r.pressed_at', 'desc').limit(LIMIT).execute()
  return rows
    .flatMap(({ case_id, text, pressed_at, name }) =>
      findContradictions(text, playbook.facts).map((one) => ({
        caseId: case_id,
        by: name,
        at: pressed_at,
        ...one,
      })),
    )
    .slice(0, SHOWN)
}
