import type { Anchor } from './choose-anchors.ts'
import type { WordNumbers } from './word-index.ts'

/** Which queries to ask when an anchor is met; queries by their place in the list. */
export interface AnchorIndex {
  /** By word and by stem number; null where no query is looked up by it. */
  readonly byWord: readonly (Int32Array | null)[]
  readonly byStem: readonly (Int32Array | null)[]
  /** By the first word's number, then the second's. */
  readonly byPair: readonly (ReadonlyMap<number, Int32Array> | null)[]
  readonly byTag: ReadonlyMap<string, Int32Array>
  readonly byHandle: ReadonlyMap<string, Int32Array>
  readonly bySite: ReadonlyMap<string, Int32Array>
  /** Queries without an anchor: asked of every post. */
  readonly always: Int32Array
}

/** Collects anchors while queries are compiled. */
export interface AnchorCollector {
  /** Null when the query has no anchor. */
  add(query: number, anchors: readonly Anchor[] | null): void
  /** Sizes: how many words and stems were numbered in all. */
  build(words: number, stems: number): AnchorIndex
}

type Lists<K> = Map<K, Set<number>>

/** An empty collector; words are numbered by `numbers`. */
export function createAnchorCollector(numbers: WordNumbers): AnchorCollector {
  const byWord: Lists<number> = new Map()
  const byStem: Lists<number> = new Map()
  const byPair = new Map<number, Lists<number>>()
  const byTag: Lists<string> = new Map()
  const byHandle: Lists<string> = new Map()
  const bySite: Lists<string> = new Map()
  const always: number[] = []

  function addOne(query: number, anchor: Anchor): void {
    switch (anchor.kind) {
      case 'word':
        return put(byWord, numbers.wordNumber(anchor.text), query)
      case 'stem':
        return put(byStem, numbers.stemNumber(anchor.text), query)
      case 'tag':
        return put(byTag, anchor.text, query)
      case 'handle':
        return put(byHandle, anchor.text, query)
      case 'site':
        return put(bySite, anchor.text, query)
      case 'pair': {
        const first = numbers.wordNumber(anchor.text)
        const seconds = byPair.get(first) ?? new Map<number, Set<number>>()
        byPair.set(first, seconds)
        return put(seconds, numbers.wordNumber(anchor.second), query)
      }
    }
  }

  return {
    add(query, anchors) {
      if (anchors === null) always.push(query)
      else for (const anchor of anchors) addOne(query, anchor)
    },
    build: (words, stems) => ({
      byWord: inOrder(packed(byWord), words),
      byStem: inOrder(packed(byStem), stems),
      byPair: inOrder(
        new Map(Array.from(byPair, ([first, seconds]) => [first, packed(seconds)])),
        words,
      ),
      byTag: packed(byTag),
      byHandle: packed(byHandle),
      bySite: packed(bySite),
      always: Int32Array.from(always),
    }),
  }
}

function put<K>(lists: Lists<K>, key: K, query: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, new Set([query]))
  else list.add(query)
}

function packed<K>(lists: Lists<K>): Map<K, Int32Array> {
  return new Map(Array.from(lists, ([key, list]) => [key, Int32Array.from(list)]))
}

function inOrder<T>(byNumber: ReadonlyMap<number, T>, size: number): (T | null)[] {
  return Array.from({ length: size }, (_, number) => byNumber.get(number) ?? null)
}
