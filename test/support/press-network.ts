import type { Connector } from '../../connectors/connector.ts'
import { NetworkError } from '../../core/errors.ts'
import { OPEN_POLICY } from './listening-desk.ts'

/** How the network takes the next words: as it should; with its answer lost; not at all, for now or for ever. */
export type Fate = 'taken' | 'answer lost' | 'unreachable' | 'refused' | 'slow down'

/** Words that stand at the network, for everybody to read. */
export interface Word {
  to: string
  text: string
}

/** Things by the post that they are about. */
export interface Pile<T> {
  readonly length: number
  of(post: string): readonly T[]
}

/** A make-believe network, on which words stand that were taken, whatever it answered. */
export function fakeNetwork(
  words: ReturnType<typeof createPile<Word>>,
  fate: () => Fate,
): Connector {
  return {
    network: 'bluesky',
    capabilities: () => ({
      policy: OPEN_POLICY,
      backfill: false,
      edits: false,
      maxReplyChars: 500,
    }),
    check: async () => [],
    listen: async function* () {},
    canReply: () => true,
    async reply(to, text) {
      const now = fate()
      if (now === 'unreachable') throw new NetworkError('transient', 'cannot be reached')
      if (now === 'slow down') throw new NetworkError('rate_limited', 'slow down')
      if (now === 'refused') throw new NetworkError('refused', 'never')
      words.add({ to: to.nativeId, text })
      if (now === 'answer lost') throw new NetworkError('ambiguous', 'no answer')
      return { nativeId: `reply-${to.nativeId}-${words.of(to.nativeId).length}`, url: null }
    },
    async findReply(to, text) {
      if (fate() !== 'taken') throw new NetworkError('transient', 'cannot be reached')
      const at = words.of(to.nativeId).findIndex((word) => word.text === text)
      return at < 0 ? null : { nativeId: `reply-${to.nativeId}-${at + 1}`, url: null }
    },
  }
}

/** A pile that grows, by the post. */
export function createPile<T extends { to: string }>() {
  const byPost = new Map<string, T[]>()
  let length = 0
  return {
    get length() {
      return length
    },
    of: (post: string): readonly T[] => byPost.get(post) ?? [],
    add(one: T) {
      length++
      byPost.set(one.to, [...(byPost.get(one.to) ?? []), one])
    },
  }
}
