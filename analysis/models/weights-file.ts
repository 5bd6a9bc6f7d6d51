import { checksum } from './checksum.ts'

/** A table of small numbers: value = byte × scale of the class. Laid out bucket by bucket. */
export interface TableHeader {
  bits: number
  at: number
  scales: readonly number[]
}

/** How raw scores become probabilities: `one` divides by a temperature and shifts, `any` by Platt's line. */
export interface Calibration {
  slopes: readonly number[]
  shifts: readonly number[]
}

export interface HeadHeader {
  name: string
  /** `one`: the classes exclude each other; `any`: each stands for itself. */
  kind: 'one' | 'any'
  classes: readonly string[]
  words: TableHeader
  pieces: TableHeader
  signs: TableHeader
  bias: readonly number[]
  /** Weights of the measured numbers, then of the scores of other heads; by number and class. */
  dense: readonly (readonly number[])[]
  calibration: Calibration
  /** By class, from where it is named. */
  thresholds: readonly number[]
}

export interface WeightsHeader {
  model: string
  made: string
  rarity: { bits: number; words: number; pieces: number }
  lexicon: { at: number; length: number }
  /** Words a line each, and for each so many signed bytes from `rows` on: what it means, then how it leans to classes. */
  meaning: { at: number; length: number; rows: number; width: number; leanings: number }
  heads: readonly HeadHeader[]
  /** Order of the heads: the first feed all others, the last ask about the brand. */
  rounds: { first: readonly string[]; mention: readonly string[] }
  /** Under these confidences the answer is unsure. */
  abstain: { relevance: number; sentiment: number }
  /** Share from which an emergency is called: by the model alone, and where a rule spoke too. */
  emergency: { alone: number; withRule: number }
  /** What was measured when the weights were made, on rows that no head learnt from. */
  measured: readonly Measured[]
}

export interface Measured {
  head: string
  set: string
  slice: string
  rows: number
  measure: string
  value: number
  low: number
  high: number
}

export interface Weights {
  header: WeightsHeader
  body: Uint8Array
}

const MAGIC = 'EARSHOTW'
const FORMAT = 4
/** Format and checksum come first; the checksum holds for everything behind it. */
const CHECKED = MAGIC.length + 8
const PREFIX = CHECKED + 4

/** Thrown where a weights file is cut off, changed or of another format. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError'
}

/** Header and tables as one file. */
export function packWeights({ header, body }: Weights): Uint8Array<ArrayBuffer> {
  const words = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(PREFIX + words.length + body.length)
  bytes.set(new TextEncoder().encode(MAGIC))
  bytes.set(words, PREFIX)
  bytes.set(body, PREFIX + words.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(MAGIC.length, FORMAT, true)
  view.setUint32(PREFIX - 4, words.length, true)
  view.setUint32(CHECKED - 4, checksum(bytes.subarray(CHECKED)), true)
  return bytes
}

/** Opens a weights file without copying its tables; refuses a damaged one. */
export function openWeights(bytes: Uint8Array): Weights {
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length))
  if (bytes.length < PREFIX || magic !== MAGIC)
    throw new WeightsError('This is not a weights file of Earshot.')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const format = view.getUint32(MAGIC.length, true)
  if (format !== FORMAT)
    throw new WeightsError(`The weights file has format ${format}, this program reads ${FORMAT}.`)
  if (view.getUint32(CHECKED - 4, true) !== checksum(bytes.subarray(CHECKED)))
    throw new WeightsError('The weights file is damaged; fetch it again or run "earshot train".')
  const length = view.getUint32(PREFIX - 4, true)
  const text = new TextDecoder().decode(bytes.subarray(PREFIX, PREFIX + length))
  return {
    header: JSON.parse(text) as WeightsHeader,
    body: bytes.subarray(PREFIX + length),
  }
}
