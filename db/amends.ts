import type { Kysely } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import { choosePlaybooks, type PlaybookGive } from '../core/playbook.ts'
import { readPlaybooks } from './playbooks.ts'
import type { Schema } from './schema.ts'

/** What the last post of a case is about, as its label says. */
export async function readAspects(
  db: Kysely<Schema>,
  mentionId: number,
  brandId: string,
): Promise<string[]> {
  const row = await db
    .selectFrom('label')
    .select('aspects')
    .where('mention_id', '=', mentionId)
    .where('brand_id', '=', brandId)
    .executeTakeFirst()
  return row === undefined ? [] : (JSON.parse(row.aspects) as string[])
}

/** What the playbooks of a case let an agent give on the spot, and whether one asks for details. */
export async function readOffers(
  db: Kysely<Schema>,
  of: { brandId: string; kind: CaseKind; aspects: readonly string[] },
): Promise<{ gives: { value: string; give: PlaybookGive }[]; hasQuestion: boolean }> {
  const playbooks = (await readPlaybooks(db)).filter(({ enabled }) => enabled)
  const fitting = choosePlaybooks(playbooks, of)
  return {
    gives: fitting.flatMap(({ id, gives }) =>
      gives.map((give) => ({ value: `${id}/${give.id}`, give })),
    ),
    hasQuestion: fitting.some(({ ask }) => ask !== ''),
  }
}
