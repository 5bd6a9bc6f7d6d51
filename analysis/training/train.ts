import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksum } from '../models/checksum.ts'
import { feelingHead } from '../models/signal.ts'
import { type HeadHeader, packWeights, type WeightsHeader } from '../models/weights-file.ts'
import { DENSE } from '../understand/featurise.ts'
import { createPostReader } from '../understand/read-post.ts'
import { openWordMeaning } from '../understand/word-meaning.ts'
import { chooseEmergency } from './choose-emergency.ts'
import { measureRarity } from './corpus.ts'
import type { HeadSpec } from './examples.ts'
import type { Figure } from './figures.ts'
import { feelingHeads, firstHeads } from './general-heads.ts'
import { heldFigures } from './held-figures.ts'
import { readInvented } from './invented.ts'
import { appendScores, createLibrary } from './library.ts'
import { mentionHeads } from './mention-heads.ts'
import { readHelpDesk } from './plain-posts.ts'
import { readPlainRows } from './plain-rows.ts'
import { createBody } from './quantise.ts'
import { createRandom, shuffle } from './random.ts'
import { readRelabelled } from './read-relabelled.ts'
import { readVectors, type Vectors } from './read-vectors.ts'
import { chooseThresholds } from './thresholds.ts'
import { type HeadLeanings, type Held, type TrainedHead, trainHead } from './train-head.ts'
import { makeWordTable, type WordTable } from './word-table.ts'

export interface TrainOptions {
  /** Folder of the public sets. */
  data: string
  /** Folder of the invented posts. */
  invented: string
  /** Folder of the labels that this project gave to public posts. */
  relabelled: string
  /** Folder of the word vectors. */
  meaning: string
  seed: number
  /** Date of the weights. */
  made: string
  progress(done: number, total: number, what: string): void
}

export interface Training {
  model: string
  bytes: Uint8Array<ArrayBuffer>
  heads: readonly { spec: HeadSpec; header: HeadHeader; held: readonly Held[] }[]
  /** Measured on rows that the heads never learnt from. */
  figures: readonly Figure[]
}

const RARITY_BITS = 17
const FOLDS = 5

/** Makes all weights from the public sets and the invented posts; the same seed gives the same file. */
export function train(options: TrainOptions): Training {
  const lexicon = readLexicon(options.data)
  const first = firstHeads(options.data)
  const helpDesk = readHelpDesk(options.invented)
  const relabelled = readRelabelled(options.data, options.relabelled)
  const feelings = feelingHeads(options.data, helpDesk, relabelled)
  const table = makeWordTable(
    readVectors(options.meaning),
    [...first, ...feelings.filter(({ name }) => name === 'feeling-en')],
    options.data,
    options.seed,
    (done, total) => options.progress(done, total, 'steps of how words lean'),
  )
  const { vectors } = table
  const meaning = openWordMeaning(vectors.words, vectors.rows, vectors.width)
  const library = createLibrary(createPostReader(new Map(lexicon)), meaning)
  const invented = readInvented(options.invented)
  const mentions = mentionHeads(invented, readPlainRows(options.data, relabelled), helpDesk)
  const specs = [...first, ...feelings, ...mentions]
  readAll(library, specs, options.progress)
  const rarity = measureRarity(library.corpus, RARITY_BITS)
  const body = createBody()
  const places = {
    words: body.add(rarity.words),
    pieces: body.add(rarity.pieces),
    lexicon: addLexicon(lexicon, body),
    meaning: { ...addMeaning(vectors, body), leanings: vectors.width - table.meanings },
  }
  const order = shuffle([...invented.brands.keys()].sort(), createRandom(options.seed))
  const foldOf = (brand: string) => order.indexOf(brand) % FOLDS
  const heads: { spec: HeadSpec; trained: TrainedHead }[] = []
  const learn = (spec: HeadSpec) => {
    options.progress(heads.length, specs.length, `heads learnt; now ${spec.name}`)
    const isGeneral = !mentions.includes(spec)
    const leanings = isGeneral ? leaningsFor(spec.name, table) : null
    const trained = trainHead(library, rarity, spec, body, foldOf, FOLDS, leanings)
    heads.push({ spec, trained })
    return trained
  }
  for (const { head } of first.map(learn)) appendScores(library, rarity, () => head)
  const made = feelings.map(learn)
  const byName = new Map(made.map(({ head }) => [head.name, head]))
  appendScores(library, rarity, (lang) => byName.get(feelingHead(lang)) ?? failNoHead(lang))
  for (const spec of mentions) learn(spec)
  options.progress(specs.length, specs.length, 'heads learnt')
  const trainedHeads = heads.map(({ trained }) => trained)
  const { abstain, thresholds } = chooseThresholds(trainedHeads)
  const emergency = chooseEmergency(library, trainedHeads)
  const done = heads.map(({ spec, trained: { header, held } }) => ({
    spec,
    held,
    header: { ...header, thresholds: thresholds.get(header.name) ?? header.thresholds },
  }))
  const sarcastic = new Set(invented.posts.flatMap((post) => (post.sarcasm ? [post.text] : [])))
  const figures = done.flatMap(({ spec, header, held }) =>
    heldFigures(header, held, spec.measuredOn, sarcastic, createRandom(options.seed)),
  )
  // Weights made twice in a day are two models: what a brand taught one of them does not hold for the other.
  const model = `earshot-${options.made}-${checksum(body.bytes()).toString(16).padStart(8, '0')}`
  const header: WeightsHeader = {
    model,
    made: options.made,
    rarity: { bits: RARITY_BITS, words: places.words, pieces: places.pieces },
    lexicon: places.lexicon,
    meaning: places.meaning,
    heads: done.map(({ header }) => header),
    rounds: { first: first.map(({ name }) => name), mention: mentions.map(({ name }) => name) },
    abstain,
    emergency,
    measured: figures.filter(({ slice }) => slice === 'all'),
  }
  return { model, bytes: packWeights({ header, body: body.bytes() }), heads: done, figures }
}

function leaningsFor(name: string, { meanings, vectors, leans }: WordTable): HeadLeanings {
  return { from: DENSE + meanings, to: DENSE + vectors.width, lean: leans.get(name) }
}

function failNoHead(lang: string): never {
  throw new Error(`No head judges the feeling of a text in "${lang}".`)
}

/** Words of the VADER lexicon (MIT), -1 to 1. */
function readLexicon(data: string): [string, number][] {
  const text = readFileSync(join(data, 'vader-lexicon', 'vader_lexicon.txt'), 'utf8')
  return text.split('\n').flatMap((line): [string, number][] => {
    const [word, value] = line.split('\t')
    const isWord = word !== undefined && /^[a-z][a-z'-]+$/u.test(word)
    return isWord ? [[word, Math.round(Number(value) * 25) / 100]] : []
  })
}

function addLexicon(
  lexicon: readonly [string, number][],
  body: ReturnType<typeof createBody>,
): { at: number; length: number } {
  const lines = lexicon.map(([word, value]) => `${word}\t${Math.round(value * 100)}`).join('\n')
  const bytes = new TextEncoder().encode(lines)
  return { at: body.add(bytes), length: bytes.length }
}

function addMeaning(
  { words, rows, width }: Vectors,
  body: ReturnType<typeof createBody>,
): Omit<WeightsHeader['meaning'], 'leanings'> {
  const bytes = new TextEncoder().encode(words)
  const at = body.add(bytes)
  const from = body.add(new Uint8Array(rows.buffer, rows.byteOffset, rows.length))
  return { at, length: bytes.length, rows: from, width }
}

function readAll(
  library: ReturnType<typeof createLibrary>,
  specs: readonly HeadSpec[],
  progress: TrainOptions['progress'],
): void {
  const all = specs.flatMap(({ train, check }) => [...train, ...check])
  all.forEach(({ input }, at) => {
    library.add(input)
    if (at % 1000 === 0) progress(at, all.length, 'posts read')
  })
  progress(all.length, all.length, 'posts read')
}
