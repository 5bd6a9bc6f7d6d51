import { type PlainVerb, performVerb, type VerbValues } from '../../actions/perform-verb.ts'
import { RefusedError } from '../../core/errors.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { readCaseEvents } from '../../db/case-events.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { plain } from '../../views/card.ts'
import { eventLine } from '../../views/thread-note.ts'
import { type Engine, TODAY } from '../support/engines.ts'
import { batchOf, OPEN_POLICY, plainReader, post } from '../support/listening-desk.ts'
import { seedCase, seedShop } from '../support/seed.ts'

/** Somebody of the shop, in Slack. */
export const as = (staffId: string) => ({ staffId, surface: 'slack' as const })

/** A shop whose cases people work on, and what each verb did. */
export async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const { authorId } = await seedShop(db)
  await db.kysely
    .insertInto('query')
    .values({
      id: 'q1',
      brand_id: 'juniper',
      source: 'juniper',
      enabled: 1,
      created_at: TODAY,
      updated_at: TODAY,
    })
    .execute()
  const ctx = { db, clock }
  return {
    db,
    clock,
    ctx,
    open: (row: Parameters<typeof seedCase>[2] = {}) => seedCase(db, authorId, row),
    async act(who: string, verb: PlainVerb, caseId: number, values: VerbValues = {}) {
      try {
        await performVerb(ctx, as(who), { verb, caseId, values })
        return 'done'
      } catch (error) {
        if (error instanceof RefusedError) return error.code
        throw error
      }
    },
    row: (id: number) =>
      db.kysely.selectFrom('case').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    async hear(nativeId: string, text: string, by = 'did:plc:nadia') {
      const watchList = await loadWatchList(db, compileSources)
      const ingest = createIngest({
        db,
        writer: createBatchWriter(db),
        clock,
        understander: plainReader,
        watchList: () => watchList,
      })
      const createdAt = clock.now()
      const words = `${text} ${nativeId} ${nativeId}-more ${nativeId}-words`
      const item = post(nativeId, words, { by, createdAt, receivedAt: createdAt })
      await ingest(batchOf([item]), { connectionId: 'bsky', policy: OPEN_POLICY })
    },
    cases: () => db.kysely.selectFrom('case').selectAll().orderBy('id').execute(),
    /** Direct messages to colleagues, and when each is due. */
    async notes() {
      const rows = await db.kysely
        .selectFrom('outbox')
        .select(['lane', 'due_at', 'priority'])
        .where('kind', '=', 'staff.note')
        .orderBy('id')
        .execute()
      return rows.map(({ lane, due_at, priority }) => ({ lane, due_at, priority }))
    },
    /** What the thread of a case says. */
    async told(caseId: number) {
      const ids = await db.kysely
        .selectFrom('case_event')
        .select('id')
        .where('case_id', '=', caseId)
        .execute()
      const events = await readCaseEvents(
        db.kysely,
        ids.map(({ id }) => id),
      )
      return events.map((event) => plain(eventLine({ ...event, reply: null }) ?? []))
    },
  }
}
