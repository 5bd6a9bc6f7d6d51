import type { Actor } from '../actions/context.ts'
import { RefusedError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { type BotDeps, staffOf } from './deps.ts'

/** Slack waits three seconds for the answer to a submitted dialog (facts on Slack, A3); the way there takes some. */
export const ANSWER_WITHIN_MS = 2000
const LATE =
  'The database is busy just now. Nothing was changed, and what you wrote is still here. Please press again in a moment.'

/**
 * Does what a dialog was submitted for while Slack still waits. What cannot be stored by then is not stored at all:
 * the dialog stays as it is with that sentence (RefusedError "late"), so that nobody wonders whether it was done.
 */
export async function inTime<T>(
  deps: BotDeps,
  slackUserId: string,
  act: (hurried: BotDeps, actor: Actor) => Promise<T>,
): Promise<T> {
  const { ctx } = deps
  const { db, end } = hurry(ctx.db)
  // What a brand learns from a correction is worked out behind the answer.
  const learn = async (brandId: string) => void ctx.learn?.(brandId)
  const done = (async () => {
    const actor = await staffOf(deps, slackUserId)
    return act({ ...deps, ctx: { ...ctx, db, learn } }, actor)
  })()
  const patience = new AbortController()
  const isLate = ctx.clock.sleep(deps.answerWithinMs, patience.signal).then(
    () => true,
    () => false,
  )
  const isDone = done.then(
    () => false,
    () => false,
  )
  const isOver = await Promise.race([isDone, isLate])
  patience.abort()
  if (isOver && end()) throw new RefusedError('late', LATE)
  return done
}

/** The same database until it is ended: then nothing is written any more, unless something was written before. */
function hurry(db: Database): { db: Database; end(): boolean } {
  let state: 'open' | 'written' | 'ended' = 'open'
  const refuseIfEnded = () => {
    if (state === 'ended') throw new RefusedError('late', LATE)
  }
  return {
    db: {
      ...db,
      async transaction(act) {
        refuseIfEnded()
        return db.transaction(async (trx) => {
          const result = await act(trx)
          refuseIfEnded()
          state = 'written'
          return result
        })
      },
    },
    end() {
      if (state === 'open') state = 'ended'
      return state === 'ended'
    },
  }
}
