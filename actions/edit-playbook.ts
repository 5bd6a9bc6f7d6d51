import { describeFault } from '../core/config-fault.ts'
import { playbookBody } from '../core/config-playbooks.ts'
import { RefusedError } from '../core/errors.ts'
import { hasHidden } from '../core/hostile-text.ts'
import type { Playbook } from '../core/playbook.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'

export type PlaybookEdit = Playbook & { enabled: boolean }

/** Writes a playbook, new or changed; from then on it wins over the one in `earshot.yaml`. */
export async function editPlaybook(
  ctx: ActionContext,
  actor: Actor,
  edit: PlaybookEdit,
): Promise<void> {
  const { id, name, brand, enabled, ...rest } = edit
  if (wordsIn(edit).some(hasHidden))
    throw new RefusedError(
      'hidden',
      'There are signs in it that nobody sees. Type it again by hand. Nothing was changed.',
    )
  if (!/^[a-z0-9][a-z0-9_-]{0,30}$/.test(id) || name.trim() === '' || name.length > 75)
    throw new RefusedError(
      'no_name',
      'Give the playbook a name of letters, at most 75 characters. Nothing was changed.',
    )
  const body = playbookBody.safeParse(rest)
  if (!body.success) {
    const [fault] = body.error.issues
    throw new RefusedError(
      'bad_playbook',
      `${fault === undefined ? 'It cannot be read.' : faultWords(fault, rest)} Nothing was changed.`,
    )
  }
  await asStaff(ctx, actor, ROLE_FOR['playbook.edit'], async (trx) => {
    if (brand !== null) {
      const known = await trx
        .selectFrom('brand')
        .select('id')
        .where('id', '=', brand)
        .executeTakeFirst()
      if (known === undefined) throw new RefusedError('no_brand', 'This brand is no longer here.')
    }
    const row = {
      name: name.trim(),
      brand_id: brand,
      body: JSON.stringify(body.data),
      enabled: enabled ? 1 : 0,
    }
    await trx
      .insertInto('playbook')
      .values({ id, ...row, created_at: ctx.clock.now() })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    await writeAudit(ctx, trx, actor, 'playbook.edit', `playbook:${id}`)
  })
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(wordsIn)
}

/** Facts and gives are typed one a line, so it is the line that is told. */
function faultWords(fault: Parameters<typeof describeFault>[0], typed: unknown): string {
  const [part, line] = fault.path
  if (part === 'facts' && typeof line === 'number')
    return `Fact ${line + 1} is not understood. Write it as refund_time = 14 days | refund, money back.`
  if (part === 'gives' && typeof line === 'number')
    return `Line ${line + 1} of what may be given is not understood. Write it as A free coffee | 4.50.`
  return describeFault(fault, typed)
}
