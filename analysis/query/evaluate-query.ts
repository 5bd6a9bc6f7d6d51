import { plainHandle } from './fields.ts'
import { findNearPairs } from './find-spans.ts'
import { keepExact } from './fold.ts'
import { type FoldedPost, foldPost, plainTag, type Segment } from './folded-post.ts'
import { findLiteral } from './literal.ts'
import { matchField, matchFollowers } from './match-field.ts'
import { fitsAt, patternOf } from './pattern.ts'
import type { MatchPost } from './post.ts'
import type { NearTerm, Query, QueryNode, Term, TextTerm } from './query.ts'

/** Whether a post meets a query: the meaning of the language, written plainly. */
export function evaluateQuery(query: Query, post: MatchPost): boolean {
  return evaluateNode(query.root, foldPost(post))
}

/** The same for a part of a query and a post already folded. */
export function evaluateNode(node: QueryNode, post: FoldedPost): boolean {
  switch (node.kind) {
    case 'and':
      return node.children.every((child) => evaluateNode(child, post))
    case 'or':
      return node.children.some((child) => evaluateNode(child, post))
    case 'not':
      return !evaluateNode(node.child, post)
    default:
      return evaluateTerm(node, post)
  }
}

/** The parts of a post in which a term looks. */
export function segmentsFor(inTitle: boolean, { text, title }: FoldedPost): Segment[] {
  const segments = inTitle ? [title] : [text, title]
  return segments.filter((segment) => segment !== null)
}

function evaluateTerm(term: Term, post: FoldedPost): boolean {
  switch (term.kind) {
    case 'tag':
      return post.tags.has(plainTag(term.name))
    case 'handle':
      return post.handles.has(plainHandle(term.name))
    case 'field':
      return matchField(term, post.post, post.links)
    case 'followers':
      return matchFollowers(term, post.post)
    case 'near':
      return evaluateNear(term, post)
    default:
      return segmentsFor(term.inTitle, post).some((segment) => holdsText(term, segment))
  }
}

function evaluateNear(term: NearTerm, post: FoldedPost): boolean {
  const segments = segmentsFor(isTitleNear(term), post)
  return segments.some((segment) => findNearPairs(term, segment).length > 0)
}

/** Whether a NEAR stands within `title:( )`. */
export function isTitleNear(term: NearTerm): boolean {
  return term.left.some((operand) => 'inTitle' in operand && operand.inTitle)
}

function holdsText(term: TextTerm, segment: Segment): boolean {
  if (term.kind === 'literal') {
    return findLiteral(keepExact(term.text), segment.exact).length > 0
  }
  const pattern = patternOf(term)
  return segment.tokens.some((_, at) => fitsAt(pattern, segment.tokens, at))
}
