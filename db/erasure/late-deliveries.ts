import { isNetwork } from '../../core/network.ts'
import type { Database } from '../database.ts'
import { overwriteDeleted } from './compact.ts'
import { inStep } from './in-step.ts'
import { authorMark, postMark } from './marks.ts'

const CHUNK = 20
/** Ids, handles and keys are short; what is longer is text. */
const MAX_NAME = 300

/** A text as it came, and the connection that it came by. */
interface Late {
  id: number
  text: string
  network: string | null
  config: string | null
}

/**
 * A request that repeats what an erased person said is dropped when it is read; this empties it, and takes away
 * what could not be read of it, without waiting for its day to end. Answers how many were emptied.
 */
export function createLateSweep(db: Database): () => Promise<number> {
  let delivery = -1
  let letter = -1

  return async () => {
    const any = await db.kysely.selectFrom('erased').select('mark').limit(1).executeTakeFirst()
    if (any === undefined) return 0
    overwriteDeleted(db, true)
    try {
      return (await sweepDeliveries()) + (await sweepLetters())
    } finally {
      overwriteDeleted(db, false)
    }
  }

  async function sweepDeliveries(): Promise<number> {
    for (let swept = 0; ; ) {
      const rows = await db.kysely
        .selectFrom('delivery as d')
        .leftJoin('connection as c', 'c.id', 'd.connection_id')
        .select(['d.seq as id', 'd.body as text', 'd.done_at', 'c.network', 'c.config'])
        .where('d.seq', '>', delivery)
        .orderBy('d.seq')
        .limit(CHUNK)
        .execute()
      const open = rows.findIndex((row) => row.done_at === null)
      const read = open === -1 ? rows : rows.slice(0, open)
      const ids = await findLate(db, read)
      if (ids.length > 0)
        await inStep(db, (trx) =>
          trx.updateTable('delivery').set({ body: '' }).where('seq', 'in', ids).execute(),
        )
      swept += ids.length
      delivery = read.at(-1)?.id ?? delivery
      if (read.length < CHUNK) return swept
    }
  }

  async function sweepLetters(): Promise<number> {
    for (let swept = 0; ; ) {
      const rows = await db.kysely
        .selectFrom('dead_letter as d')
        .leftJoin('connection as c', 'c.id', 'd.source')
        .select(['d.id', 'd.raw as text', 'c.network', 'c.config'])
        .where('d.id', '>', letter)
        .orderBy('d.id')
        .limit(CHUNK)
        .execute()
      const ids = await findLate(db, rows)
      if (ids.length > 0)
        await inStep(db, (trx) => trx.deleteFrom('dead_letter').where('id', 'in', ids).execute())
      swept += ids.length
      letter = rows.at(-1)?.id ?? letter
      if (rows.length < CHUNK) return swept
    }
  }
}

/** Those that name somebody erased. */
async function findLate(db: Database, rows: readonly Late[]): Promise<number[]> {
  const found: number[] = []
  for (const row of rows) {
    const marks = marksIn(row)
    for (let i = 0; i < marks.length; i += 400) {
      const hit = await db.kysely
        .selectFrom('erased')
        .select('mark')
        .where('mark', 'in', marks.slice(i, i + 400))
        .limit(1)
        .executeTakeFirst()
      if (hit === undefined) continue
      found.push(row.id)
      break
    }
  }
  return found
}

function marksIn({ text, network, config }: Late): string[] {
  // A webhook may speak for another network.
  const { source } = JSON.parse(config ?? '{}') as { source?: string }
  const connected = [network, source].filter((name) => typeof name === 'string')
  const names = new Set<string>()
  try {
    collect(JSON.parse(text), names)
  } catch {
    return []
  }
  const networks = [...new Set([...connected, ...names])].filter(isNetwork)
  return [...names].flatMap((name) => [
    postMark(name),
    authorMark(name),
    ...networks.map((one) => authorMark(`${one}:${name}`)),
  ])
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const name = String(value)
    if (name.length <= MAX_NAME) names.add(name)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const one of Object.values(value)) collect(one, names)
}
