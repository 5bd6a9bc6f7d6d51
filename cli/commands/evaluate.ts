import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openWeights } from '../../analysis/models/weights-file.ts'
import { renewAnswers } from '../../analysis/training/cards.ts'
import { evaluateMentions, evaluatePeers, evaluateSets } from '../../analysis/training/evaluate.ts'
import { loadPeers } from '../../analysis/training/peers.ts'
import { createUnderstander } from '../../analysis/understand/model-understander.ts'
import type { CommandContext } from '../context.ts'
import { figuresTable } from '../figures-table.ts'
import { readWeights } from '../weights.ts'

/** Posts written to measure, without sight of the code or the training posts. */
const INDEPENDENT = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'invented-eval')

/** `evaluate`: what the analysis gets right, by head and set. */
export function addEvaluate(program: Command, ctx: CommandContext): void {
  program
    .command('evaluate')
    .description('measure the analysis on posts that it never learnt from')
    .option(
      '--data <folder>',
      'folder of the public sets; without it only the posts of the project',
    )
    .option('--card <file>', 'write the figures into this model card')
    .option('--weights <file>', 'measure these weights instead')
    .option('--json', 'a line of JSON for each figure')
    .action((flags: { data?: string; weights?: string; card?: string; json?: boolean }) => {
      const bytes = flags.weights === undefined ? readWeights() : readWeights(flags.weights)
      const understander = createUnderstander(bytes)
      const out = ctx.output(flags.json === true)
      // What is missing is said now, not after minutes of work.
      const peers = flags.data === undefined ? [] : loadPeers()
      const answered = [
        ...(flags.data === undefined
          ? []
          : [...evaluateSets(understander, flags.data), ...evaluatePeers(flags.data, peers)]),
        ...evaluateMentions(understander, INDEPENDENT),
      ]
      if (flags.card !== undefined) {
        writeFileSync(flags.card, renewAnswers(readFileSync(flags.card, 'utf8'), answered))
        out.say(`Model card: ${flags.card}`)
      }
      const figures = [...answered, ...openWeights(bytes).header.measured]
      for (const figure of figures) if (flags.json === true) out.json(figure)
      if (flags.json !== true) for (const line of figuresTable(figures)) out.line(line)
    })
}
