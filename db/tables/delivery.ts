/** What goes out and comes in by way of Slack and the networks. */
export interface DeliveryTables {
  outbox: OutboxTable
  dead_letter: DeadLetterTable
  delivery: DeliveryTable
  digest: DigestTable
  digest_subject: DigestSubjectTable
}

interface OutboxTable {
  id: number
  kind: string
  key: string
  lane: string
  case_id: number | null
  priority: number
  payload: string
  state: 'pending' | 'leased' | 'sent' | 'ambiguous' | 'dead'
  attempts: number
  due_at: number
  lease_until: number | null
  lease_owner: string | null
  lease_token: number
  created_at: number
  sent_at: number | null
  result: string | null
  error: string | null
}

interface DeadLetterTable {
  id: number
  source: string
  reason: string
  raw: string
  at: number
}

interface DeliveryTable {
  seq: number
  connection_id: string
  key: string
  digest: string
  kind: string
  body: string
  received_at: number
  done_at: number | null
}

/** What was told of a day or a week; numbers and ids, never words. */
interface DigestTable {
  id: number
  brand_id: string
  /** Local date on which it is told, YYYY-MM-DD. */
  day: string
  kind: 'day' | 'week'
  state: 'made' | 'missed'
  due_at: number
  made_at: number
  facts: string
  version: number
  channel: string | null
  slack_ts: string | null
  /** Slack's id of the chart that we drew; null where Slack draws it. */
  picture: string | null
}

/** A post or a person that a digest in Slack names, so that it is drawn again when they are gone. */
interface DigestSubjectTable {
  digest_id: number
  kind: 'mention' | 'person'
  subject_id: number
}
