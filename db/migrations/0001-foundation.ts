import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** The foundation: what is heard, who said it, what staff do about it, and what has to leave. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'brand', {
    id: 't!',
    name: 't',
    description: 't',
    profile: 't',
    zone: 't',
    channel: 't?',
    created_at: 'i',
  })
  await createTable(db, dialect, 'query', {
    id: 't!',
    brand_id: 't',
    source: 't',
    enabled: 'i',
    created_at: 'i',
    updated_at: 'i',
  })
  await createTable(db, dialect, 'connection', {
    id: 't!',
    network: 't',
    config: 't',
    enabled: 'i',
    created_at: 'i',
  })
  await createTable(db, dialect, 'health', {
    connection_id: 't!',
    state: 't',
    detail: 't?',
    last_ok_at: 'i?',
    last_event_at: 'i?',
    retry_at: 'i?',
    lag_ms: 'i?',
    received: 'i',
    quarantined: 'i',
    updated_at: 'i',
  })
  await createTable(
    db,
    dialect,
    'cursor',
    {
      connection_id: 't',
      stream: 't',
      value: 't',
      updated_at: 'i',
    },
    ['connection_id', 'stream'],
  )
  await createTable(db, dialect, 'gap', {
    id: 'i!',
    connection_id: 't',
    from_at: 'i',
    to_at: 'i',
    why: 't',
    created_at: 'i',
    filled_at: 'i?',
  })
  await createTable(db, dialect, 'mention', {
    id: 'i!',
    key: 't*',
    revision: 't',
    network: 't',
    connection_id: 't',
    native_id: 't',
    author_id: 'i?',
    kind: 't',
    trigger_type: 't',
    url: 't?',
    title: 't?',
    text: 't',
    lang: 't?',
    parent_text: 't?',
    container: 't?',
    reply_to_key: 't?',
    root: 't?',
    metrics: 't',
    rating: 'r?',
    visibility: 't',
    created_at: 'i',
    edited_at: 'i?',
    observed_at: 'i',
    received_at: 'i',
    state: 't:live|deleted|withheld',
    joined_to: 'i?',
    reply_ref: 't',
    history: 'i',
  })
  await createTable(
    db,
    dialect,
    'label',
    {
      mention_id: 'i',
      brand_id: 't',
      author_id: 'i?',
      at: 'i',
      query_ids: 't',
      relevance: 't:relevant|irrelevant|unsure',
      relevance_confidence: 'r',
      sentiment: 't:negative|neutral|positive|unsure',
      sentiment_confidence: 'r',
      urgency: 't:emergency|soon|none',
      intents: 't',
      labels: 't',
      aspects: 't',
      sarcasm: 'r',
      reasons: 't',
      model: 't',
    },
    ['mention_id', 'brand_id'],
  )
  await createTable(db, dialect, 'rejected', {
    key: 't!',
    brand_id: 't?',
    reason: 't',
    at: 'i',
  })
  await createTable(db, dialect, 'tombstone', {
    key: 't!',
    reason: 't',
    at: 'i',
  })
  await createTable(
    db,
    dialect,
    'recent_text',
    {
      hash: 't',
      brand_id: 't',
      mention_id: 'i',
      at: 'i',
    },
    ['brand_id', 'hash', 'mention_id'],
  )
  await createTable(db, dialect, 'author', {
    id: 'i!',
    key: 't*',
    network: 't',
    native_id: 't?',
    handle: 't?',
    name: 't?',
    url: 't?',
    followers: 'i?',
    verified: 'i?',
    is_bot: 'i?',
    is_self: 'i',
    opted_in: 'i',
    first_seen_at: 'i',
    last_seen_at: 'i',
    mentions: 'i',
  })
  await createTable(db, dialect, 'person', {
    id: 'i!',
    brand_id: 't',
    name: 't',
    advocate: 'i',
    strikes: 'i',
    evidence: 't',
    created_at: 'i',
    updated_at: 'i',
  })
  await createTable(
    db,
    dialect,
    'person_author',
    {
      person_id: 'i',
      author_id: 'i',
      brand_id: 't',
      evidence: 't',
      confirmed_by: 't?',
      created_at: 'i',
    },
    ['author_id', 'brand_id'],
  )
  await createTable(db, dialect, 'case', {
    id: 'i!',
    brand_id: 't',
    author_id: 'i?',
    person_id: 'i?',
    kind: 't:emergency|complaint|question|praise',
    status: 't:new|claimed|waiting_approval|replied|resolved|closed_by_author',
    version: 'i',
    owner_id: 't?',
    urgency: 't:emergency|soon|none',
    opened_at: 'i',
    due_at: 'i',
    claimed_at: 'i?',
    answered_at: 'i?',
    resolved_at: 'i?',
    last_mention_id: 'i',
    last_mention_at: 'i',
    thread_root: 't?',
    mentions: 'i',
    bundled: 'i',
    channel: 't?',
    slack_ts: 't?',
    card_version: 'i',
    resolution: 't?',
  })
  await createTable(
    db,
    dialect,
    'case_mention',
    {
      case_id: 'i',
      mention_id: 'i',
      added_at: 'i',
    },
    ['case_id', 'mention_id'],
  )
  await createTable(db, dialect, 'case_event', {
    id: 'i!',
    case_id: 'i',
    at: 'i',
    actor_id: 't?',
    kind: 't',
    from_status: 't?',
    to_status: 't?',
    detail: 't',
    surface: 't',
  })
  await createTable(
    db,
    dialect,
    'draft',
    {
      case_id: 'i',
      staff_id: 't',
      text: 't',
      updated_at: 'i',
    },
    ['case_id', 'staff_id'],
  )
  await createTable(db, dialect, 'reply', {
    id: 'i!',
    case_id: 'i',
    mention_id: 'i',
    connection_id: 't',
    staff_id: 't',
    kind: 't:reply|thank',
    text: 't',
    state: 't:waiting_approval|queued|sent|failed|ambiguous|refused',
    key: 't*',
    grant_id: 'i?',
    native_id: 't?',
    url: 't?',
    error: 't?',
    pressed_at: 'i',
    sent_at: 'i?',
  })
  await createTable(db, dialect, 'reward_pool', {
    id: 't!',
    brand_id: 't',
    name: 't',
    value: 't',
    disclosure: 't',
    needs_approval: 'i',
    created_at: 'i',
  })
  await createTable(db, dialect, 'reward_code', {
    id: 'i!',
    pool_id: 't',
    code_hash: 't*',
    code_sealed: 't',
    state: 't:free|claimed|used',
    expires_at: 'i?',
    grant_id: 'i?',
  })
  await createTable(db, dialect, 'reward_grant', {
    id: 'i!',
    pool_id: 't',
    brand_id: 't',
    author_id: 'i',
    person_id: 'i?',
    case_id: 'i',
    requested_by: 't',
    decided_by: 't?',
    state: 't:waiting|approved|refused|issued|expired',
    reason: 't',
    code_id: 'i?*',
    created_at: 'i',
    decided_at: 'i?',
  })
  await createTable(db, dialect, 'staff', {
    id: 't!',
    slack_user_id: 't?*',
    name: 't',
    role: 't:viewer|agent|approver|owner',
    zone: 't?',
    created_at: 'i',
    disabled_at: 'i?',
  })
  await createTable(db, dialect, 'outbox', {
    id: 'i!',
    kind: 't',
    key: 't*',
    lane: 't',
    case_id: 'i?',
    priority: 'i',
    payload: 't',
    state: 't:pending|leased|sent|ambiguous|dead',
    attempts: 'i',
    due_at: 'i',
    lease_until: 'i?',
    lease_owner: 't?',
    lease_token: 'i',
    created_at: 'i',
    sent_at: 'i?',
    result: 't?',
    error: 't?',
  })
  await createTable(db, dialect, 'dead_letter', {
    id: 'i!',
    source: 't',
    reason: 't',
    raw: 't',
    at: 'i',
  })
  await createTable(db, dialect, 'audit', {
    id: 'i!',
    at: 'i',
    actor: 't',
    action: 't',
    subject: 't',
    detail: 't',
    surface: 't',
  })
  await createTable(
    db,
    dialect,
    'spend',
    {
      connection_id: 't',
      month: 't',
      usd: 'r',
      items: 'i',
    },
    ['connection_id', 'month'],
  )
  await createTable(db, dialect, 'setting', {
    key: 't!',
    value: 't',
    updated_at: 'i',
    updated_by: 't',
  })
  await createTable(
    db,
    dialect,
    'hour_count',
    {
      brand_id: 't',
      hour: 'i',
      total: 'i',
      negative: 'i',
      neutral: 'i',
      positive: 'i',
      unsure: 'i',
      complaint: 'i',
      praise: 'i',
      question: 'i',
      emergency: 'i',
    },
    ['brand_id', 'hour'],
  )
  await createTable(
    db,
    dialect,
    'day_count',
    {
      brand_id: 't',
      day: 'i',
      topic: 't',
      total: 'i',
      negative: 'i',
      neutral: 'i',
      positive: 'i',
      unsure: 'i',
    },
    ['brand_id', 'day', 'topic'],
  )
  await createTable(
    db,
    dialect,
    'alert_count',
    {
      channel: 't',
      day: 't',
      sent: 'i',
    },
    ['channel', 'day'],
  )
  await createTable(db, dialect, 'lease', {
    name: 't!',
    owner: 't',
    token: 'i',
    until_at: 'i',
  })
  await createTable(db, dialect, 'login_link', {
    token_hash: 't!',
    staff_id: 't',
    expires_at: 'i',
    used_at: 'i?',
  })
  await createTable(db, dialect, 'session', {
    id_hash: 't!',
    staff_id: 't',
    csrf: 't',
    created_at: 'i',
    last_seen_at: 'i',
    expires_at: 'i',
  })

  await sql`create index query_brand on query (brand_id)`.execute(db)
  await sql`create index mention_author on mention (author_id, created_at)`.execute(db)
  await sql`create index mention_received on mention (received_at)`.execute(db)
  await sql`create index label_brand_at on label (brand_id, at)`.execute(db)
  await sql`create index label_author on label (brand_id, author_id, at)`.execute(db)
  await sql`create index recent_text_at on recent_text (at)`.execute(db)
  await sql`create index rejected_at on rejected (at)`.execute(db)
  await sql`create index person_brand on person (brand_id, updated_at)`.execute(db)
  await sql`create index person_author_person on person_author (person_id)`.execute(db)
  await sql`create index case_open_author on "case" (brand_id, author_id) where status not in ('resolved', 'closed_by_author')`.execute(
    db,
  )
  await sql`create index case_due on "case" (brand_id, due_at) where status not in ('resolved', 'closed_by_author')`.execute(
    db,
  )
  await sql`create index case_answered on "case" (brand_id, answered_at) where answered_at is not null`.execute(
    db,
  )
  await sql`create index case_unowned on "case" (owner_id, due_at) where status not in ('resolved', 'closed_by_author')`.execute(
    db,
  )
  await sql`create index case_mention_mention on case_mention (mention_id)`.execute(db)
  await sql`create index case_event_case on case_event (case_id, at)`.execute(db)
  await sql`create index reply_case on reply (case_id)`.execute(db)
  await sql`create index reply_grant on reply (grant_id) where grant_id is not null`.execute(db)
  await sql`create index reward_code_free on reward_code (pool_id, state, id)`.execute(db)
  await sql`create index reward_grant_author on reward_grant (brand_id, author_id, created_at)`.execute(
    db,
  )
  await sql`create index outbox_due on outbox (priority, id) where state in ('pending', 'leased', 'ambiguous')`.execute(
    db,
  )
  await sql`create index outbox_case on outbox (case_id, id) where state in ('pending', 'leased', 'ambiguous')`.execute(
    db,
  )
  await sql`create index recent_text_mention on recent_text (mention_id)`.execute(db)
  await sql`create index outbox_sent on outbox (sent_at) where sent_at is not null`.execute(db)
  await sql`create index gap_open on gap (connection_id, created_at)`.execute(db)
  await sql`create index audit_subject on audit (subject, at)`.execute(db)

  // What was done stays written: nobody edits the audit, not even we.
  if (dialect === 'sqlite') {
    await sql`create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end`.execute(
      db,
    )
    await sql`create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end`.execute(
      db,
    )
    await sql`create virtual table mention_fts using fts5(text, title, tags, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")`.execute(
      db,
    )
  } else {
    await sql`create function audit_is_append_only() returns trigger language plpgsql as $$ begin raise exception 'audit is append-only'; end $$`.execute(
      db,
    )
    await sql`create trigger audit_append_only before update or delete on audit for each row execute function audit_is_append_only()`.execute(
      db,
    )
    await sql`create table mention_search (mention_id bigint primary key, words tsvector not null)`.execute(
      db,
    )
    await sql`create index mention_search_words on mention_search using gin (words)`.execute(db)
  }
}
