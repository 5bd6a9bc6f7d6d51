import pg from 'pg'
import { UsageError } from '../../core/errors.ts'

/** Any two numbers that nothing else of ours locks on Postgres. */
const SEAT_LOCK = 4_749
const INGEST_LOCK = 4_750
/** Each process has two nodes of the ids, its own and its ingest thread's; commands use those above. */
const SEATS = 16

/** The place of one process among those that run on the same Postgres; lost with the process. */
export interface ProcessSeat {
  /** Ids made here never meet another process's: this node and the next belong to it, 0–31. */
  node: number
  release(): Promise<void>
}

/**
 * Takes a seat for a process, held by a session of its own on the server. UsageError where another process
 * listens already: one connection of a network may have one owner only.
 */
export async function takeSeat(url: string, listens: boolean): Promise<ProcessSeat> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    if (listens && !(await tryLock(client, INGEST_LOCK, 0)))
      throw new UsageError(
        'Another Earshot already listens on this database. Start this one without it: --roles desk,web,jobs',
      )
    for (let seat = 0; seat < SEATS; seat++)
      if (await tryLock(client, SEAT_LOCK, seat))
        return { node: 2 * seat, release: () => client.end() }
    throw new UsageError(`${SEATS} processes of Earshot run on this database. Stop one first.`)
  } catch (error) {
    await client.end()
    throw error
  }
}

async function tryLock(client: pg.Client, kind: number, number: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1, $2) as locked',
    [kind, number],
  )
  return rows[0]?.locked === true
}
