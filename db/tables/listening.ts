/** What is listened to, and how the networks fare: brands, queries, connections and their health. */
export interface ListeningTables {
  brand: BrandTable
  query: QueryTable
  connection: ConnectionTable
  health: HealthTable
  source_hour: SourceHourTable
  trouble: TroubleTable
  cursor: CursorTable
  gap: GapTable
  spend: SpendTable
}

interface BrandTable {
  id: string
  name: string
  description: string
  profile: string
  zone: string
  channel: string | null
  created_at: number
}

interface QueryTable {
  id: string
  brand_id: string
  source: string
  enabled: number
  created_at: number
  updated_at: number
}

interface ConnectionTable {
  id: string
  network: string
  config: string
  enabled: number
  created_at: number
}

interface HealthTable {
  connection_id: string
  state: string
  detail: string | null
  last_ok_at: number | null
  last_event_at: number | null
  retry_at: number | null
  lag_ms: number | null
  received: number
  quarantined: number
  updated_at: number
  /** When somebody asked for a look at it that has not begun yet. */
  asked_at: number | null
}

/** Posts that a source told in an hour; hours since 1970. */
interface SourceHourTable {
  connection_id: string
  hour: number
  posts: number
}

/** Something that is wrong with a source, and the one message about it. */
interface TroubleTable {
  id: number
  source_id: string
  about: string
  detail: string
  began_at: number
  looked_at: number
  ended_at: number | null
  version: number
  channel: string
  slack_ts: string | null
}

interface CursorTable {
  connection_id: string
  stream: string
  value: string
  updated_at: number
}

interface GapTable {
  id: number
  connection_id: string
  from_at: number
  to_at: number
  why: string
  created_at: number
  filled_at: number | null
}

interface SpendTable {
  connection_id: string
  month: string
  usd: number
  items: number
}
