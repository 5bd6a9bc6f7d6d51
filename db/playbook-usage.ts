import type { Kysely } from 'kysely'
import { findContradictions } from '../core/contradictions.ts'
import type { Playbook } from '../core/playbook.ts'
import type { ContradictingAnswer, PlaybookUsage } from '../core/playbook-usage.ts'
import type { Schema } from './schema.ts'

/** How long after an answer its author's mood still says something about it. */
const AFTER_MS = 30 * 86_400_000
const LIMIT = 1000
const SHOWN = 20

/** How often a playbook was answered with since a time, and what its authors wrote next. */
export async function readUsage(
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
export async function readContradictions(
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
