import type { Lesson } from '../analysis/layers/fit-layer.ts'
import type { Ground, Grounded } from '../analysis/layers/ground.ts'
import { writeLayer } from '../analysis/layers/layer-text.ts'
import { learnLayer } from '../analysis/layers/learn-layer.ts'
import type { BrandProfile, UnderstandInput } from '../analysis/understand/understanding.ts'
import type { Clock } from '../core/clock.ts'
import { type FeedbackHead, isFeedbackHead, truthClass } from '../core/feedback.ts'
import type { Database } from '../db/database.ts'
import { type JudgedPost, readAnswered, readJudged } from '../db/feedback.ts'

/** The newest words count; older ones than these no longer. */
const MOST_LESSONS = 2000
const MOST_KEPT = 20_000

/** Fits a brand's layer anew from what people said of its posts; call it after every correction. */
export interface BrandLearner {
  learn(brandId: string): Promise<void>
  /** Fits the layers that were made for other weights. */
  learnStale(): Promise<void>
}

/** Layers are fitted one after the other, each from everything that is in the database by then. */
export function createBrandLearner(deps: {
  db: Database
  clock: Clock
  understander: Grounded
}): BrandLearner {
  const { db, understander } = deps
  const grounds = new Map<string, Ground>()
  let tail: Promise<unknown> = Promise.resolve()
  const learn = (brandId: string) => {
    const run = tail.then(() => refit(brandId))
    tail = run.catch(() => {})
    return run
  }
  return {
    learn,
    async learnStale() {
      const rows = await db.kysely
        .selectFrom('label_feedback as f')
        .leftJoin('brand_layer as b', 'b.brand_id', 'f.brand_id')
        .select(['f.brand_id', 'b.model'])
        .distinct()
        .execute()
      for (const row of rows) if (row.model !== understander.model) await learn(row.brand_id)
    },
  }

  async function refit(brandId: string): Promise<void> {
    const brand = await readProfile(db, brandId)
    if (brand === null) return
    const said = await readJudged(db.kysely, brandId, MOST_LESSONS)
    const known = new Set(said.filter(({ head }) => head === 'relevance').map((p) => p.mentionId))
    const answered = await readAnswered(db.kysely, brandId, MOST_LESSONS)
    const posts = [...said, ...answered.filter(({ mentionId }) => !known.has(mentionId))]
    const lessons = new Map<FeedbackHead, Lesson[]>()
    for (const post of posts) {
      const { head, truth, mentionId } = post
      if (!isFeedbackHead(head)) continue
      const ground = groundOf(brand, post)
      const list = lessons.get(head) ?? []
      lessons.set(head, list)
      list.push({
        key: String(mentionId),
        truth: truthClass(head, truth),
        shares: ground.shares.get(head) ?? [],
        ground,
      })
    }
    const { layer, tests } = learnLayer(understander.model, lessons)
    const row = {
      model: layer.model,
      layer: writeLayer(layer),
      tests: JSON.stringify(Object.fromEntries(tests)),
      updated_at: deps.clock.now(),
    }
    await db.kysely
      .insertInto('brand_layer')
      .values({ brand_id: brandId, ...row })
      .onConflict((conflict) => conflict.column('brand_id').doUpdateSet(row))
      .execute()
  }

  /** A post is read once; what its brand is called is part of how it is read. */
  function groundOf(brand: BrandProfile, post: JudgedPost): Ground {
    const input = inputOf(brand, post)
    const key = JSON.stringify(input)
    const kept = grounds.get(key)
    if (kept !== undefined) return kept
    const ground = understander.ground(input)
    if (grounds.size >= MOST_KEPT) grounds.clear()
    grounds.set(key, ground)
    return ground
  }
}

function inputOf(brand: BrandProfile, post: JudgedPost): UnderstandInput {
  return {
    text: post.text,
    brand,
    network: post.network,
    ...(post.parent === null ? {} : { parent: post.parent }),
    ...(post.lang === null ? {} : { lang: post.lang }),
  }
}

async function readProfile(db: Database, brandId: string): Promise<BrandProfile | null> {
  const row = await db.kysely
    .selectFrom('brand')
    .select(['id', 'name', 'description', 'profile'])
    .where('id', '=', brandId)
    .executeTakeFirst()
  if (row === undefined) return null
  const profile = JSON.parse(row.profile) as Partial<BrandProfile>
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    handles: profile.handles ?? [],
    keywords: profile.keywords ?? [],
    not: profile.not ?? [],
  }
}
