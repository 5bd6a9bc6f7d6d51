import { CASE_KINDS } from '../../core/case.ts'
import { askKey } from '../unsure-posts.ts'
import type { Bulk } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import { askAt, type ChannelDay } from './channel-budget.ts'
import { OUTBOX_COLUMNS } from './outbox-columns.ts'
import { afterNight } from './promises.ts'

/**
 * Posts that only a person can tell share one message a channel, which is gathered for an hour. Sets `asked_in`
 * and `bundled` on the cases: call before they are written.
 */
export async function askAboutPosts(
  bulk: Bulk,
  scene: CaseScene,
  cases: readonly WorkingCase[],
  dayOf: (one: WorkingCase) => ChannelDay | undefined,
): Promise<void> {
  for (const [channel, asked] of Map.groupBy(cases, (one) => one.channel ?? '')) {
    const [first] = asked
    if (first === undefined) continue
    const askedIn =
      (await findWaiting(bulk, channel)) ??
      (await beginMessage(bulk, scene, channel, first, dayOf(first)))
    for (const one of asked) {
      one.bundled = 1
      one.asked_in = askedIn
    }
  }
}

/** The message that is still gathering; a delivery that was begun meanwhile draws itself again. */
async function findWaiting(bulk: Bulk, channel: string): Promise<number | null> {
  const [row] = await bulk.all<{ id: number }>(
    `select id from outbox where kind = 'unsure.post' and lane = ? and state = 'pending' and attempts = 0
     order by id desc limit 1`,
    [`slack:${channel}`],
  )
  return row?.id ?? null
}

async function beginMessage(
  bulk: Bulk,
  scene: CaseScene,
  channel: string,
  first: WorkingCase,
  day: ChannelDay | undefined,
): Promise<number> {
  const id = scene.nextId()
  const wanted = day === undefined ? scene.now : askAt(scene.rules, day, scene.now)
  if (day !== undefined) day.sent++
  const row: Record<(typeof OUTBOX_COLUMNS)[number], string | number | null> = {
    key: askKey(id),
    id,
    kind: 'unsure.post',
    lane: `slack:${channel}`,
    case_id: null,
    priority: CASE_KINDS.length,
    payload: JSON.stringify({ askedIn: id }),
    state: 'pending',
    attempts: 0,
    due_at: afterNight(scene.rules, first, wanted),
    lease_token: 0,
    created_at: scene.now,
  }
  await bulk.insertNew('outbox', OUTBOX_COLUMNS, [OUTBOX_COLUMNS.map((column) => row[column])])
  return id
}
