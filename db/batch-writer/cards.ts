import { CASE_KINDS } from '../../core/case.ts'
import { localDay } from '../local-day.ts'
import { askKey } from '../unsure-posts.ts'
import type { Bulk, Row } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import { bundleAt, type ChannelDay, countCard, mayPost } from './channel-budget.ts'
import { OUTBOX_COLUMNS } from './outbox-columns.ts'
import { afterNight, zoneOf } from './promises.ts'
import { askAboutPosts } from './unsure.ts'

interface CardQueue {
  rows: Row[]
  bundles: Map<string, WorkingCase[]>
}

/**
 * Queues one card a new case and one redraw a changed one. A channel gets so many cards a day and in ten
 * minutes; what comes after waits in a bundle, and what comes at night waits for the morning; emergencies
 * never. Sets `bundled` on the cases: call before they are written.
 */
export async function queueCards(bulk: Bulk, scene: CaseScene): Promise<void> {
  const queue: CardQueue = { rows: [], bundles: new Map() }
  const shown = scene.book.touched().filter((one) => one.channel !== null)
  const days = await readDays(bulk, scene, shown)
  const redrawn: Row[] = []
  const unsure = shown.filter((one) => one.isNew && one.kind === 'unsure')
  await askAboutPosts(bulk, scene, unsure, (one) => days.get(dayKey(scene, one)))
  for (const one of shown.toSorted(byPriority)) {
    const channel = one.channel ?? ''
    if (one.asked_in !== null && !one.isNew) queue.rows.push(askAgain(scene, one, one.asked_in))
    if (!isFresh(one)) {
      if (one.bundled === 1) continue
      redrawn.push([one.id])
      const key = `case:${one.id}:v${one.version + 1}`
      queue.rows.push(row(scene, one, 'card.update', key, scene.now))
      continue
    }
    const at = postAt(scene, one)
    const day = days.get(dayKey(scene, one))
    if (day !== undefined && !mayPost(scene.rules, day, one.kind, { at, now: scene.now })) {
      one.bundled = 1
      queue.bundles.set(channel, [...(queue.bundles.get(channel) ?? []), one])
      continue
    }
    one.bundled = 0
    if (day !== undefined) countCard(scene.rules, day, one.kind, at)
    queue.rows.push(row(scene, one, 'card.post', `case:${one.id}:card`, at))
  }
  // Only the last state of a card is worth drawing.
  await bulk.run(
    `delete from outbox where case_id = ? and kind = 'card.update' and state = 'pending'`,
    redrawn,
  )
  await bulk.insertNew('outbox', OUTBOX_COLUMNS, queue.rows)
  await writeBundles(bulk, scene, queue.bundles, days)
  await bulk.upsert(
    'alert_count',
    ['channel', 'day', 'sent', 'recent'],
    [...days.values()].map((d) => [d.channel, d.day, d.sent, JSON.stringify(d.recent)]),
    'on conflict (channel, day) do update set sent = excluded.sent, recent = excluded.recent',
  )
}

/** What was told on the days on which these cases would be shown. */
async function readDays(
  bulk: Bulk,
  scene: CaseScene,
  cases: readonly WorkingCase[],
): Promise<Map<string, ChannelDay>> {
  const days = new Map<string, ChannelDay>()
  for (const one of cases) {
    const key = dayKey(scene, one)
    if (days.has(key)) continue
    const channel = one.channel ?? ''
    const day = dayOf(scene, one)
    const [known] = await bulk.all<{ sent: number; recent: string | null }>(
      'select sent, recent from alert_count where channel = ? and day = ?',
      [channel, day],
    )
    const recent = JSON.parse(known?.recent ?? '[]') as number[]
    days.set(key, { channel, day, sent: known?.sent ?? 0, recent })
  }
  return days
}

async function writeBundles(
  bulk: Bulk,
  scene: CaseScene,
  bundles: CardQueue['bundles'],
  days: ReadonlyMap<string, ChannelDay>,
): Promise<void> {
  for (const [channel, cases] of bundles) {
    const lane = `slack:${channel}`
    const [open] = await bulk.all<{ id: number; payload: string }>(
      `select id, payload from outbox where kind = 'bundle.post' and lane = ? and state = 'pending'
       and attempts = 0 and due_at > ? order by id desc limit 1`,
      [lane, scene.now],
    )
    const counts =
      open === undefined
        ? {}
        : (JSON.parse(open.payload) as { counts: Record<string, number> }).counts
    for (const { kind } of cases) counts[kind] = (counts[kind] ?? 0) + 1
    const payload = JSON.stringify({ counts, deskUrl: null })
    if (open !== undefined) {
      await bulk.run('update outbox set payload = ? where id = ?', [[payload, open.id]])
      continue
    }
    const [first] = cases
    const day = first === undefined ? undefined : days.get(dayKey(scene, first))
    if (first === undefined || day === undefined) continue
    const dueAt = afterNight(scene.rules, first, bundleAt(scene.rules, day, scene.now))
    day.sent++
    const id = scene.nextId()
    await bulk.insertNew('outbox', OUTBOX_COLUMNS, [
      [
        `bundle:${channel}:${id}`,
        id,
        'bundle.post',
        lane,
        null,
        CASE_KINDS.length,
        payload,
        'pending',
        0,
        dueAt,
        0,
        scene.now,
      ],
    ])
  }
}

/** A case that begins, or that becomes what has a card of its own. */
function isFresh(one: WorkingCase): boolean {
  if (one.isNew) return one.kind !== 'unsure'
  const isClear = one.asked_in !== null && one.kind !== 'unsure' && one.kindBefore === 'unsure'
  return one.bundled === 1 && (one.kind === 'emergency' || isClear)
}

/** The message that asks about a post follows what happens to it. */
function askAgain(scene: CaseScene, one: WorkingCase, askedIn: number): Row {
  const id = scene.nextId()
  return [
    `${askKey(askedIn)}:${id}`,
    id,
    'unsure.update',
    `slack:${one.channel}`,
    null,
    CASE_KINDS.length,
    JSON.stringify({ askedIn, takesOut: one.status === 'closed_by_author' }),
    'pending',
    0,
    scene.now,
    0,
    scene.now,
  ]
}

function row(scene: CaseScene, one: WorkingCase, kind: string, key: string, dueAt: number): Row {
  const day = kind === 'card.post' ? { day: dayOf(scene, one) } : {}
  return [
    key,
    scene.nextId(),
    kind,
    `slack:${one.channel}`,
    one.id,
    CASE_KINDS.indexOf(one.kind),
    JSON.stringify({ caseId: one.id, version: one.version + 1, ...day }),
    'pending',
    0,
    dueAt,
    0,
    scene.now,
  ]
}

const byPriority = (a: WorkingCase, b: WorkingCase) =>
  CASE_KINDS.indexOf(a.kind) - CASE_KINDS.indexOf(b.kind) || a.id - b.id

/** Now, or in the morning. */
function postAt(scene: CaseScene, one: WorkingCase): number {
  return afterNight(scene.rules, one, scene.now)
}

function dayKey(scene: CaseScene, one: WorkingCase): string {
  return `${one.channel}\n${dayOf(scene, one)}`
}

/** The day that it is where the brand is when the card is shown. */
function dayOf(scene: CaseScene, one: WorkingCase): string {
  return localDay(zoneOf(scene.rules, one.brand_id), postAt(scene, one))
}
