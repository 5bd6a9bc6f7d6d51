import type { Transaction } from 'kysely'
import type { Schema } from '../schema.ts'
import type { Subject } from './subject.ts'

/** What somebody was asked goes; of an answer only its score and time stay, nobody's. */
export async function forgetAsks(trx: Transaction<Schema>, subject: Subject): Promise<void> {
  const authors = [...subject.authorIds, -1]
  await trx
    .updateTable('feedback_answer')
    .set((eb) => ({
      ask_id: eb('id', '*', -1),
      author_id: null,
      words: null,
      reading: null,
      mention_id: null,
    }))
    .where('author_id', 'in', authors)
    .execute()
  await trx.deleteFrom('ask').where('author_id', 'in', authors).execute()
  await trx.deleteFrom('segment_list').where('author_id', 'in', authors).execute()
  await trx
    .deleteFrom('person_segment')
    .where('person_id', 'in', [...subject.personIds, -1])
    .execute()
}
