import { plainAddress, sitesAbove } from './address.ts'
import type { AnchorIndex } from './anchor-index.ts'
import type { Asked } from './compile-node.ts'
import { plainHandle } from './fields.ts'
import { plainTag } from './folded-post.ts'

/** Queries worth asking of a post: the first `count` of `places`, each once. */
export interface Candidates {
  count: number
  readonly places: Int32Array
}

/** Marks the words of a scanned post as met and finds its candidates. The answer is reused. */
export type Lookup = (asked: Asked) => Candidates

/** Finds candidates by their anchors; one of `linkWords` is in every text that holds a link. */
export function createLookup(
  anchors: AnchorIndex,
  linkWords: readonly number[],
  queries: number,
): Lookup {
  const candidates = { count: 0, places: new Int32Array(queries) }
  const addedAt = new Uint32Array(queries)

  function add(list: Int32Array | null | undefined, turn: number): void {
    if (list === null || list === undefined) return
    for (let i = 0; i < list.length; i++) {
      const place = list[i] ?? 0
      if (addedAt[place] === turn) continue
      addedAt[place] = turn
      candidates.places[candidates.count++] = place
    }
  }

  function addByWords({ scan, wordTurns, turn }: Asked): void {
    const { words, count } = scan
    let before = -1
    for (let place = 0; place < count; place++) {
      const word = words[place] ?? -1
      if (word >= 0) {
        if (wordTurns[word] !== turn) {
          wordTurns[word] = turn
          add(anchors.byWord[word], turn)
        }
        if (before >= 0) add(anchors.byPair[before]?.get(word), turn)
      }
      before = word
    }
  }

  function addByStems({ scan, stemTurns, turn }: Asked): void {
    for (let i = 0; i < scan.stemCount; i++) {
      const stem = scan.stems[i] ?? 0
      stemTurns[stem] = turn
      add(anchors.byStem[stem], turn)
    }
  }

  function addByLists({ post: { post }, turn }: Asked): void {
    if (post.hashtags !== undefined && anchors.byTag.size > 0) {
      for (const tag of post.hashtags) add(anchors.byTag.get(plainTag(tag)), turn)
    }
    if (post.handles !== undefined && anchors.byHandle.size > 0) {
      for (const handle of post.handles) add(anchors.byHandle.get(plainHandle(handle)), turn)
    }
    if (post.links !== undefined && anchors.bySite.size > 0) {
      for (const link of post.links) {
        for (const site of sitesAbove(plainAddress(link))) add(anchors.bySite.get(site), turn)
      }
    }
  }

  // The turn counter of `Asked` begins again after four billion posts.
  function forget({ turn }: Asked): void {
    if (turn === 1) addedAt.fill(0)
  }

  function notePossible(asked: Asked): void {
    const { scan, wordTurns, turn } = asked
    const { hashtags, handles, links } = asked.post.post
    asked.mayHaveTags = scan.hasSigns || (hashtags !== undefined && hashtags.length > 0)
    asked.mayHaveHandles = scan.hasSigns || (handles !== undefined && handles.length > 0)
    asked.mayHaveLinks =
      (links !== undefined && links.length > 0) ||
      linkWords.some((word) => wordTurns[word] === turn)
  }

  return (asked) => {
    forget(asked)
    candidates.count = 0
    addByWords(asked)
    addByStems(asked)
    notePossible(asked)
    addByLists(asked)
    add(anchors.always, asked.turn)
    return candidates
  }
}
