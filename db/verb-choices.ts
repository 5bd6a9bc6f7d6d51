import type { Kysely } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import { giveWords } from '../core/playbook-lines.ts'
import { hasRole, type Role } from '../core/staff.ts'
import { readOffers } from './amends.ts'
import { findOtherCases } from './other-cases.ts'
import type { Schema } from './schema.ts'

/** As many as a list in Slack holds. */
const LIST_MAX = 100

/** What a person may choose from when they do something with a case; empty where they are not on the team. */
export async function readVerbChoices(
  db: Kysely<Schema>,
  of: {
    id: number
    brandId: string
    authorId: number | null
    kind: CaseKind
    aspects: readonly string[]
  },
  staffId: string,
) {
  const [team, cases, muted, offers] = await Promise.all([
    db
      .selectFrom('staff')
      .select(['id', 'name', 'role'])
      .where('disabled_at', 'is', null)
      .orderBy('name')
      .limit(LIST_MAX + 1)
      .execute(),
    findOtherCases(db, of, { words: '', limit: LIST_MAX }),
    db
      .selectFrom('muted_word')
      .select('word')
      .where('brand_id', '=', of.brandId)
      .orderBy('word')
      .limit(LIST_MAX)
      .execute(),
    readOffers(db, of),
  ])
  const me = team.find(({ id }) => id === staffId)
  const others = team.filter(({ id }) => id !== staffId).slice(0, LIST_MAX)
  return {
    me: staffId,
    role: (me?.role ?? null) as Role | null,
    team: others.map(({ id, name }) => ({ id, name })),
    workers: others
      .filter(({ role }) => hasRole(role as Role, 'agent'))
      .map(({ id, name }) => ({ id, name })),
    cases,
    muted: muted.map(({ word }) => word),
    hasQuestion: offers.hasQuestion,
    gives: offers.gives.map(({ value, give }) => ({ value, label: giveWords(give) })),
  }
}
