import type { HeadHeader, TableHeader } from '../models/weights-file.ts'
import type { Space } from './corpus.ts'
import type { Fitted } from './logistic.ts'

/** Collects the bytes that follow the header of a weights file. */
export interface Body {
  add(bytes: Uint8Array): number
  bytes(): Uint8Array<ArrayBuffer>
}

export function createBody(): Body {
  const parts: Uint8Array[] = []
  let length = 0
  return {
    add(bytes) {
      parts.push(bytes)
      length += bytes.length
      return length - bytes.length
    },
    bytes() {
      const all = new Uint8Array(length)
      let at = 0
      for (const part of parts) {
        all.set(part, at)
        at += part.length
      }
      return all
    },
  }
}

/** Puts what was learnt into small numbers, one scale for each class and table. */
export function quantise(
  name: string,
  kind: HeadHeader['kind'],
  classes: readonly string[],
  fitted: Fitted,
  space: Space,
  body: Body,
): HeadHeader {
  let first = 0
  const table = (bits: number): TableHeader => {
    const made = toTable(fitted, first, bits, body)
    first += 2 ** bits
    return made
  }
  const words = table(space.wordBits)
  const pieces = table(space.pieceBits)
  const signs = table(space.signBits)
  const k = fitted.classes
  return {
    name,
    kind,
    classes,
    words,
    pieces,
    signs,
    bias: Array.from(fitted.bias),
    dense: Array.from({ length: space.dense }, (_, d) =>
      Array.from({ length: k }, (_, c) => round(fitted.weights[(first + d) * k + c] ?? 0)),
    ),
    calibration: { slopes: classes.map(() => 1), shifts: classes.map(() => 0) },
    thresholds: classes.map(() => 0.5),
  }
}

function toTable(
  { classes, weights }: Fitted,
  first: number,
  bits: number,
  body: Body,
): TableHeader {
  const size = 2 ** bits
  const scales = Array.from({ length: classes }, (_, k) => {
    let most = 0
    for (let at = 0; at < size; at += 1)
      most = Math.max(most, Math.abs(weights[(first + at) * classes + k] ?? 0))
    return most / 127
  })
  const bytes = new Int8Array(size * classes)
  for (let at = 0; at < bytes.length; at += 1) {
    const scale = scales[at % classes] ?? 0
    if (scale > 0) bytes[at] = Math.round((weights[first * classes + at] ?? 0) / scale)
  }
  return { bits, at: body.add(new Uint8Array(bytes.buffer)), scales }
}

function round(value: number): number {
  return Number(value.toPrecision(6))
}
