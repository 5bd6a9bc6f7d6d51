/** Staff, how they come in, and what they did. */
export interface StaffTables {
  staff: StaffTable
  home_visit: HomeVisitTable
  login_link: LoginLinkTable
  session: SessionTable
  audit: AuditTable
}

interface StaffTable {
  id: string
  slack_user_id: string | null
  name: string
  role: 'viewer' | 'agent' | 'approver' | 'owner'
  zone: string | null
  created_at: number
  disabled_at: number | null
  /** Quiet hours of their own, "19:00-08:00". */
  quiet: string | null
  /** A digest of their own, 'daily' or 'weekly'; null without one. */
  digest: string | null
  /** When they asked for it. */
  digest_since: number | null
}

/** Who of the team opened their Home in Slack last when: only these are drawn again. */
interface HomeVisitTable {
  staff_id: string
  user_id: string
  at: number
}

interface LoginLinkTable {
  token_hash: string
  staff_id: string
  expires_at: number
  used_at: number | null
}

interface SessionTable {
  id_hash: string
  staff_id: string
  csrf: string
  created_at: number
  last_seen_at: number
  expires_at: number
}

interface AuditTable {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  detail: string
  surface: string
}
