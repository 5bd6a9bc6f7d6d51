import { readFileSync } from 'node:fs'
import type { BrandLayer } from '../analysis/layers/brand-layer.ts'
import { type BackTest, LEAST_LESSONS, type Lesson } from '../analysis/layers/fit-layer.ts'
import type { Grounded } from '../analysis/layers/ground.ts'
import { learnLayer } from '../analysis/layers/learn-layer.ts'
import type { BrandProfile, UnderstandInput } from '../analysis/understand/understanding.ts'
import { UsageError } from '../core/errors.ts'
import { type FeedbackHead, MOODS, truthClass } from '../core/feedback.ts'
import { INTENTS } from '../core/judgement.ts'

interface Correction {
  post: Omit<UnderstandInput, 'brand'>
  truths: [FeedbackHead, string][]
}

/**
 * Fits a layer from a file of corrections, one JSON object a line:
 * `{"text","sentiment"?,"relevance"?,"intents"?,"parent"?,"network"?,"lang"?}`; `intents` names every one that is true.
 */
export function learnFromFile(
  file: string,
  understander: Grounded,
  brand: BrandProfile | undefined,
): { layer: BrandLayer; tests: Map<FeedbackHead, BackTest> } {
  const lessons = new Map<FeedbackHead, Lesson[]>()
  readLines(file).forEach((line, at) => {
    if (line.trim() === '') return
    const { post, truths } = readCorrection(line, `${file}, line ${at + 1}`)
    const ground = understander.ground({ ...post, ...(brand === undefined ? {} : { brand }) })
    for (const [head, truth] of truths) {
      const list = lessons.get(head) ?? []
      lessons.set(head, list)
      const shares = ground.shares.get(head) ?? []
      list.push({ key: post.text, truth: truthClass(head, truth), shares, ground })
    }
  })
  return learnLayer(understander.model, lessons)
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split('\n')
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error })
  }
}

function readCorrection(line: string, place: string): Correction {
  const row = parse(line, place)
  const { text, sentiment, relevance, intents } = row
  if (typeof text !== 'string') throw new UsageError(`${place}: there is no "text".`)
  const truths: Correction['truths'] = []
  if (sentiment !== undefined)
    truths.push(['sentiment', oneOf(MOODS, sentiment, `${place}: "sentiment"`)])
  if (relevance !== undefined)
    truths.push([
      'relevance',
      oneOf(['relevant', 'irrelevant'], relevance, `${place}: "relevance"`),
    ])
  if (intents !== undefined) {
    if (!Array.isArray(intents)) throw new UsageError(`${place}: "intents" is a list of words.`)
    const named = intents.map((one) => oneOf(INTENTS, one, `${place}: "intents"`))
    for (const intent of INTENTS) truths.push([intent, named.includes(intent) ? 'yes' : 'no'])
  }
  if (truths.length === 0)
    throw new UsageError(
      `${place} puts nothing right. Write "sentiment", "relevance" or "intents".`,
    )
  const words = (name: string) => (typeof row[name] === 'string' ? { [name]: row[name] } : {})
  return { post: { text, ...words('parent'), ...words('network'), ...words('lang') }, truths }
}

function parse(line: string, place: string): Record<string, unknown> {
  try {
    const value = JSON.parse(line) as unknown
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below, in words for people.
  }
  throw new UsageError(`${place} is not a JSON object. Write {"text","sentiment"} a line.`)
}

function oneOf<T extends string>(words: readonly T[], value: unknown, place: string): T {
  const found = words.find((word) => word === value)
  if (found === undefined)
    throw new UsageError(`${place} is ${JSON.stringify(value)}; it is one of ${words.join(', ')}.`)
  return found
}

/** How the layer did on corrections that it had not seen, a line for each question. */
export function testLines(tests: ReadonlyMap<FeedbackHead, BackTest>): string[] {
  if (tests.size === 0) return ['There are no corrections in the file: nothing was learnt.']
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return [...tests].map(([head, { lessons, before, after, holds }]) => {
    if (lessons < LEAST_LESSONS)
      return `${head}: ${lessons === 1 ? '1 correction' : `${lessons} corrections`}; it takes ${LEAST_LESSONS} to learn from`
    const change = `${percent(before)} right before, ${percent(after)} after`
    return `${head}: ${lessons} corrections, ${change}${holds ? '' : '; not taken, as it is no better'}`
  })
}
