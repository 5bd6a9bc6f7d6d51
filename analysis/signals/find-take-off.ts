/** What a post has drawn so far; counts as the network reports them. */
export interface EngagedPost {
  id: number
  /** Null where nobody is named. */
  author: number | null
  network: string
  at: number
  likes: number
  replies: number
  /** Reposts and quotes: they carry a post to new readers. */
  shares: number
}

/** A post that draws far more than its author's and its network's posts usually do. */
export interface TakeOff {
  postId: number
  at: number
  /** Weighed reactions so far; a reply counts double, a share threefold. */
  found: number
  /** What a post of this author on this network usually draws in the end. */
  usual: number
  chance: number
  /** Posts of the author that the usual rests on, besides those of the network. */
  authorPosts: number
}

/** Later a post is as big as it gets. */
const YOUNG_MS = 24 * 3_600_000
const WEIGHTS = { likes: 1, replies: 2, shares: 3 }
/** Fewer reactions matter to nobody, however unusual. */
const LEAST_REACTIONS = 20
const LEAST_TIMES = 5
const ALARM_CHANCE = 1e-5
/** The network's usual counts as so many posts of an author; a shy belief as so many of a network. */
const PRIOR_AUTHOR_POSTS = 3
const PRIOR_NETWORK = { posts: 10, log: Math.log1p(3), spread: 1.2 }
const LEAST_SPREAD = 0.8

/** Weighed reactions of a post. */
export function reactionsOf(post: Pick<EngagedPost, 'likes' | 'replies' | 'shares'>): number {
  return WEIGHTS.likes * post.likes + WEIGHTS.replies * post.replies + WEIGHTS.shares * post.shares
}

/**
 * Young posts that take off, the least likely first. What they drew so far is held against what older posts
 * drew in the end, so a post is found while it grows, and none for being young.
 */
export function findTakeOffs(posts: readonly EngagedPost[], now: number): TakeOff[] {
  const past = posts.filter((post) => now - post.at > YOUNG_MS)
  const networks = groupLogs(past, (post) => post.network)
  const authors = groupLogs(past, (post) => (post.author === null ? null : String(post.author)))
  return posts
    .filter((post) => now - post.at <= YOUNG_MS && reactionsOf(post) >= LEAST_REACTIONS)
    .map((post) => {
      const own = post.author === null ? [] : (authors.get(String(post.author)) ?? [])
      return weigh(post, networks.get(post.network) ?? [], own)
    })
    .filter((one) => one.chance < ALARM_CHANCE && one.found >= LEAST_TIMES * (one.usual + 1))
    .toSorted((a, b) => a.chance - b.chance || a.postId - b.postId)
}

function weigh(post: EngagedPost, network: readonly number[], own: readonly number[]): TakeOff {
  const { posts: weight, log, spread } = PRIOR_NETWORK
  const base = (sum(network) + weight * log) / (network.length + weight)
  const squares = sum(network.map((x) => (x - base) ** 2)) + weight * spread ** 2
  const wide = Math.max(LEAST_SPREAD, Math.sqrt(squares / (network.length + weight)))
  const centre = (sum(own) + PRIOR_AUTHOR_POSTS * base) / (own.length + PRIOR_AUTHOR_POSTS)
  const found = reactionsOf(post)
  // The loudest post of the author so far is no news when it comes again.
  const loudest = Math.max(centre, ...own.slice(-MAX_OWN))
  const far = (Math.log1p(found) - Math.max(centre, loudest - wide)) / wide
  return {
    postId: post.id,
    at: post.at,
    found,
    usual: Math.expm1(centre),
    chance: normalTail(far),
    authorPosts: own.length,
  }
}

const MAX_OWN = 200

function groupLogs(
  posts: readonly EngagedPost[],
  keyOf: (post: EngagedPost) => string | null,
): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const post of posts) {
    const key = keyOf(post)
    if (key === null) continue
    const list = groups.get(key) ?? []
    list.push(Math.log1p(reactionsOf(post)))
    groups.set(key, list)
  }
  return groups
}

/** P(Z > z) within 1.2e-7 of itself, relatively (Numerical Recipes, erfc). */
function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const poly = [
    -1.265_512_23, 1.000_023_68, 0.374_091_96, 0.096_784_18, -0.186_288_06, 0.278_868_07,
    -1.135_203_98, 1.488_515_87, -0.822_152_23, 0.170_872_77,
  ].reduceRight((high, c) => high * t + c, 0)
  const tail = (t * Math.exp(-x * x + poly)) / 2
  return z >= 0 ? tail : 1 - tail
}

function sum(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0)
}
