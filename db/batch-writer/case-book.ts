import type { Selectable } from 'kysely'
import { CASE_KINDS, type CaseKind, type CaseStatus, isOpen } from '../../core/case.ts'
import type { Route } from '../../core/routing.ts'
import type { Dialect } from '../dialect.ts'
import type { Schema } from '../schema.ts'
import type { Bulk } from './bulk.ts'

/** A post of the same author about the same brand joins the open case this long after its last one. */
export const JOIN_MS = 24 * 3_600_000

/** What of a case a batch reads and may change. */
export const WORKING_COLUMNS = [
  'id',
  'brand_id',
  'author_id',
  'person_id',
  'kind',
  'status',
  'version',
  'urgency',
  'opened_at',
  'due_at',
  'last_mention_id',
  'last_mention_at',
  'thread_root',
  'mentions',
  'bundled',
  'channel',
  'promise_minutes',
  'warn_at',
  'lead_at',
  'nudge_at',
  'suggested_id',
  'snoozed_until',
  'asked_in',
] as const satisfies readonly (keyof Schema['case'])[]

/** A case as it was read or begun in this transaction, and what this batch does to it. */
export interface WorkingCase
  extends Pick<Selectable<Schema['case']>, (typeof WORKING_COLUMNS)[number]> {
  /** As it was read; null where it is new. */
  kindBefore: CaseKind | null
  /** Whom to suggest in turn; only while it is new. */
  turn: Route['turn']
  isNew: boolean
  /** What happened, for its history; empty where nothing did. */
  events: string[]
  statusBefore: CaseStatus | null
}

/** The cases a batch may touch, each read once. */
export interface CaseBook {
  ofMention(mentionId: number): WorkingCase[]
  /** The open case that a new post of this author belongs to. */
  findOpen(post: {
    brandId: string
    authorId: number | null
    root: string
    at: number
  }): WorkingCase | undefined
  add(one: WorkingCase): void
  touched(): WorkingCase[]
}

/** Reads the open cases of these authors and every case of these posts, and holds them on Postgres. */
export async function openCaseBook(
  bulk: Bulk,
  dialect: Dialect,
  authorIds: readonly number[],
  mentionIds: readonly number[],
): Promise<CaseBook> {
  const hold = dialect === 'postgres' ? ' order by id for update' : ''
  const links = await bulk.allIn<{ case_id: number; mention_id: number }>(
    'select case_id, mention_id from case_mention where mention_id in (%)',
    mentionIds,
  )
  const rows = [
    ...(await bulk.allIn<WorkingCase>(
      `select ${WORKING_COLUMNS.join(', ')} from "case" where author_id in (%)
       and status not in ('resolved', 'closed_by_author')${hold}`,
      authorIds,
    )),
    ...(await bulk.allIn<WorkingCase>(
      `select ${WORKING_COLUMNS.join(', ')} from "case" where id in (%)${hold}`,
      links.map((link) => link.case_id),
    )),
  ]
  const cases = new Map<number, WorkingCase>()
  for (const row of rows)
    if (!cases.has(row.id))
      cases.set(row.id, {
        ...row,
        turn: null,
        isNew: false,
        events: [],
        kindBefore: row.kind,
        statusBefore: row.status,
      })
  const byAuthor = Map.groupBy(cases.values(), authorOf)
  return {
    ofMention: (id) =>
      links.flatMap((link) => (link.mention_id === id ? (cases.get(link.case_id) ?? []) : [])),
    findOpen({ brandId, authorId, root, at }) {
      if (authorId === null) return undefined
      return (byAuthor.get(`${brandId}\n${authorId}`) ?? []).find(
        (one) =>
          isOpen(one.status) &&
          (one.thread_root === root || Math.abs(at - one.last_mention_at) <= JOIN_MS),
      )
    },
    add(one) {
      cases.set(one.id, one)
      const list = byAuthor.get(authorOf(one))
      if (list === undefined) byAuthor.set(authorOf(one), [one])
      else list.push(one)
    },
    touched: () => [...cases.values()].filter((one) => one.events.length > 0),
  }
}

/** Whether a kind is more pressing than another. */
export function isMorePressing(kind: CaseKind, than: CaseKind): boolean {
  return CASE_KINDS.indexOf(kind) < CASE_KINDS.indexOf(than)
}

function authorOf(one: WorkingCase): string {
  return `${one.brand_id}\n${one.author_id}`
}
