import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Incidents (spike, silence, take-off), the topics of a brand, and counters by topic and network. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'incident', {
    id: 'i!',
    brand_id: 't',
    kind: 't:spike|silence|take_off',
    state: 't:open|closed',
    mention_id: 'i?',
    started_at: 'i',
    found_at: 'i',
    ended_at: 'i?',
    evidence: 't',
    version: 'i',
    channel: 't?',
    slack_ts: 't?',
  })
  // One spike and one silence at a time, one take-off a post: whoever looks twice tells once.
  await sql`create unique index incident_open on incident (brand_id, kind)
    where state = 'open' and mention_id is null`.execute(db)
  await sql`create unique index incident_mention on incident (brand_id, mention_id)`.execute(db)
  await sql`create index incident_brand on incident (brand_id, found_at)`.execute(db)

  await createTable(
    db,
    dialect,
    'topic',
    {
      brand_id: 't',
      key: 't',
      name: 't',
      forms: 't',
      state: 't:live|retired',
      direction: 't:up|down|steady',
      posts: 'i',
      of_posts: 'i',
      posts_before: 'i',
      of_before: 'i',
      hours: 'i',
      found_at: 'i',
      seen_at: 'i',
    },
    ['brand_id', 'key'],
  )
  await sql`alter table label add column topics text not null default '[]'`.execute(db)
  await sql`update label set topics = coalesce(
    (select '["@' || m.network || '"]' from mention m where m.id = label.mention_id), '[]')`.execute(
    db,
  )
  await sql`insert into day_count (brand_id, day, topic, total, negative, neutral, positive, unsure)
    select l.brand_id, l.at / 86400000, '@' || m.network, count(*),
      sum(case when l.sentiment = 'negative' then 1 else 0 end),
      sum(case when l.sentiment = 'neutral' then 1 else 0 end),
      sum(case when l.sentiment = 'positive' then 1 else 0 end),
      sum(case when l.sentiment = 'unsure' then 1 else 0 end)
    from label l join mention m on m.id = l.mention_id where l.relevance <> 'irrelevant'
    group by l.brand_id, l.at / 86400000, '@' || m.network`.execute(db)
}
