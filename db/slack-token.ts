import type { Seal } from '../core/seal.ts'
import type { Database } from './database.ts'

/** A token that ends, and the one that brings the next. */
export interface SlackTokens {
  access: string
  refresh: string
  /** Epoch ms. */
  expiresAt: number
  /** The refresh token that people pasted: another one pasted since takes the place of all that grew from it. */
  grewFrom: string
}

/** Slack's rotating tokens, sealed; and one process at a time that may bring new ones. */
export interface SlackTokenStore {
  read(): Promise<SlackTokens | null>
  write(tokens: SlackTokens): Promise<void>
  /** True where `owner` may refresh until `until` (epoch ms). */
  lease(owner: string, now: number, until: number): Promise<boolean>
  release(owner: string): Promise<void>
}

const KEY = 'secret.slack desk.tokens'
const LEASE = 'slack.tokens'

/** The store in the table of settings, beside what the connections' networks rotate. */
export function createSlackTokenStore(
  { kysely }: Database,
  seal: Pick<Seal, 'seal' | 'open'>,
  now: () => number,
): SlackTokenStore {
  return {
    async read() {
      const row = await kysely
        .selectFrom('setting')
        .select('value')
        .where('key', '=', KEY)
        .executeTakeFirst()
      if (row === undefined) return null
      return JSON.parse(seal.open(JSON.parse(row.value) as string)) as SlackTokens
    },
    async write(tokens) {
      const value = JSON.stringify(seal.seal(JSON.stringify(tokens)))
      const row = { value, updated_at: now(), updated_by: 'slack' }
      await kysely
        .insertInto('setting')
        .values({ key: KEY, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute()
    },
    async lease(owner, at, until) {
      const row = { owner, token: at, until_at: until }
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto('lease')
        .values({ name: LEASE, ...row })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet(row).where('lease.until_at', '<', at),
        )
        .executeTakeFirst()
      return (numInsertedOrUpdatedRows ?? 0n) > 0n
    },
    async release(owner) {
      await kysely
        .updateTable('lease')
        .set({ until_at: 0 })
        .where('name', '=', LEASE)
        .where('owner', '=', owner)
        .execute()
    },
  }
}
