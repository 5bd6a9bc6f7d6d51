import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { migrate } from '../../db/migrate.ts'
import { migrations } from '../../db/migrations.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'

const HOUR = Math.floor(TODAY / 3_600_000)
const IS_OLD = (name: string) => name < '0015'

onBothEngines('cases of before there were seven kinds', ({ open, dialect }) => {
  it('stay as they are, with their indexes, and the new counters count what was said', async () => {
    const { db: host, clock, url } = await open()
    const isPostgres = dialect === 'postgres'
    if (isPostgres) await sql`create schema if not exists before_kinds`.execute(host.kysely)
    const place = isPostgres ? { url, searchPath: 'before_kinds' } : { url: ':memory:' }
    const db = await openDatabase({ ...place, clock, migrate: false })
    try {
      const old = migrations.filter(({ name }) => IS_OLD(name))
      await migrate(db.kysely, dialect, TODAY, old)
      await sql`insert into "case" (id, brand_id, kind, status, version, urgency, opened_at, due_at, last_mention_id,
        last_mention_at, mentions, bundled, card_version) values (7, 'b', 'question', 'new', 3, 'none', 1, 2, 5, 5, 1, 0, 0)`.execute(
        db.kysely,
      )
      await sql`insert into label (mention_id, brand_id, at, query_ids, relevance, relevance_confidence, sentiment,
        sentiment_confidence, urgency, intents, labels, aspects, sarcasm, reasons, model) values
        (5, 'b', ${TODAY}, '[]', 'relevant', 1, 'neutral', 1, 'none', '{}', '["question","purchase_intent"]', '[]', 0, '[]', 'm')`.execute(
        db.kysely,
      )
      await sql`insert into hour_count (brand_id, hour, total, negative, neutral, positive, unsure, complaint, praise,
        question, emergency) values ('b', ${HOUR}, 1, 0, 1, 0, 0, 0, 0, 1, 0)`.execute(db.kysely)
      const indexes = await indexesOfCase()
      await migrate(db.kysely, dialect, TODAY)

      const [row] = await db.kysely.selectFrom('case').selectAll().execute()
      expect(row).toMatchObject({ id: 7, kind: 'question', version: 3, asked_in: null })
      const counted = await db.kysely.selectFrom('hour_count').selectAll().executeTakeFirst()
      expect(counted).toMatchObject({ question: 1, purchase_intent: 1, churn_threat: 0 })
      expect(await indexesOfCase()).toEqual(expect.arrayContaining(indexes))
      await db.kysely.updateTable('case').set({ kind: 'at_risk' }).execute()
      await expect(
        db.kysely
          .updateTable('case')
          .set({ kind: 'nonsense' as never })
          .execute(),
      ).rejects.toThrow(/check|constraint/i)
    } finally {
      await db.close()
    }

    async function indexesOfCase(): Promise<string[]> {
      const { rows } = isPostgres
        ? await sql<{
            name: string
          }>`select indexname as name from pg_indexes where tablename = 'case' and schemaname = 'before_kinds'`.execute(
            db.kysely,
          )
        : await sql<{
            name: string
          }>`select name from sqlite_master where type = 'index' and tbl_name = 'case' and sql is not null`.execute(
            db.kysely,
          )
      return rows.map(({ name }) => name).toSorted()
    }
  })
})
