import { weighLimits } from '../analysis/figures/trade-off.ts'
import { learnMix } from '../analysis/layers/stream-mix.ts'
import { readConfidences, readUnsureBelow } from '../db/doubt.ts'
import { readStreamMoods } from '../db/stream-moods.ts'
import type { ShownDoubt } from '../views/doubt-section.ts'
import type { WebDeps } from './deps.ts'

/** Limits to choose from; 0 is never. */
const RELEVANCE_LIMITS = [0, 0.6, 0.7, 0.8, 0.9]
const SENTIMENT_LIMITS = [0, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8]

/** When a brand's posts are left to people, and what other settings would have meant for its newest posts. */
export async function readDoubt(
  { ctx, reader }: WebDeps,
  brandId: string,
): Promise<Omit<ShownDoubt, 'maySet'>> {
  const now = await readUnsureBelow(ctx.db.kysely, brandId)
  const { said, checked } = await readStreamMoods(reader, brandId, ctx.clock.now())
  const { relevance, sentiment } = await readConfidences(reader, brandId)
  return {
    brandId,
    now,
    mix: learnMix(said, checked),
    posts: { relevance: relevance.length, sentiment: sentiment.length },
    limits: {
      relevance: weighLimits(relevance, withOwn(RELEVANCE_LIMITS, now.relevance)),
      sentiment: weighLimits(sentiment, withOwn(SENTIMENT_LIMITS, now.sentiment)),
    },
  }
}

/** The limits with the one that holds, where the file names another. */
function withOwn(limits: readonly number[], now: number): number[] {
  return [...new Set([...limits, now])].toSorted((one, other) => one - other)
}
