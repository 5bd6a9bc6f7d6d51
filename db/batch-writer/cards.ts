import { CASE_KINDS } from '../../core/case.ts'
import { localDay } from '../local-day.ts'
import type { Bulk, Row } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './cases.ts'

/** Cases over a channel's share of the day are gathered this long into one message. */
const BUNDLE_MS = 3_600_000

/** Columns of an outbox row; the rest begin empty. */
export const OUTBOX_COLUMNS = [
  'key',
  'id',
  'kind',
  'lane',
  'case_id',
  'priority',
  'payload',
  'state',
  'attempts',
  'due_at',
  'lease_token',
  'created_at',
] as const

interface CardQueue {
  rows: Row[]
  bundles: Map<string, WorkingCase[]>
}

/**
 * Queues one card a new case and one redraw a changed one. A channel gets so many cards a day; what comes
 * after waits in a bundle, emergencies never. Sets `bundled` on the cases: call before they are written.
 */
export async function queueCards(bulk: Bulk, scene: CaseScene): Promise<void> {
  const queue: CardQueue = { rows: [], bundles: new Map() }
  const shown = scene.book.touched().filter((one) => one.channel !== null)
  const sent = await readSent(bulk, scene, shown)
  const redrawn: Row[] = []
  for (const one of shown.toSorted(byPriority)) {
    const channel = one.channel ?? ''
    const isFresh = one.isNew || (one.bundled === 1 && one.kind === 'emergency')
    if (!isFresh) {
      if (one.bundled === 1) continue
      redrawn.push([one.id])
      queue.rows.push(row(scene, one, 'card.update', `case:${one.id}:v${one.version + 1}`))
      continue
    }
    const count = sent.get(dayKey(scene, one))
    if (one.kind !== 'emergency' && (count?.sent ?? 0) >= scene.rules.alertsPerDay) {
      one.bundled = 1
      queue.bundles.set(channel, [...(queue.bundles.get(channel) ?? []), one])
      continue
    }
    one.bundled = 0
    if (count !== undefined) count.sent++
    queue.rows.push(row(scene, one, 'card.post', `case:${one.id}:card`))
  }
  // Only the last state of a card is worth drawing.
  await bulk.run(
    `delete from outbox where case_id = ? and kind = 'card.update' and state = 'pending'`,
    redrawn,
  )
  await bulk.insertNew('outbox', OUTBOX_COLUMNS, queue.rows)
  await writeBundles(bulk, scene, queue.bundles)
  await bulk.upsert(
    'alert_count',
    ['channel', 'day', 'sent'],
    [...sent.values()].map((c) => [c.channel, c.day, c.sent]),
    'on conflict (channel, day) do update set sent = excluded.sent',
  )
}

interface Sent {
  channel: string
  day: string
  sent: number
}

async function readSent(
  bulk: Bulk,
  scene: CaseScene,
  cases: readonly WorkingCase[],
): Promise<Map<string, Sent>> {
  const sent = new Map<string, Sent>()
  for (const one of cases) {
    const key = dayKey(scene, one)
    if (sent.has(key)) continue
    const channel = one.channel ?? ''
    const day = dayOf(scene, one)
    const [known] = await bulk.all<{ sent: number }>(
      'select sent from alert_count where channel = ? and day = ?',
      [channel, day],
    )
    sent.set(key, { channel, day, sent: known?.sent ?? 0 })
  }
  return sent
}

async function writeBundles(
  bulk: Bulk,
  scene: CaseScene,
  bundles: CardQueue['bundles'],
): Promise<void> {
  for (const [channel, cases] of bundles) {
    const [open] = await bulk.all<{ id: number; payload: string }>(
      `select id, payload from outbox where kind = 'bundle.post' and lane = ? and state = 'pending'
       and attempts = 0 and due_at > ? order by id desc limit 1`,
      [`slack:${channel}`, scene.now],
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
    const id = scene.nextId()
    const lane = `slack:${channel}`
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
        scene.now + BUNDLE_MS,
        0,
        scene.now,
      ],
    ])
  }
}

function row(scene: CaseScene, one: WorkingCase, kind: string, key: string): Row {
  return [
    key,
    scene.nextId(),
    kind,
    `slack:${one.channel}`,
    one.id,
    CASE_KINDS.indexOf(one.kind),
    JSON.stringify({ caseId: one.id, version: one.version + 1 }),
    'pending',
    0,
    scene.now,
    0,
    scene.now,
  ]
}

const byPriority = (a: WorkingCase, b: WorkingCase) =>
  CASE_KINDS.indexOf(a.kind) - CASE_KINDS.indexOf(b.kind) || a.id - b.id

function dayKey(scene: CaseScene, one: WorkingCase): string {
  return `${one.channel}\n${dayOf(scene, one)}`
}

/** The day that it is where the brand is. */
function dayOf(scene: CaseScene, one: WorkingCase): string {
  return localDay(scene.rules.brands.get(one.brand_id)?.zone ?? 'UTC', scene.now)
}
