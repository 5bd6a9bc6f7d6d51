import type { Kysely } from 'kysely'
import { makeHistory } from '../analysis/people/make-history.ts'
import { assessPerson, type Standing } from '../analysis/people/standing.ts'
import type { PeopleRules } from '../core/people-rules.ts'
import { readAssessedIds, readPeopleRules } from '../db/people-rules.ts'
import { readPersonRows } from '../db/person-history.ts'
import type { Schema } from '../db/schema.ts'

/** Somebody who would stand elsewhere; `before` and `after` are words of what changes. */
export interface Move {
  id: number
  name: string
  what: 'stage' | 'at_risk' | 'struck_out'
  before: string
  after: string
}

export interface Preview {
  /** How many people were looked at, of how many there may be more. */
  people: number
  more: boolean
  moves: readonly Move[]
}

const CHUNK = 200

/** Who would move if these rules held instead of those that do; nothing is written. */
export async function previewRules(
  db: Kysely<Schema>,
  brandId: string,
  rules: PeopleRules,
  { now, most }: { now: number; most: number },
): Promise<Preview> {
  const present = await readPeopleRules(db)
  const moves: Move[] = []
  let people = 0
  for (let last = -1; people < most; ) {
    const some = await readAssessedIds(db, brandId, last, Math.min(CHUNK, most - people))
    if (some.length === 0) return { people, more: false, moves }
    const names = new Map(some.map(({ id, name }) => [id, name]))
    for (const rows of await readPersonRows(db, [...names.keys()], now)) {
      const history = makeHistory(rows)
      const before = assessPerson(history, now, rows.zone, present)
      const after = assessPerson(history, now, rows.zone, rules)
      const who = { id: rows.personId, name: names.get(rows.personId) ?? 'somebody' }
      moves.push(...movesOf(before, after).map((move) => ({ ...who, ...move })))
    }
    people += some.length
    last = some.at(-1)?.id ?? last
  }
  return { people, more: true, moves }
}

function movesOf(before: Standing | null, after: Standing | null): Omit<Move, 'id' | 'name'>[] {
  if (before === null || after === null) return []
  const pairs: [Move['what'], string, string][] = [
    ['stage', before.stage.stage, after.stage.stage],
    ['at_risk', yes(before.isAtRisk), yes(after.isAtRisk)],
    ['struck_out', yes(before.strikes.isOut), yes(after.strikes.isOut)],
  ]
  return pairs.flatMap(([what, was, is]) => (was === is ? [] : [{ what, before: was, after: is }]))
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no'
}
