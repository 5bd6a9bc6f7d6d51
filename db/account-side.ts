import { sql } from 'kysely'

export type Side = 'customer' | 'staff' | 'bot' | 'competitor'

/** Whose account it is: what staff said, else what the network says; `a` is the author, `s` the account_side. */
export const sideOf = sql<Side>`coalesce(s.side, case when a.is_self = 1 then 'staff' when a.is_bot = 1 then 'bot' else 'customer' end)`
