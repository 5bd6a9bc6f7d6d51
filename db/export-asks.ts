import type { Kysely } from 'kysely'
import type { Subject } from './erasure/subject.ts'
import type { Schema } from './schema.ts'

const time = (at: number) => new Date(at).toISOString()

/** What somebody was asked and answered, where they were sorted to, and what they are worth to each shop. */
export async function exportAsks(
  db: Kysely<Schema>,
  { authorIds, personIds, customerIds }: Subject,
) {
  const authors = [...authorIds, -1]
  const asks = await db
    .selectFrom('ask as a')
    .leftJoin('feedback_answer as f', 'f.ask_id', 'a.id')
    .select([
      'a.kind',
      'a.selection',
      'a.staff_id',
      'a.at',
      'f.score',
      'f.words',
      'f.reading',
      'f.at as answered',
    ])
    .where('a.author_id', 'in', authors)
    .orderBy('a.id')
    .execute()
  const segments = await db
    .selectFrom('person_segment as p')
    .innerJoin('segment as g', 'g.id', 'p.segment_id')
    .select(['g.id', 'g.name', 'p.since'])
    .where('p.person_id', 'in', [...personIds, -1])
    .execute()
  const lists = await db
    .selectFrom('segment_list')
    .select(['segment_id', 'staff_id', 'at'])
    .where('author_id', 'in', authors)
    .execute()
  const requests = await db
    .selectFrom('data_request')
    .select(['kind', 'source', 'asked_at', 'due_at', 'done_at', 'done_by'])
    .where((eb) =>
      eb.or([
        eb('person_id', 'in', [...personIds, -1]),
        // A shop passes it on by its own key of a customer.
        eb.exists(
          eb
            .selectFrom('customer as c')
            .select('c.id')
            .whereRef('c.brand_id', '=', 'data_request.brand_id')
            .whereRef('c.source', '=', 'data_request.source')
            .whereRef('c.source_key', '=', 'data_request.customer_key')
            .where('c.id', 'in', [...customerIds, -1]),
        ),
      ]),
    )
    .orderBy('id')
    .execute()
  return {
    requests: requests.map((row) => ({
      ...row,
      asked_at: time(row.asked_at),
      due_at: time(row.due_at),
      done_at: row.done_at === null ? null : time(row.done_at),
    })),
    asks: asks.map(({ at, answered, ...row }) => ({
      ...row,
      at: time(at),
      answeredAt: answered === null ? null : time(answered),
    })),
    segments: segments.map((row) => ({ ...row, since: time(row.since) })),
    lists: lists.map((row) => ({ ...row, at: time(row.at) })),
    worth: await db
      .selectFrom('customer_value')
      .selectAll()
      .where('customer_id', 'in', [...customerIds, -1])
      .execute(),
  }
}
