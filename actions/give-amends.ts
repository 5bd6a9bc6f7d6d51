import { RefusedError } from '../core/errors.ts'
import { amountWords } from '../core/money.ts'
import { choosePlaybooks, type PlaybookGive } from '../core/playbook.ts'
import { findTakeBack } from '../core/risky-words.ts'
import { hasRole, ROLE_FOR } from '../core/staff.ts'
import { readAspects } from '../db/amends.ts'
import { readPlaybooks } from '../db/playbooks.ts'
import { writeNote } from './add-note.ts'
import { type CaseRow, mustChange, ownedBy, readCase } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

export interface AmendsInput {
  caseId: number
  /** `playbook/give`, as the list offers it. */
  give: string
  /** What it was worth, as typed: "4.50"; empty where it has no price. */
  worth: string
  text: string
}

/** Notes what somebody gave on the spot to make good; what the playbook does not allow an agent is refused. */
export async function giveAmends(
  ctx: ActionContext,
  actor: Actor,
  input: AmendsInput,
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['case.amends'], async (trx, staff) => {
    const row = await readCase(ctx, trx, input.caseId)
    if (row.status === 'closed_by_author' || row.merged_into !== null)
      throw new RefusedError('gone', 'There is nothing left of this case to make good.')
    const { playbookId, give } = await findGive(trx, row, input.give)
    const worth = readWorth(input.worth)
    if (give.upTo !== null && worth === null)
      throw new RefusedError(
        'no_worth',
        `Say what it was worth, at most ${amountWords(give.upTo, give.currency)}.`,
      )
    const isAbove = give.upTo !== null && worth !== null && worth > give.upTo
    if (isAbove && !hasRole(staff.role, 'approver'))
      throw new RefusedError(
        'too_much',
        `An agent may give up to ${amountWords(give.upTo ?? 0, give.currency)} of this. Ask an approver to give more.`,
      )
    if (findTakeBack(input.text) !== null)
      throw new RefusedError(
        'take_back',
        'Nothing may be given for taking words back. Give it without asking for that.',
      )
    const { numInsertedOrUpdatedRows: written } = await trx
      .insertInto('amends')
      .values({
        id: ctx.db.nextId(),
        case_id: row.id,
        brand_id: row.brand_id,
        staff_id: staff.id,
        playbook_id: playbookId,
        give_id: give.id,
        name: give.name,
        worth,
        at: ctx.clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (written !== 1n)
      throw new RefusedError('given', `“${give.name}” was given in this case already.`)
    const noteId =
      input.text.trim() === '' ? null : await writeNote(ctx, trx, actor, row.id, input.text)
    await mustChange(ctx, trx, actor, row, {
      action: 'case.amends',
      set: ownedBy(row, staff.id, ctx.clock.now()),
      detail: { give: give.name, worth, currency: give.currency, noteId },
    })
  })
}

async function findGive(
  trx: Trx,
  row: CaseRow,
  chosen: string,
): Promise<{ playbookId: string; give: PlaybookGive }> {
  const aspects = await readAspects(trx, row.last_mention_id, row.brand_id)
  const playbooks = (await readPlaybooks(trx)).filter(({ enabled }) => enabled)
  const fitting = choosePlaybooks(playbooks, { brandId: row.brand_id, kind: row.kind, aspects })
  for (const { id, gives } of fitting)
    for (const give of gives) if (`${id}/${give.id}` === chosen) return { playbookId: id, give }
  throw new RefusedError('no_give', 'Choose something that a playbook of this case allows.')
}

function readWorth(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return null
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(plain))
    throw new RefusedError('no_worth', 'Write what it was worth as a plain number, such as 4.50.')
  return Number(plain)
}
