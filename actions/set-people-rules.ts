import { isDeepStrictEqual } from 'node:util'
import type { PeopleRules } from '../core/people-rules.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readPeopleRules } from '../db/people-rules.ts'
import { sortEverybodyAgain } from '../db/segments.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { type Applied, readSetting, writeSetting } from './settings-writer.ts'

const KEY = 'people'
const APPLIED = 'applied.people'

/** Sets what acts are worth and when somebody moves; everybody is assessed again. */
export async function setPeopleRules(
  ctx: ActionContext,
  actor: Actor,
  rules: PeopleRules,
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['people.rules'], async (trx, staff) => {
    if (isDeepStrictEqual(await readPeopleRules(trx), rules)) return
    await writeSetting(ctx, trx, KEY, JSON.stringify(rules), staff.id)
    await sortEverybodyAgain(trx)
    await writeAudit(ctx, trx, actor, 'people.rules', 'setting:people', JSON.stringify(rules))
  })
}

/** Takes the rules of the file, unless somebody set others here since; whoever applies has everybody assessed again. */
export async function applyPeopleRules(
  ctx: ActionContext,
  trx: Trx,
  rules: PeopleRules,
  options: { force: boolean; by: string },
  done: Applied,
): Promise<void> {
  const present = await readSetting(trx, KEY)
  const applied = await readSetting(trx, APPLIED)
  const next = JSON.stringify(rules)
  if (present !== null && applied !== present && present !== next && !options.force) {
    done.kept.push('rules for people: edited here since, so the file’s version was not taken')
    return
  }
  if (present !== next) {
    const before = await readPeopleRules(trx)
    await writeSetting(ctx, trx, KEY, next, options.by)
    if (!isDeepStrictEqual(before, rules)) done.changes.push('rules for people: changed')
  }
  await writeSetting(ctx, trx, APPLIED, next, options.by)
}
