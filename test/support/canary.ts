import type { Database } from '../../db/database.ts'
import { batchOf, DAY, type Desk, NOON, OPEN_POLICY, post } from './listening-desk.ts'
import { tableNames } from './table-names.ts'

/** A name that nobody else has: wherever it stands after an erasure, something was forgotten. */
export const CANARY = 'wqcanary'
export const PRINT = (email: string) => `print-of-${email}`

/** Whom and what something is planted about. */
export interface Ids {
  personId: number
  authorId: number
  caseId: number
}

/** Posts of the person, and one of somebody else who answers them. */
export const theirPosts = [
  post('p1', `juniper is awful, says ${CANARY}`, { by: CANARY, createdAt: NOON - DAY }),
  post('p2', `juniper is awful again, says ${CANARY}`, { by: CANARY }),
]
export const anAnswer = post('q1', 'I love juniper', {
  by: 'omar',
  parents: { replyTo: 'p2', root: 'p2', replyToText: `awful again, says ${CANARY}` },
})

export const theirOrder = {
  orderId: `${CANARY}-77`,
  customer: {
    key: `${CANARY}@mail.example`,
    email: `${CANARY}@mail.example`,
    name: CANARY,
    city: CANARY,
  },
  paidAt: NOON,
  currency: 'EUR',
  net: 4200,
  test: false,
  cancelled: false,
  codes: [CANARY],
  updatedAt: NOON,
}

/** Every row of every table that holds the canary, by table. */
export async function placesOf(db: Database): Promise<Map<string, string[]>> {
  const names = (await tableNames(db)).filter((name) => !name.startsWith('mention_fts'))
  const found = new Map<string, string[]>()
  for (const name of names) {
    const rows = await db.kysely
      .selectFrom(name as 'mention')
      .selectAll()
      .execute()
    const held = rows.map((one) => JSON.stringify(one)).filter((text) => holds(text))
    if (held.length > 0) found.set(name, held)
  }
  return found
}

function holds(text: string): boolean {
  return text.toLowerCase().includes(CANARY)
}

/** Says the same things again, as a network, a file or a late request would. */
export async function hearAgain(desk: Desk): Promise<void> {
  await desk.hear(...theirPosts, post('p9', `juniper is awful, ${CANARY}`, { by: CANARY }))
  const named = post('p10', `juniper is awful, ${CANARY}`)
  await desk.ingest(
    batchOf([
      {
        ...named,
        mention: {
          ...named.mention,
          author: {
            ...named.mention.author,
            id: null,
            handle: `@${CANARY.toUpperCase()}.EXAMPLE`,
            name: null,
          },
        },
      },
      { ...anAnswer, mention: { ...anAnswer.mention, key: 'bluesky::q2', nativeId: 'q2' } },
      { type: 'author_delete', network: 'bluesky', authorId: CANARY, reason: 'gone' },
    ]),
    { connectionId: 'import', policy: OPEN_POLICY, history: true },
  )
}

/** What a service sends late: one request that was read, one that could not be, and one of somebody else. */
export async function deliverLate(db: Database): Promise<void> {
  const author = { id: CANARY, handle: `${CANARY}.example` }
  const connection = { network: 'webhook', enabled: 1, created_at: NOON }
  await db.kysely
    .insertInto('connection')
    .values({ ...connection, id: 'late', config: '{"source":"bluesky"}' })
    .execute()
  const delivery = {
    connection_id: 'late',
    digest: 'x',
    kind: 'post',
    received_at: NOON,
    done_at: NOON,
  }
  for (const [seq, body] of [
    [11, { posts: [{ author: { id: 'omar' }, text: 'hello' }] }],
    [12, { posts: [{ author, text: `juniper, says ${CANARY}` }] }],
  ] as const)
    await db.kysely
      .insertInto('delivery')
      .values({ ...delivery, seq, key: `late${seq}`, body: JSON.stringify(body) })
      .execute()
  await db.kysely
    .updateTable('delivery')
    .set({ done_at: NOON })
    .where('done_at', 'is', null)
    .execute()
  await db.kysely
    .insertInto('dead_letter')
    .values({
      id: db.nextId(),
      source: 'late',
      reason: 'no time',
      raw: JSON.stringify({ author, text: CANARY }),
      at: NOON,
    })
    .execute()
}
