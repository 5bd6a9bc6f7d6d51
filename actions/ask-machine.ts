import type { Kysely } from 'kysely'
import { choosePlaybooks } from '../core/playbook.ts'
import { ROLE_FOR } from '../core/staff.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import { readPlaybooks } from '../db/playbooks.ts'
import type { Schema } from '../db/schema.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { type Drafter, suggestDraft } from './suggest-draft.ts'

/** A dialog as somebody has it open, and what its network takes; `chosen` is the id of a playbook. */
interface Asked {
  facts: CaseFacts
  chosen: string | null
  draft: string
  max: number | null
}

/**
 * A machine's draft for whoever may answer, begun from the playbook that was chosen or else fits best. Nobody else
 * spends its calls, or sends a customer's words to it.
 */
export async function askMachine(
  ctx: ActionContext & { reader: Kysely<Schema>; drafter: Drafter },
  actor: Actor,
  { facts, chosen, draft, max }: Asked,
): ReturnType<typeof suggestDraft> {
  await asStaff(ctx, actor, ROLE_FOR['case.reply'], async () => {})
  const playbooks = (await readPlaybooks(ctx.reader)).filter(({ enabled }) => enabled)
  const playbook =
    playbooks.find(({ id }) => id === chosen) ?? choosePlaybooks(playbooks, facts)[0] ?? null
  return suggestDraft(ctx.drafter, facts, { playbook, draft, max })
}
