import { evaluateNode, isTitleNear, segmentsFor } from './evaluate-query.ts'
import { findNearPairs, findSpans, type TokenSpan } from './find-spans.ts'
import { keepExact } from './fold.ts'
import { type FoldedPost, foldPost, type Segment } from './folded-post.ts'
import { findLiteral } from './literal.ts'
import { createPlaceFinder, type Place } from './original-places.ts'
import type { MatchPost } from './post.ts'
import { printNode } from './print-query.ts'
import type { NearTerm, Query, QueryNode, SignTerm, Term, TextTerm } from './query.ts'

/** A term of the query and what it hit: a stretch of text or title, or something known about the post. */
export interface MatchReason {
  /** The term in its plain form. */
  readonly term: string
  readonly where: 'text' | 'title' | 'about'
  /** What was hit, as written; for `about` the same as `term`. */
  readonly found: string
  /** Null for `about`. */
  readonly at: Place | null
}

/** Enough to show; a hostile post could hold thousands. */
const MOST_REASONS = 100

/** Why a post meets a query, in the order of the query; empty when it does not meet it. */
export function explainMatch(query: Query, post: MatchPost): MatchReason[] {
  const folded = foldPost(post)
  if (!evaluateNode(query.root, folded)) return []
  const explain = createExplainer(folded)
  return heldTerms(query.root, folded, true).flatMap(explain).slice(0, MOST_REASONS)
}

/** The words and names of a query that made a post meet it, in their plain form; without their places, so it is quick. */
export function metTerms(query: Query, post: MatchPost): string[] {
  const folded = foldPost(post)
  if (!evaluateNode(query.root, folded)) return []
  const held = heldTerms(query.root, folded, true).filter(
    ({ kind }) => kind !== 'field' && kind !== 'followers',
  )
  return [...new Set(held.map(printNode))]
}

/** The terms that made the node come out as it did; terms that had to be missing are none. */
function heldTerms(node: QueryNode, post: FoldedPost, wanted: boolean): Term[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.children
        .filter((child) => evaluateNode(child, post) === wanted)
        .flatMap((child) => heldTerms(child, post, wanted))
    case 'not':
      return heldTerms(node.child, post, !wanted)
    default:
      return wanted ? [node] : []
  }
}

function createExplainer(post: FoldedPost): (term: Term) => MatchReason[] {
  const inText = createReporter('text', post.text, post.post.text)
  const inTitle =
    post.title === null ? null : createReporter('title', post.title, post.post.title ?? '')
  return (term) => {
    if (term.kind === 'field' || term.kind === 'followers') return [aboutPost(term)]
    const onlyTitle = term.kind === 'near' ? isTitleNear(term) : 'inTitle' in term && term.inTitle
    const reasons = segmentsFor(onlyTitle, post).flatMap((segment) =>
      segment === post.text ? inText(term) : (inTitle?.(term) ?? []),
    )
    return reasons.length > 0 ? reasons : [aboutPost(term)]
  }
}

function createReporter(
  where: 'text' | 'title',
  segment: Segment,
  text: string,
): (term: TextTerm | SignTerm | NearTerm) => MatchReason[] {
  const placeOf = createPlaceFinder(text)
  return (term) =>
    placesOf(term).map((at) => ({
      term: printNode(term),
      where,
      found: text.slice(at.start, at.end),
      at,
    }))

  function placesOf(term: TextTerm | SignTerm | NearTerm): Place[] {
    if (term.kind === 'literal' && segment.exact === text) {
      return findLiteral(keepExact(term.text), text)
    }
    return spansOf(term, segment).map((span) => placeOfSpan(span, segment, placeOf))
  }
}

function spansOf(term: TextTerm | SignTerm | NearTerm, segment: Segment): TokenSpan[] {
  if (term.kind !== 'near') return findSpans(term, segment)
  const spans = new Map<string, TokenSpan>()
  for (const span of findNearPairs(term, segment).flat()) {
    spans.set(`${span.start} ${span.end}`, span)
  }
  return [...spans.values()].toSorted((a, b) => a.start - b.start)
}

/** A literal of signs alone holds no word; it is shown by the word after it, or by the end. */
function placeOfSpan(
  span: TokenSpan,
  { tokens, folded }: Segment,
  placeOf: (start: number, end: number) => Place,
): Place {
  const first = tokens[span.start]
  const start = first?.start ?? folded.length
  return placeOf(start, Math.max(start, tokens[span.end - 1]?.end ?? start))
}

function aboutPost(term: Term): MatchReason {
  const printed = printNode(term)
  return { term: printed, where: 'about', found: printed, at: null }
}
