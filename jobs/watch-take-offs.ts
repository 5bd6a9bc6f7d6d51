import { findTakeOffs, reactionsOf, type TakeOff } from '../analysis/signals/find-take-off.ts'
import type { IncidentEvidence } from '../core/incident.ts'
import { changeIncident, openIncident, readIncidents } from '../db/incidents.ts'
import { readEngaged, readPostAbout } from '../db/signals.ts'
import type { BrandWatch } from './brand-watch.ts'

const DAY_MS = 86_400_000
const PAST_MS = 28 * DAY_MS
/** Past this age a post is as big as it gets. */
const OVER_MS = 2 * DAY_MS
/** A take-off is told again when its reactions have doubled. */
const GROWTH = 2

/** Posts of one brand that take off; how many were new. */
export async function watchTakeOffs({ db, brand, now }: BrandWatch): Promise<number> {
  const posts = await readEngaged(db.kysely, brand.id, now - PAST_MS)
  const open = (await readIncidents(db.kysely, brand.id, now - PAST_MS)).filter(
    (incident) => incident.kind === 'take_off',
  )
  const told = new Set(open.map((incident) => incident.mentionId))
  let opened = 0
  for (const takeOff of findTakeOffs(posts, now)) {
    if (told.has(takeOff.postId)) continue
    const found = {
      brandId: brand.id,
      kind: 'take_off' as const,
      mentionId: takeOff.postId,
      startedAt: takeOff.at,
      evidence: evidenceOf(takeOff, await readPostAbout(db.kysely, brand.id, takeOff.postId)),
    }
    const isNew = await db.transaction((trx) =>
      openIncident({ trx, nextId: db.nextId, now }, found, brand.channel),
    )
    if (isNew) opened++
  }
  const byId = new Map(posts.map((post) => [post.id, post]))
  for (const incident of open.filter((one) => one.isOpen)) {
    const post = byId.get(incident.mentionId ?? 0)
    const found = post === undefined ? incident.evidence.found : reactionsOf(post)
    const isOver = now - incident.startedAt > OVER_MS || post === undefined
    if (!isOver && found < GROWTH * incident.evidence.found) continue
    const evidence = { ...incident.evidence, found }
    await db.transaction((trx) =>
      changeIncident({ trx, nextId: db.nextId, now }, incident, { evidence, isOpen: !isOver }),
    )
  }
  return opened
}

function evidenceOf(
  { found, usual, chance, postId }: TakeOff,
  { isUnhappy, about }: { isUnhappy: boolean; about: readonly string[] },
): IncidentEvidence {
  return {
    found,
    expected: usual,
    chance,
    hours: 0,
    authors: 1,
    unhappy: isUnhappy ? 1 : 0,
    topics: about,
    mentionIds: [postId],
    deafSources: [],
  }
}
