import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCards } from '../../../analysis/training/cards.ts'
import { evaluateMentions, evaluateSets } from '../../../analysis/training/evaluate.ts'
import { FURTHER_SETS } from '../../../analysis/training/leaning-tasks.ts'
import { createRandom } from '../../../analysis/training/random.ts'
import { type Training, train } from '../../../analysis/training/train.ts'
import { DENSE } from '../../../analysis/understand/featurise.ts'
import { createUnderstander } from '../../../analysis/understand/model-understander.ts'
import { ASPECTS } from '../../../core/judgement.ts'

// The real trainer over a small made-up world: fourteen heads, each with its folds.
const WORDS = {
  negative: 'broken late awful',
  neutral: 'monday street table',
  positive: 'lovely fresh kind',
}
const FILLER = 'the pie bread shop counter morning box town window a and with of'.split(' ')

/** Classes of the English general heads: four that say yes or no, four emotions, three feelings. */
const LEANINGS = 11

let folder: string
let training: Training

/** Sentences whose words tell their label. */
function sentences(count: number, telling: Readonly<Record<string, string>>, seed: number) {
  const random = createRandom(seed)
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const labels = Object.keys(telling)
  return Array.from({ length: count }, (_, at) => {
    const label = labels[at % labels.length] ?? ''
    const words = [
      pick(FILLER),
      pick((telling[label] ?? '').split(' ')),
      pick(FILLER),
      pick(FILLER),
    ]
    return { label, text: `${words.join(' ')} ${seed}${at}` }
  })
}

function writeSet(
  name: string,
  telling: Readonly<Record<string, string>>,
  extra: readonly string[] = [''],
) {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [part, seed] of [
    ['train', 1],
    ['val', 2],
  ] as const) {
    const rows = sentences(120, telling, seed).map(({ label, text }, at) =>
      [`${name}-${part}-${at + 1000}`, text, label, part, name, extra[at % extra.length]].join(
        '\t',
      ),
    )
    writeFileSync(
      join(folder, name, `${part}.tsv`),
      ['id\ttext\tlabel\tsplit\tsource\textra', ...rows].join('\n'),
    )
  }
}

function writeInvented(name: string) {
  const invented = join(folder, name)
  mkdirSync(invented)
  const brands = ['Puffin', 'Heron', 'Tern', 'Gannet', 'Stork'].map((brand) => ({
    id: brand.toLowerCase(),
    name: brand,
    handles: [`@${brand.toLowerCase()}bakes`],
    keywords: ['pie', 'bread'],
    not: ['the sea bird'],
  }))
  const posts = brands.flatMap(({ id, name }, number) =>
    sentences(36, WORDS, 10 + number).map(({ label, text }, at) => {
      const isBird = at % 4 === 0
      return {
        id: `${id}${at}`,
        brand: id,
        text: isBird
          ? `a ${name} bird on the cliff, sea ${at}`
          : `${name} ${text}${label === 'negative' ? ' help urgent' : ''}`,
        network: 'x',
        lang: 'en',
        relevance: isBird ? 'irrelevant' : 'relevant',
        sentiment: isBird ? 'neutral' : label,
        intents: isBird
          ? []
          : label === 'negative'
            ? ['complaint']
            : label === 'positive'
              ? ['praise']
              : ['question'],
        urgency:
          isBird || label === 'positive' ? 'none' : label === 'negative' ? 'emergency' : 'soon',
        aspects: isBird ? [] : [ASPECTS[at % ASPECTS.length]],
        sarcasm: at % 7 === 0,
      }
    }),
  )
  writeFileSync(
    join(invented, 'help-desk.txt'),
    '- complaint soon | my pie is broken\n+ thanks none | thank you\n',
  )
  writeFileSync(join(invented, 'brands-a.json'), JSON.stringify(brands))
  writeFileSync(
    join(invented, 'posts-a.jsonl'),
    `${posts.map((post) => JSON.stringify(post)).join('\n')}\n{"half a li`,
  )
}

const make = (seed: number) =>
  train({
    data: folder,
    invented: join(folder, 'invented'),
    relabelled: join(folder, 'relabelled'),
    meaning: join(folder, 'meaning'),
    seed,
    made: '2026-01-01',
    progress: () => undefined,
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-training-'))
  writeSet('tweeteval-sentiment', WORDS)
  writeSet('umsab', WORDS, ['english', 'german', 'hindi'])
  writeSet('airline', WORDS, ['{"airline":"United"}'])
  writeSet('semeval-topic', { negative: 'awful', positive: 'lovely' }, ['pies', '#pies', ''])
  writeSet('complaints', { complaint: 'broken refund', no: 'lovely monday' })
  writeSet('tweeteval-irony', { irony: 'sure brilliant', non_irony: 'monday table' })
  writeSet('tweeteval-offensive', { offensive: 'idiot', 'not-offensive': 'friend' })
  writeSet('isarcasm', { sarcastic: 'wow', no: 'table' })
  writeSet('tweeteval-emotion', {
    anger: 'furious',
    joy: 'happy',
    optimism: 'hope',
    sadness: 'tears',
  })
  for (const { set, not } of FURTHER_SETS)
    if (set !== 'semeval-topic') writeSet(set, not[0] ? { ...WORDS, [not[0]]: 'xyzzy' } : WORDS)
  mkdirSync(join(folder, 'vader-lexicon'))
  writeFileSync(
    join(folder, 'vader-lexicon', 'vader_lexicon.txt'),
    'awful\t-2.0\t1\t[]\nlovely\t2.8\t1\t[]\n:)\t2.0\t1\t[]',
  )
  writeInvented('invented')
  mkdirSync(join(folder, 'relabelled'))
  writeFileSync(
    join(folder, 'relabelled', 'complaints.txt'),
    'complaints-train-1000 - complaint,churn_threat soon\ncomplaints-train-1001 + - none unsure\nnobody 0 - none\n',
  )
  mkdirSync(join(folder, 'meaning'))
  writeFileSync(join(folder, 'meaning', 'words.txt'), 'broken\t9\nlovely\t8\n')
  writeFileSync(join(folder, 'meaning', 'vectors.bin'), Int8Array.from([90, -10, -80, 20]))
  training = make(1)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('training', () => {
  it('makes the same file from the same seed', () => {
    expect(Buffer.compare(make(1).bytes, training.bytes)).toBe(0)
  })

  it('names the weights by what is in them, so that no brand builds on those of the same morning', () => {
    expect(training.model).toMatch(/^earshot-2026-01-01-[0-9a-f]{8}$/u)
  })

  it('teaches the feeling of public posts that were labelled anew, the doubtful ones half', () => {
    const rows = (name: string) => training.heads.find(({ spec }) => spec.name === name)?.spec.train
    const taught = rows('complaint')?.slice(0, 2) ?? []
    const learnt = taught.map(({ input }) =>
      rows('feeling-en')?.findLast((row) => row.input.text === input.text),
    )
    expect(learnt.map((row) => row?.truth)).toEqual([[0], [2]])
    const [sure = 0, doubtful = 0] = learnt.map((row) => row?.weight)
    expect(doubtful).toBeGreaterThan(0)
    expect(doubtful).toBeLessThan(sure)
  })

  it('makes a program that judges posts of a brand it has never seen', () => {
    const reader = createUnderstander(training.bytes)
    const brand = {
      id: 'auk',
      name: 'Auk',
      handles: ['@aukbakes'],
      keywords: ['pie'],
      not: ['the sea bird'],
    }
    const angry = reader.understand({ text: 'Auk pie broken counter help urgent', brand })
    expect(angry.relevance.label).toBe('relevant')
    expect(angry.sentiment.label).toBe('negative')
    expect(angry.labels).toEqual(['complaint'])
    expect(angry.urgency.label).toBe('emergency')
    expect(
      reader.understand({ text: 'an Auk bird on the cliff, sea', brand }).relevance.label,
    ).toBe('irrelevant')
    expect(reader.understand({ text: 'lovely fresh bread' }).sentiment.label).toBe('positive')
  })

  it('tells a general head how words lean to its own classes, and to no others', () => {
    const places = training.heads
      .filter(({ spec }) =>
        ['complaint', 'emotion', 'feeling-en', 'feeling-many'].includes(spec.name),
      )
      .map(({ header }) =>
        header.dense
          .slice(DENSE + 2, DENSE + 2 + LEANINGS)
          .flatMap((row, at) => (row.some((weight) => weight !== 0) ? [at] : [])),
      )
    expect(places).toEqual([[0], [4, 5, 6, 7], [8, 9, 10], []])
  })

  it('measures every head on rows that it did not learn from', () => {
    const heads = new Set(training.figures.map(({ head }) => head))
    expect(heads.size).toBe(training.heads.length)
    for (const { value, low, high } of training.figures) {
      expect(low).toBeLessThanOrEqual(high)
      expect(value).toBeGreaterThanOrEqual(-1)
      expect(value).toBeLessThanOrEqual(1)
    }
    for (const { spec, held } of training.heads)
      if (spec.check.length === 0)
        expect(held.every(({ example }) => example.input.brand !== undefined)).toBe(true)
  })

  it('writes a card that names the data, the figures and the weaknesses', () => {
    const reader = createUnderstander(training.bytes)
    const card = writeCards(training, evaluateSets(reader, folder))
    for (const words of [
      'isarcasm (MIT)',
      'airline posts, never trained on',
      'least sure fifth',
      'tweeteval-emoji (TweetEval, SemEval terms)',
      '## Weaknesses',
    ])
      expect(card).toContain(words)
  })

  it('scores posts with brands from a folder, and nothing where there is none', () => {
    const reader = createUnderstander(training.bytes)
    const figures = evaluateMentions(reader, join(folder, 'invented'))
    const value = (head: string, measure: string) =>
      figures.find((figure) => figure.head === head && figure.measure === measure)?.value
    expect(value('relevance', 'relevant: F1')).toBeGreaterThan(0.9)
    expect(value('sentiment', 'macro recall')).toBeGreaterThan(0.9)
    expect(evaluateMentions(reader, join(folder, 'nowhere'))).toEqual([])
  })
})
