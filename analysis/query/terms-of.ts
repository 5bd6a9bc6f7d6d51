import type { QueryNode, Term } from './query.ts'

/** Every term of a query in reading order, those within NEAR as well as NEAR itself. */
export function termsOf(node: QueryNode): Term[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.children.flatMap(termsOf)
    case 'not':
      return termsOf(node.child)
    case 'near':
      return [node, ...node.left, ...node.right]
    default:
      return [node]
  }
}
