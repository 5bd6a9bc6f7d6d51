import type { MatchPost } from '../../analysis/query/post.ts'
import type { Mention } from '../../core/mention.ts'
import { readOwnHandle } from '../../core/own-handle.ts'
import type { Step, WatchList } from '../draft.ts'

/** Finds the brands that a post concerns: by their queries, because it was addressed to one of them, or because somebody says so. */
export const match: Step = {
  name: 'match',
  run(draft, { watchList, policy, aboutBrand }) {
    const { mention, caughtBy } = draft
    if (!policy.mayStore) return { drop: 'the network forbids storing' }
    if (mention.author.isSelf) return { drop: 'own post' }
    for (const queryId of watchList.matcher.match(postOf(mention))) {
      const brandId = watchList.brandOfQuery.get(queryId)
      if (brandId === undefined || (aboutBrand ?? brandId) !== brandId) continue
      if (isAccountOf(mention, watchList.brands.get(brandId))) continue
      const ids = caughtBy.get(brandId)
      if (ids === undefined) caughtBy.set(brandId, [queryId])
      else ids.push(queryId)
    }
    if (caughtBy.size === 0)
      for (const brandId of aboutBrand === undefined ? addressed(mention, watchList) : [aboutBrand])
        if (!isAccountOf(mention, watchList.brands.get(brandId))) caughtBy.set(brandId, [])
    return caughtBy.size > 0 ? 'ok' : { drop: 'no query' }
  },
}

/** A tag, an answer or a review needs no query: it names one of our accounts, or we serve only one brand. */
function addressed(mention: Mention, { brands }: WatchList): string[] {
  if (mention.trigger === 'keyword' || mention.trigger === 'import') return []
  const named = new Set(mention.mentionedHandles.map(plainHandle))
  const ids = [...brands.values()]
    .filter(({ handles }) => ownHandles(handles, mention).some((own) => named.has(own)))
    .map((brand) => brand.id)
  if (ids.length > 0) return ids
  const served = [...brands.values()].filter((brand) => brand.onlyCompared !== true)
  return served.length === 1 ? served.map((brand) => brand.id) : []
}

/** Whether an account of this brand wrote the post; what a brand says of itself is no mention. */
export function isAccountOf(
  mention: Mention,
  brand: { handles: readonly string[] } | undefined,
): boolean {
  const { handle } = mention.author
  if (handle === null || brand === undefined) return false
  return ownHandles(brand.handles, mention).includes(plainHandle(handle))
}

/** Somebody else may bear the same name elsewhere: a handle that names its network counts there only. */
function ownHandles(handles: readonly string[], { network }: Mention): string[] {
  return handles
    .map(readOwnHandle)
    .filter((own) => own.network === null || own.network === network)
    .map((own) => own.handle)
}

function plainHandle(handle: string): string {
  return handle.replace(/^@/, '').toLowerCase()
}

/** A mention as the query language sees it. */
export function postOf(mention: Mention): MatchPost {
  const post: MatchPost = {
    text: mention.text,
    links: mention.links,
    hashtags: mention.hashtags,
    handles: mention.mentionedHandles,
    network: mention.network,
    kind: mention.kind,
    hasMedia: mention.media.length > 0,
    hasLink: mention.links.length > 0,
  }
  const { author, parents } = mention
  if (mention.title !== undefined) post.title = mention.title
  if (mention.url !== null) post.url = mention.url
  if (mention.lang !== null) post.lang = mention.lang
  if (author.handle !== null) post.authorHandle = author.handle
  if (author.followers !== null) post.authorFollowers = author.followers
  if (parents.container !== undefined)
    post.community = parents.container.name ?? parents.container.id
  return post
}
