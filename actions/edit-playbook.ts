import { describeFault } from '../core/config-fault.ts'
import { playbookBody } from '../core/config-playbooks.ts'
import { RefusedError } from '../core/errors.ts'
import { hasHidden } from '../core/hostile-text.ts'
import { type KeptPlaybook, markOf } from '../core/playbook-form.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readPlaybooks } from '../db/playbooks.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** Where a new one is written on the desk. */
const NEW = 'new'

/**
 * Writes a playbook, new or changed; from then on it wins over the one in `earshot.yaml`. `seen` is the mark of the
 * state that was shown to whoever changed it, null for a new one. The code of a refusal names the field.
 */
export async function editPlaybook(
  ctx: ActionContext,
  actor: Actor,
  edit: KeptPlaybook,
  seen: string | null,
): Promise<void> {
  const { id, name, brand, enabled, ...rest } = edit
  if (wordsIn(edit).some(hasHidden))
    throw new RefusedError(
      'hidden',
      'There are signs in it that nobody sees. Type it again by hand. Nothing was changed.',
    )
  if (!/^[a-z0-9][a-z0-9_-]{0,30}$/.test(id) || name.trim() === '' || name.length > 75)
    throw new RefusedError(
      'name',
      'Give the playbook a name of letters, at most 75 characters. Nothing was changed.',
    )
  if (seen === null && id === NEW)
    throw new RefusedError('name', 'Say in its name what it is for. Nothing was changed.')
  const body = playbookBody.safeParse(rest)
  if (!body.success) {
    const [fault] = body.error.issues
    const words = fault === undefined ? 'It cannot be read.' : faultWords(fault, rest)
    throw new RefusedError(String(fault?.path[0] ?? 'name'), `${words} Nothing was changed.`)
  }
  await asStaff(ctx, actor, ROLE_FOR['playbook.edit'], async (trx) => {
    await refuseUnseen(trx, id, seen)
    if (brand !== null) {
      const known = await trx
        .selectFrom('brand')
        .select('id')
        .where('id', '=', brand)
        .executeTakeFirst()
      if (known === undefined) throw new RefusedError('brand', 'This brand is no longer here.')
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

/** Nobody writes over a playbook, or a change of it, that they have not seen. */
async function refuseUnseen(trx: Trx, id: string, seen: string | null): Promise<void> {
  const now = (await readPlaybooks(trx)).find((one) => one.id === id)
  if (now === undefined || (seen !== null && markOf(now) === seen)) return
  throw seen === null
    ? new RefusedError('name', 'There is a playbook with this name already.')
    : new RefusedError(
        'changed',
        'A colleague changed this playbook since you opened it. Nothing was changed: open it again, and take your words along.',
      )
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
