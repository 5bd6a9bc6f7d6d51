import type { QueryNode, Span } from './query.ts'
import { QueryError } from './query-error.ts'

/**
 * Refuses a query that could match a post in which there is nothing to find: every way to match must
 * hold a word, phrase, tag, handle or link that is wanted, or it would collect a whole network.
 */
export function requireSomethingToFind(source: string, root: QueryNode): void {
  if (isFindable(root, true)) return
  const { at, why } = loosest(root)
  throw new QueryError(source, at, why)
}

/** Whether every post that meets the node (or, if not `wanted`, fails it) holds something to find. */
export function isFindable(node: QueryNode, wanted: boolean): boolean {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const all = (node.kind === 'or') === wanted
      return all
        ? node.children.every((child) => isFindable(child, wanted))
        : node.children.some((child) => isFindable(child, wanted))
    }
    case 'not':
      return isFindable(node.child, !wanted)
    case 'field':
      return wanted && node.field === 'links'
    case 'followers':
      return false
    default:
      return wanted
  }
}

function loosest(root: QueryNode): { at: Span; why: string } {
  if (root.kind === 'or') {
    const side = root.children.find((child) => !isFindable(child, true))
    if (side !== undefined && root.children.some((child) => isFindable(child, true))) {
      return {
        at: side.at,
        why: 'This side of OR alone would match almost any post. Add a word to look for on this side, or join it with AND.',
      }
    }
  }
  if (root.kind === 'and') {
    const mixed = root.children.find(
      (child) => child.kind === 'or' && child.children.some((side) => isFindable(side, true)),
    )
    if (mixed !== undefined) return loosest(mixed)
  }
  if (isOnlyNot(root)) {
    return { at: root.at, why: 'This query has only NOT terms. Add a word to look for.' }
  }
  return {
    at: root.at,
    why: 'This query only narrows. Add a word, phrase, tag, handle or link to look for.',
  }
}

function isOnlyNot(node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.children.every(isOnlyNot)
  return node.kind === 'not'
}
