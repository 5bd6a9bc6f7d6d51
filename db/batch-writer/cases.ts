import { isOpen } from '../../core/case.ts'
import { routeCase } from '../../core/routing.ts'
import type { Bulk } from './bulk.ts'
import { isMorePressing, WORKING_COLUMNS, type WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import type { LabelChange } from './changes.ts'
import type { StoredPost } from './mentions.ts'
import { queueNotes } from './notes.ts'
import { promiseColumns, zoneOf } from './promises.ts'
import type { RemovedPost } from './removals.ts'

/** Lets posts join, open or press cases: one card a case, whatever their number. */
export function placePosts(scene: CaseScene, posts: readonly StoredPost[]): void {
  for (const post of posts) {
    const { change } = post
    const held = change.isEdit ? scene.book.ofMention(change.id) : []
    for (const one of held) one.events.push('post.edited')
    if (change.history || change.joinedTo !== null) continue
    for (const label of change.labels) {
      if (label.wish === null) continue
      if (isIgnored(scene, post, label)) continue
      const own = held.find((one) => one.brand_id === label.brandId && isOpen(one.status))
      if (own === undefined) placePost(scene, post, label)
      else press(scene, own, label)
    }
  }
}

/** Emergencies are heard from everybody. */
function isIgnored(scene: CaseScene, { authorId }: StoredPost, label: LabelChange): boolean {
  return label.wish !== 'emergency' && scene.ignored.has(`${label.brandId}\n${authorId}`)
}

/** A case loses posts and shows the newest that is left; with the last one it closes by itself. */
export async function withdrawPosts(
  bulk: Bulk,
  scene: CaseScene,
  removed: readonly RemovedPost[],
): Promise<void> {
  const behind: WorkingCase[] = []
  for (const post of removed)
    for (const one of scene.book.ofMention(post.id)) {
      one.mentions = Math.max(0, one.mentions - 1)
      one.events.push('post.removed')
      if (one.mentions === 0 && isOpen(one.status)) one.status = 'closed_by_author'
      if (one.last_mention_id === post.id) behind.push(one)
    }
  for (const one of behind) {
    const [newest] = await bulk.all<{ id: number; at: number }>(
      `select m.id, m.created_at as at from case_mention cm join mention m on m.id = cm.mention_id
       where cm.case_id = ? and m.state = 'live' order by m.created_at desc, m.id desc limit 1`,
      [one.id],
    )
    if (newest === undefined) continue
    one.last_mention_id = newest.id
    one.last_mention_at = newest.at
  }
}

function placePost(scene: CaseScene, { change, authorId }: StoredPost, label: LabelChange): void {
  const { mention, id, at } = change
  const root = mention.parents.root ?? mention.parents.replyTo ?? mention.nativeId
  const open = scene.book.findOpen({ brandId: label.brandId, authorId, root, at })
  if (open === undefined) {
    if (label.wish === null) return
    const { rules } = scene
    const brandId = label.brandId
    const wanted = {
      kind: label.wish,
      brandId,
      lang: change.lang,
      channel: rules.brands.get(brandId)?.channel ?? null,
    }
    const { groups, onDuty } = rules.team
    const team = { groups, onDuty: () => onDuty(zoneOf(rules, brandId), scene.now) }
    const route = routeCase(rules.routing, team, wanted)
    const one: WorkingCase = {
      id: scene.nextId(),
      brand_id: label.brandId,
      author_id: authorId,
      person_id: null,
      kind: label.wish,
      status: 'new',
      version: 0,
      urgency: label.urgency,
      opened_at: scene.now,
      ...promiseColumns(rules, wanted, scene.now),
      last_mention_id: id,
      last_mention_at: at,
      thread_root: root,
      mentions: 1,
      bundled: 0,
      channel: route.channel,
      suggested_id: null,
      snoozed_until: null,
      asked_in: null,
      kindBefore: null,
      turn: route.turn,
      isNew: true,
      events: ['case.opened'],
      statusBefore: null,
    }
    scene.book.add(one)
    scene.links.push([one.id, id, scene.now])
    return
  }
  open.mentions++
  if (at >= open.last_mention_at) {
    open.last_mention_id = id
    open.last_mention_at = at
  }
  open.events.push('post.joined')
  wake(scene, open)
  scene.links.push([open.id, id, scene.now])
  press(scene, open, label)
}

/** Whoever writes again wants an answer now. */
function wake(scene: CaseScene, one: WorkingCase): void {
  if (one.snoozed_until === null) return
  one.snoozed_until = null
  if (one.nudge_at !== null) one.nudge_at = Math.min(one.nudge_at, scene.now)
  one.events.push('case.woken')
}

/** A case becomes as pressing as the most pressing thing said in it. */
function press(scene: CaseScene, one: WorkingCase, { wish, urgency }: LabelChange): void {
  if (wish === null || !isMorePressing(wish, one.kind)) return
  one.kind = wish
  if (urgency !== 'none') one.urgency = urgency
  const sooner = promiseColumns(scene.rules, { kind: wish, brandId: one.brand_id }, scene.now)
  if (sooner.due_at < one.due_at) Object.assign(one, sooner)
}

const EVENT_COLUMNS = [
  'id',
  'case_id',
  'at',
  'actor_id',
  'kind',
  'from_status',
  'to_status',
  'detail',
  'surface',
] as const

/** Writes what the book holds: each touched case moves by one version. */
export async function writeCases(bulk: Bulk, scene: CaseScene): Promise<void> {
  const touched = scene.book.touched()
  for (const one of touched) one.version++
  await attachPeople(bulk, touched)
  await bulk.upsert(
    'case',
    [...WORKING_COLUMNS, 'card_version'],
    touched
      .filter((one) => one.isNew)
      .map((one) => [...WORKING_COLUMNS.map((column) => one[column]), 0]),
    '',
  )
  await bulk.run(
    `update "case" set version = ?, kind = ?, status = ?, urgency = ?, due_at = ?, last_mention_id = ?,
       last_mention_at = ?, mentions = ?, bundled = ?, promise_minutes = ?, warn_at = ?, lead_at = ?, nudge_at = ?,
       snoozed_until = ?
     where id = ?`,
    touched
      .filter((one) => !one.isNew)
      .map((one) => [
        one.version,
        one.kind,
        one.status,
        one.urgency,
        one.due_at,
        one.last_mention_id,
        one.last_mention_at,
        one.mentions,
        one.bundled,
        one.promise_minutes,
        one.warn_at,
        one.lead_at,
        one.nudge_at,
        one.snoozed_until,
        one.id,
      ]),
  )
  await writeLinks(bulk, scene)
  const events = touched.flatMap((one) =>
    [...new Set(one.events)].map((kind) => ({ id: scene.nextId(), one, kind })),
  )
  await bulk.upsert(
    'case_event',
    EVENT_COLUMNS,
    events.map(({ id, one, kind }) => [
      id,
      one.id,
      scene.now,
      null,
      kind,
      one.statusBefore,
      one.status,
      kind === 'post.joined' ? JSON.stringify({ posts: one.mentions }) : '{}',
      'pipeline',
    ]),
    '',
  )
  await queueNotes(bulk, scene, events)
}

async function writeLinks(bulk: Bulk, { links }: CaseScene): Promise<void> {
  if (links.length === 0) return
  await bulk.upsert(
    'case_mention',
    ['case_id', 'mention_id', 'added_at'],
    links,
    'on conflict do nothing',
  )
}

async function attachPeople(bulk: Bulk, touched: readonly WorkingCase[]): Promise<void> {
  const fresh = touched.filter((one) => one.isNew && one.author_id !== null)
  const people = await bulk.allIn<{ person_id: number; author_id: number; brand_id: string }>(
    'select person_id, author_id, brand_id from person_author where author_id in (%)',
    fresh.map((one) => one.author_id),
  )
  for (const one of fresh)
    one.person_id =
      people.find((p) => p.author_id === one.author_id && p.brand_id === one.brand_id)?.person_id ??
      null
}
