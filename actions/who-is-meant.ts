import type { Kysely } from 'kysely'
import { cleanName } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { findHandle, findPersonByName } from '../db/commands.ts'
import type { Reading } from '../db/reading.ts'
import type { Schema } from '../db/schema.ts'
import type { Who } from './begin-person.ts'

/** Somebody who may be meant by what was typed; `value` names them in a form. */
export interface Meant {
  value: string
  label: string
  who: Who
}

/** Nobody who was proposed, but somebody whom we do not know yet. */
export const SOMEBODY_NEW = 'new'

/**
 * Who may be meant: whoever has the handle, or goes by the name. A name is never taken for somebody by itself, as two
 * people may share it; only an @handle that one account has says who it is.
 */
export async function whoIsMeant(
  reading: Reading,
  brandId: string,
  typed: string,
): Promise<Meant[]> {
  const accounts = (await findHandle(reading, typed)).filter(
    (one) => one.brandId === null || one.brandId === brandId,
  )
  const named = typed.startsWith('@') ? [] : await findPersonByName(reading, brandId, typed)
  const people = new Set([...named, ...accounts.flatMap(({ personId }) => personId ?? [])])
  const found: Meant[] = []
  for (const personId of people) found.push(await ofPerson(reading.kysely, personId))
  for (const one of accounts) {
    if (one.personId !== null) continue
    const label = `@${(one.handle ?? '').replace(/^@/, '')} on ${nameOf(one.network)}, no person yet`
    found.push({ value: `account:${one.id}`, label, who: { authorId: one.id, brandId } })
  }
  return found
}

async function ofPerson(db: Kysely<Schema>, personId: number): Promise<Meant> {
  const rows = await db
    .selectFrom('person as p')
    .leftJoin('person_author as pa', 'pa.person_id', 'p.id')
    .leftJoin('author as a', 'a.id', 'pa.author_id')
    .select(['p.name', 'a.handle', 'a.network'])
    .where('p.id', '=', personId)
    .orderBy('a.id')
    .execute()
  const where = rows.flatMap(({ handle, network }) =>
    network === null || network === 'feedback'
      ? []
      : `${handle === null ? '' : `@${handle.replace(/^@/, '')} `}on ${nameOf(network)}`,
  )
  const known = where.length === 0 ? 'no account known' : where.slice(0, 2).join(', ')
  const label = `${cleanName(rows[0]?.name ?? 'Somebody', 40)}, ${known}`
  return { value: `person:${personId}`, label, who: { personId } }
}

function nameOf(network: string): string {
  return isNetwork(network) ? networkName(network) : network
}
