import { makeHistory } from '../analysis/people/make-history.ts'
import { bestReach, scoreReach } from '../analysis/people/reach.ts'
import { STAGES, type Stage } from '../analysis/people/stage.ts'
import { assessPerson, type Standing } from '../analysis/people/standing.ts'
import type { Clock } from '../core/clock.ts'
import { idAt } from '../core/ids.ts'
import type { Network } from '../core/network.ts'
import type { Database } from '../db/database.ts'
import { queueNotice } from '../db/notices.ts'
import { readPeopleRules } from '../db/people-rules.ts'
import { type PersonRows, readPersonRows } from '../db/person-history.ts'
import {
  findDue,
  type NewStanding,
  readFollowers,
  writePersonEvent,
  writeStanding,
} from '../db/standings.ts'
import { queueStrikeNotes } from '../db/strike-notes.ts'
import { createSorter, type SortPerson } from './sort-people.ts'

const BATCH = 500
const DAY_MS = 86_400_000
/** Ranks of followers change slowly and cost a look at every author. */
const REACH_KEPT_MS = 3_600_000
const MAX_TERMS = 20

type Reaches = ReadonlyMap<number, number | null>

/**
 * Assesses everybody whose standing may have changed, once round; answers how many those were. Run it again
 * and nothing changes: events have keys, and scores are a function of the rows.
 */
export function createPeopleWatch(deps: { db: Database; clock: Clock }): () => Promise<number> {
  const { db, clock } = deps
  const reaches = new Map<string, { at: number; of: Reaches }>()
  // Whoever was assessed more than a day ago comes round anyway.
  const yesterday = clock.now() - DAY_MS
  let cursor = { mention: idAt(yesterday), storedAt: yesterday }

  return async () => {
    const now = clock.now()
    const rules = await readPeopleRules(db.kysely)
    const due = await findDue(db.kysely, cursor, now, BATCH)
    const sort = await createSorter(db)
    for (const rows of await readPersonRows(db.kysely, due.people, now)) {
      const standing = assessPerson(makeHistory(rows), now, rows.zone, rules)
      await store(rows, standing, await reachOf(rows, now), { now, sort })
    }
    cursor = due.cursor
    return due.people.length
  }

  async function reachOf(rows: PersonRows, now: number): Promise<number | null> {
    const found: (number | null)[] = []
    for (const network of rows.networks) {
      const of = await reachesOn(rows.brandId, network, now)
      for (const author of rows.authorIds) found.push(of.get(author) ?? null)
    }
    return bestReach(found)
  }

  async function reachesOn(brandId: string, network: Network, now: number): Promise<Reaches> {
    const name = `${brandId}\n${network}`
    const known = reaches.get(name)
    if (known !== undefined && now - known.at < REACH_KEPT_MS) return known.of
    const of = scoreReach(await readFollowers(db.kysely, brandId, network))
    reaches.set(name, { at: now, of })
    return of
  }

  async function store(
    rows: PersonRows,
    standing: Standing | null,
    reach: number | null,
    { now, sort }: { now: number; sort: SortPerson },
  ): Promise<void> {
    const { personId, brandId } = rows
    const isUntold = await db.transaction(async (trx) => {
      const change = await writeStanding(trx, rowOf(rows, standing, reach), now)
      const stage = standing?.stage.stage ?? null
      await sort(trx, { personId, brandId, stage }, now)
      if (stage !== change.stageBefore && stage !== null)
        await writePersonEvent(trx, {
          key: `stage:${personId}:${now}`,
          personId,
          brandId,
          at: now,
          kind: isHigher(stage, change.stageBefore) ? 'moved_up' : 'moved_down',
          detail: JSON.stringify({
            from: change.stageBefore,
            to: stage,
            evidence: standing?.stage.evidence ?? [],
          }),
        })
      const strikes = standing?.strikes
      if (strikes === undefined || !strikes.isOut || change.outBefore) return false
      const key = `out:${personId}:${strikes.contacts.at(-1) ?? ''}`
      const isNew = await writePersonEvent(trx, {
        key,
        personId,
        brandId,
        at: now,
        kind: 'struck_out',
        detail: JSON.stringify({ evidence: strikes.contacts }),
      })
      const { nextId } = db
      return isNew && (await queueStrikeNotes(trx, { nextId, personId, brandId, key, now })) === 0
    })
    if (isUntold)
      await queueNotice(db, clock, {
        subject: `person ${personId}`,
        about: 'struck_out',
        text: 'A customer had a second bad experience within twelve months. Look at People on the desk and call them today.',
      })
  }
}

const NOBODY = {
  love: null,
  reach: null,
  risk: null,
  stage: null,
  strikes: 0,
  isOut: false,
  isAtRisk: false,
  unproved: false,
  terms: '{}',
  evidence: '[]',
  nextStep: null,
  nextDue: null,
} as const

function rowOf(rows: PersonRows, standing: Standing | null, reach: number | null): NewStanding {
  const { personId, brandId } = rows
  if (standing === null) return { personId, brandId, ...NOBODY }
  const { love, risk, stage, strikes, next } = standing
  return {
    personId,
    brandId,
    love: love.value,
    reach,
    risk: risk.value,
    stage: stage.stage,
    strikes: strikes.contacts.length,
    isOut: strikes.isOut,
    isAtRisk: standing.isAtRisk,
    unproved: standing.isAdvocateUnproved,
    terms: JSON.stringify({ love: tell(love.terms), risk: tell(risk.terms) }),
    evidence: JSON.stringify(stage.evidence),
    nextStep: next.step,
    nextDue: next.dueAt,
  }
}

/** The terms that move a score most. */
function tell(terms: Standing['love']['terms']): Standing['love']['terms'] {
  return terms.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, MAX_TERMS)
}

function isHigher(stage: Stage, before: string | null): boolean {
  return STAGES.indexOf(stage) > STAGES.findIndex((one) => one === before)
}
