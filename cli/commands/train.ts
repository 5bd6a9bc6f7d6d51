import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { writeCards } from '../../analysis/training/cards.ts'
import { evaluateSets } from '../../analysis/training/evaluate.ts'
import { train } from '../../analysis/training/train.ts'
import { createUnderstander } from '../../analysis/understand/model-understander.ts'
import { UsageError } from '../../core/errors.ts'
import type { CommandContext } from '../context.ts'
import { WEIGHTS_FILE } from '../weights.ts'

const TRAINING = join(import.meta.dirname, '..', '..', 'analysis', 'training')
/** Folders of the posts written for training, of public posts labelled anew, and of the word vectors. */
const INVENTED = join(TRAINING, 'invented')
const RELABELLED = join(TRAINING, 'relabelled')
const MEANING = join(TRAINING, 'meaning')
const ENDING = '.weights'

/** `train`: makes the weights of the analysis again, and their model card. */
export function addTrain(program: Command, ctx: CommandContext): void {
  program
    .command('train')
    .description(
      'make the weights of the analysis again, from the public sets and the invented posts',
    )
    .requiredOption('--data <folder>', 'folder of the public sets, a folder each')
    .option('--seed <number>', 'the same seed gives the same weights', '1')
    .option('--out <file>', 'where the weights go', WEIGHTS_FILE)
    .action((flags: { data: string; seed: string; out: string }) => {
      const seed = Number(flags.seed)
      if (!Number.isInteger(seed)) throw new UsageError('--seed is a whole number.')
      if (!flags.out.endsWith(ENDING))
        throw new UsageError(
          `--out is a file whose name ends with ${ENDING}; the model card goes beside it.`,
        )
      const out = ctx.output(false)
      const made = new Date(ctx.clock.now()).toISOString().slice(0, 10)
      const training = train({
        data: flags.data,
        invented: INVENTED,
        relabelled: RELABELLED,
        meaning: MEANING,
        seed,
        made,
        progress: out.progress,
      })
      writeFileSync(flags.out, training.bytes)
      const card = `${flags.out.slice(0, -ENDING.length)}.md`
      out.say('Measuring on rows that no head has seen.')
      const figures = evaluateSets(createUnderstander(training.bytes), flags.data)
      writeFileSync(card, writeCards(training, figures))
      out.say(`Weights: ${flags.out} (${Math.round(training.bytes.length / 1024)} KB)`)
      out.say(`Model card: ${card}`)
    })
}
