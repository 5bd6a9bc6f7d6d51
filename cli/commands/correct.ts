import type { Command } from 'commander'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { createBrandLearner } from '../../actions/learn-brand.ts'
import { createLayeredUnderstander } from '../../analysis/layers/layered-understander.ts'
import { UsageError } from '../../core/errors.ts'
import { readVerdict } from '../../core/feedback.ts'
import type { CommandContext } from '../context.ts'
import { readWeights } from '../weights.ts'

/** Answers as they are typed, and what forms send for them. */
const ANSWERS: Readonly<Record<string, string>> = {
  right: 'right',
  'not-us': 'not_us',
  happy: 'mood:positive',
  neutral: 'mood:neutral',
  unhappy: 'mood:negative',
  complaint: 'is:complaint',
  'not-complaint': 'is_not:complaint',
}
const UNDO = 'undo'

/** `correct`: says whether a case's post was read right, as the buttons in Slack and on the desk do. */
export function addCorrect(program: Command, ctx: CommandContext): void {
  const answers = [...Object.keys(ANSWERS), UNDO].join(', ')
  program
    .command('correct')
    .description('say whether the post of a case was read right; the brand learns from it')
    .argument('<case>', 'number of the case')
    .argument('<answer>', answers)
    .requiredOption('--as <staff>', 'the member of staff who says so')
    .action(async (number: string, answer: string, options: { as: string }) => {
      const caseId = Number(number)
      if (!Number.isSafeInteger(caseId)) throw new UsageError(`"${number}" is no case number.`)
      const verdict = readVerdict((Object.hasOwn(ANSWERS, answer) && ANSWERS[answer]) || '')
      if (verdict === null && answer !== UNDO)
        throw new UsageError(`"${answer}" is no answer. It is one of: ${answers}.`)
      const understander = createLayeredUnderstander(readWeights(), () => undefined)
      await ctx.withDatabase(async (db) => {
        const { clock } = ctx
        const { learn } = createBrandLearner({ db, clock, understander })
        const actor = { staffId: options.as, surface: 'cli' as const }
        if (verdict === null) await undoCorrection({ db, clock, learn }, actor, caseId)
        else await correctLabel({ db, clock, learn }, actor, { caseId, verdict })
      })
      ctx.output(false).say(verdict === null ? 'Taken back.' : 'Noted, and learnt from.')
    })
}
