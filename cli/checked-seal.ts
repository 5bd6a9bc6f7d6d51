import { UsageError } from '../core/errors.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'
import { isKeyOfData } from '../db/seal-check.ts'
import type { CommandContext } from './context.ts'
import { openSeal } from './home.ts'

/** Said where the key and the data do not belong together. */
export const OTHER_KEY =
  'EARSHOT_KEY (or the file "key" in the data folder) is not the key that this data was sealed with: stored codes and tokens cannot be read. Put the old key back.'

/** The seal of this data; UsageError where the key is another one than before. */
export async function openCheckedSeal(
  { env, clock }: Pick<CommandContext, 'env' | 'clock'>,
  db: Database,
): Promise<Seal> {
  const seal = openSeal(env)
  if (!(await isKeyOfData(db.kysely, seal, clock.now()))) throw new UsageError(OTHER_KEY)
  return seal
}
