import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { readJoin } from '../db/person-looks.ts'
import { readPersonPage } from '../db/person-page.ts'

/** The number of a person, as it is typed. */
export function readNumber(text: string): number {
  if (!/^\d{1,16}$/.test(text))
    throw new UsageError(`"${text}" is no number of a person. "earshot people list" shows them.`)
  return Number(text)
}

/** The person of a number; where somebody was joined to another, it says to whom. */
export async function readPerson(
  db: Database,
  text: string,
): Promise<NonNullable<Awaited<ReturnType<typeof readPersonPage>>>> {
  const id = readNumber(text)
  const person = await readPersonPage(db.kysely, id)
  if (person !== null) return person
  const join = await readJoin(db.kysely, id)
  throw new UsageError(
    join === null
      ? `There is no person ${id}.`
      : `Person ${id} was joined to person ${join.keptId}. To part them again: earshot people unmerge ${join.mergeNumber} --as …`,
  )
}
