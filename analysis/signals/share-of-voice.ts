import { type Interval, wilson } from '../figures/intervals.ts'

/** Posts about one brand, a network; everything from the same days. */
export interface Voice {
  brandId: string
  networks: Readonly<Record<string, number>>
}

export interface VoiceShare {
  brandId: string
  posts: number
  /** Of all posts about any of them; null where nobody was heard. */
  share: number | null
  interval: Interval
}

export interface ShareOfVoice {
  shares: readonly VoiceShare[]
  n: number
  /** Networks that count: those where every brand is listened to. */
  networks: readonly string[]
  /** Percentages only from 20 posts on. */
  isEnough: boolean
}

const ENOUGH = 20

/**
 * How much of the talk each brand has, with 95 % intervals. Only networks in `shared` count: a network where
 * one of them is not listened to would favour the others.
 */
export function shareOfVoice(voices: readonly Voice[], shared: readonly string[]): ShareOfVoice {
  const counted = voices.map(({ brandId, networks }) => ({
    brandId,
    posts: shared.reduce((total, network) => total + (networks[network] ?? 0), 0),
  }))
  const n = counted.reduce((total, { posts }) => total + posts, 0)
  return {
    shares: counted
      .map(({ brandId, posts }) => ({
        brandId,
        posts,
        share: n === 0 ? null : posts / n,
        interval: wilson(posts, n),
      }))
      .toSorted((a, b) => b.posts - a.posts || (a.brandId < b.brandId ? -1 : 1)),
    n,
    networks: shared,
    isEnough: n >= ENOUGH,
  }
}
