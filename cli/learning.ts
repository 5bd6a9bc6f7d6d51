import type { ActionContext } from '../actions/context.ts'
import { createBrandLearner } from '../actions/learn-brand.ts'
import type { Grounded } from '../analysis/layers/ground.ts'
import type { Understander } from '../analysis/understand/understanding.ts'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'

/**
 * Lets brands learn from corrections where the analysis can; what was said is stored whether or not a layer
 * could be fitted, and layers of older weights are fitted anew in the background.
 */
export function createLearning(deps: {
  db: Database
  clock: Clock
  log: Logger
  understander: Understander & Partial<Grounded>
}): Pick<ActionContext, 'learn'> {
  const { db, clock, log, understander } = deps
  const { ground, model } = understander
  if (ground === undefined) return {}
  const learner = createBrandLearner({ db, clock, understander: { model, ground } })
  const orLog = (error: unknown) => log.error({ error }, 'a brand could not learn')
  learner.learnStale().catch(orLog)
  return { learn: (brandId) => learner.learn(brandId).catch(orLog) }
}
