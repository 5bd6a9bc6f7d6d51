import { join } from 'node:path'
import { eld } from 'eld/extrasmall'
import { askWithBrand, readInvented } from '../analysis/training/invented.ts'
import { createUnderstander } from '../analysis/understand/model-understander.ts'
import { readWeights } from '../cli/weights.ts'
import { cpuSeconds, median, type Ratio } from './ratio.ts'

const ROUNDS = 5

/**
 * Understanding posts with every head, against what the package eld takes for the language alone; one thread, CPU time, the
 * invented posts of the trainer with their brands. Posts a CPU second go to stderr, for people.
 */
export async function benchUnderstanding(): Promise<Ratio> {
  const folder = join(import.meta.dirname, '..', 'analysis', 'training', 'invented')
  const invented = readInvented(folder)
  const inputs = invented.posts.map((post) => askWithBrand(invented, post))
  const understander = createUnderstander(readWeights())
  const ratios: number[] = []
  const speeds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const all = await cpuSeconds(() => {
      for (const input of inputs) understander.understand(input)
    })
    const language = await cpuSeconds(() => {
      for (const { text } of inputs) eld.detect(text)
    })
    ratios.push(language / all)
    speeds.push(inputs.length / all)
  }
  process.stderr.write(`understanding: ${Math.round(median(speeds))} posts a CPU second\n`)
  return {
    name: 'understanding',
    ratio: median(ratios),
    of: 'understanding a post with every head',
    against: 'telling its language alone with the package eld',
  }
}
