import { chooseAnchors } from './choose-anchors.ts'
import type { Asked } from './compile-node.ts'
import type { QueryNode } from './query.ts'
import type { WordNumbers } from './word-index.ts'

/** False when a candidate, by its place in the list, lacks words that it needs beside its anchor. */
export type Guard = (asked: Asked, place: number) => boolean

const MOST_WORDS = 8

/**
 * A second look that refuses most candidates found by an ordinary word, such as `target (shop OR till)`
 * by its anchor `target`. It does nothing that the query itself does not do, but all queries share one
 * flat table, and that is what makes it fast.
 */
export function createGuard(roots: readonly QueryNode[], numbers: WordNumbers): Guard {
  const needed = roots.map((root) => neededWords(root).map(numbers.wordNumber))
  const words = Int32Array.from(needed.flat())
  const starts = new Int32Array(needed.length + 1)
  for (const [place, list] of needed.entries()) {
    starts[place + 1] = (starts[place] ?? 0) + list.length
  }
  return ({ wordTurns, turn }, place) => {
    const start = starts[place] ?? 0
    const end = starts[place + 1] ?? 0
    for (let i = start; i < end; i++) if (wordTurns[words[i] ?? 0] === turn) return true
    return start === end
  }
}

/** Words of which every match holds one, other than the anchors; none when there is no such short list. */
function neededWords(root: QueryNode): string[] {
  if (root.kind !== 'and') return []
  const [, ...others] = root.children
    .flatMap((child) => chooseAnchors(child) ?? [])
    .toSorted((a, b) => a.cost - b.cost)
  const plain = others.find(
    ({ anchors }) => anchors.length <= MOST_WORDS && anchors.every(({ kind }) => kind === 'word'),
  )
  return plain === undefined ? [] : plain.anchors.map(({ text }) => text)
}
