import type { Kysely } from 'kysely'
import type { Seal } from '../core/seal.ts'
import type { Schema } from './schema.ts'

const KEY = 'seal_check'
/** Any text that is nobody's secret. */
const TEXT = 'earshot'

/**
 * Whether the key is the one that this data was sealed with; the first key there is is remembered by a
 * fingerprint. Under another one codes could be taken in twice, and none could be read.
 */
export async function isKeyOfData(
  db: Kysely<Schema>,
  seal: Pick<Seal, 'fingerprint' | 'open'>,
  now: number,
): Promise<boolean> {
  const mark = seal.fingerprint(TEXT)
  const known = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', KEY)
    .executeTakeFirst()
  if (known !== undefined) return JSON.parse(known.value) === mark
  if (!(await opensCodes(db, seal))) return false
  await db
    .insertInto('setting')
    .values({ key: KEY, value: JSON.stringify(mark), updated_at: now, updated_by: 'seal' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

/** Data from before the fingerprint was kept tells by a code, where there is one. */
async function opensCodes(db: Kysely<Schema>, seal: Pick<Seal, 'open'>): Promise<boolean> {
  const code = await db.selectFrom('reward_code').select('code_sealed').limit(1).executeTakeFirst()
  try {
    if (code !== undefined) seal.open(code.code_sealed)
    return true
  } catch {
    return false
  }
}
