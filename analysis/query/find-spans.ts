import { plainHandle } from './fields.ts'
import { fold, keepExact } from './fold.ts'
import {
  plainTag,
  type Segment,
  type WrittenSign,
  writtenHandles,
  writtenTags,
} from './folded-post.ts'
import { findLiteral } from './literal.ts'
import { fitsAt, patternOf } from './pattern.ts'
import type { NearOperand, NearTerm } from './query.ts'
import { type Token, tokenise } from './tokenise.ts'

/** A stretch of a segment's tokens, end excluded; empty for a literal made of signs alone. */
export interface TokenSpan {
  readonly start: number
  readonly end: number
}

/** Where a term stands in one segment. */
export function findSpans(term: NearOperand, segment: Segment): TokenSpan[] {
  switch (term.kind) {
    case 'tag':
      return signSpans(writtenTags(segment.folded), plainTag(term.name), segment)
    case 'handle':
      return signSpans(writtenHandles(segment.folded), plainHandle(term.name), segment)
    case 'literal':
      return literalSpans(keepExact(term.text), segment)
    default:
      return sequenceSpans(patternOf(term), segment)
  }
}

/** Pairs of spans, one of each operand, that stand as near as the term asks. */
export function findNearPairs(term: NearTerm, segment: Segment): [TokenSpan, TokenSpan][] {
  const left = term.left.flatMap((operand) => findSpans(operand, segment))
  const right = term.right.flatMap((operand) => findSpans(operand, segment))
  const pairs = pairsInOrder(left, right, term.distance)
  return term.ordered ? pairs : [...pairs, ...pairsInOrder(right, left, term.distance)]
}

function pairsInOrder(
  first: readonly TokenSpan[],
  second: readonly TokenSpan[],
  distance: number,
): [TokenSpan, TokenSpan][] {
  const byStart = new Map(second.map((span) => [span.start, span]))
  const pairs: [TokenSpan, TokenSpan][] = []
  for (const span of first) {
    for (let between = 0; between <= distance; between++) {
      const partner = byStart.get(span.end + between)
      if (partner !== undefined) pairs.push([span, partner])
    }
  }
  return pairs
}

function sequenceSpans(pattern: ReturnType<typeof patternOf>, { tokens }: Segment): TokenSpan[] {
  const spans: TokenSpan[] = []
  for (let start = 0; start < tokens.length; start++) {
    if (fitsAt(pattern, tokens, start)) spans.push({ start, end: start + pattern.length })
  }
  return spans
}

function signSpans(signs: readonly WrittenSign[], name: string, { tokens }: Segment): TokenSpan[] {
  return signs
    .filter((sign) => sign.name === name)
    .map((sign) => ({ start: firstFrom(tokens, sign.start), end: firstFrom(tokens, sign.end) }))
}

/** The index of the first token that starts at an offset or later. */
function firstFrom(tokens: readonly Token[], offset: number): number {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Literals stand in the exact text; their place among the words is counted from what comes before. */
function literalSpans(literal: string, { exact }: Segment): TokenSpan[] {
  const spans: TokenSpan[] = []
  let counted = 0
  let words = 0
  for (const { start, end } of findLiteral(literal, exact)) {
    const first = words + countWords(exact.slice(counted, start))
    words = first + countWords(exact.slice(start, end))
    counted = end
    spans.push({ start: first, end: words })
  }
  return spans
}

function countWords(text: string): number {
  return tokenise(fold(text)).length
}
