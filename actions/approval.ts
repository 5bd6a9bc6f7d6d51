import { RefusedError } from '../core/errors.ts'
import { type SensitiveTopic, sensitiveTopics } from '../core/sensitive-topics.ts'
import { hasRole, type Role } from '../core/staff.ts'
import { readSettings } from '../db/settings.ts'
import type { Trx } from './context.ts'

const DAY_MS = 86_400_000
const DEFAULTS = {
  newStaffDays: 14,
  topics: ['legal', 'safety', 'press', 'refund'] as readonly SensitiveTopic[],
}
const ABOUT: Record<SensitiveTopic, string> = {
  legal: 'the law',
  safety: 'safety',
  press: 'the press',
  refund: 'money back',
}

/** Why a second person reads these words before they leave, in a sentence; null where nobody has to. */
export async function approvalFor(
  trx: Pick<Trx, 'selectFrom'>,
  staff: { id: string; role: Role },
  words: { mentionId: number; text: string },
  now: number,
): Promise<string | null> {
  if (hasRole(staff.role, 'approver')) return null
  const stored = (await readSettings(trx as Trx, ['approvals'])).get('approvals')
  const rules = { ...DEFAULTS, ...(stored as Partial<typeof DEFAULTS> | undefined) }
  const post = await trx
    .selectFrom('mention')
    .select('text')
    .where('id', '=', words.mentionId)
    .executeTakeFirst()
  const touched = sensitiveTopics(`${post?.text ?? ''}\n${words.text}`)
  const topics = touched.filter((topic) => rules.topics.includes(topic))
  if (topics.length > 0)
    return `It is about ${topics.map((topic) => ABOUT[topic]).join(' and ')}, so a colleague reads it first.`
  return (await isNew(trx, staff.id, rules.newStaffDays, now))
    ? 'A colleague reads what new people write before it leaves.'
    : null
}

/** Words that wait need somebody who may let them go. */
export async function refuseWithoutApprover(trx: Trx, staffId: string): Promise<void> {
  const approver = await trx
    .selectFrom('staff')
    .select('id')
    .where('role', 'in', ['approver', 'owner'])
    .where('disabled_at', 'is', null)
    .where('id', '<>', staffId)
    .limit(1)
    .executeTakeFirst()
  if (approver === undefined)
    throw new RefusedError(
      'no_approver',
      'This needs a second person, and nobody on the team is an approver. Ask the owner.',
    )
}

/** Whoever came with the team on its first day has learnt together with it. */
async function isNew(
  trx: Pick<Trx, 'selectFrom'>,
  staffId: string,
  days: number,
  now: number,
): Promise<boolean> {
  const [me, first] = await Promise.all([
    trx.selectFrom('staff').select('created_at').where('id', '=', staffId).executeTakeFirst(),
    trx
      .selectFrom('staff')
      .select((eb) => eb.fn.min<number>('created_at').as('at'))
      .executeTakeFirst(),
  ])
  const joined = me?.created_at ?? 0
  return joined > now - days * DAY_MS && joined > (first?.at ?? 0) + DAY_MS
}
