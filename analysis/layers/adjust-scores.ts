import type { FeedbackHead } from '../../core/feedback.ts'
import { INTENTS } from '../../core/judgement.ts'
import type { PostScores } from '../models/score-post.ts'
import { feelingHead } from '../models/signal.ts'
import { adjustShares, type BrandLayer } from './brand-layer.ts'
import { columnsOf, type Ground } from './ground.ts'

/** How a post is judged: for a brand or as a bare text, and in which language. */
export interface Sight {
  hasBrand: boolean
  lang: string
}

const HEADS: readonly FeedbackHead[] = ['relevance', 'sentiment', ...INTENTS]

/** What a brand's corrections of this post would build on; copied, so that it can be kept. */
export function groundOf(scores: PostScores, sight: Sight): Ground {
  return {
    shares: new Map(HEADS.map((head) => [head, sharesOf(scores.shares, head, sight)])),
    ...columnsOf(scores),
  }
}

/** The scores of a post after what its brand's corrections taught; the same where it has no layer. */
export function adjustScores(
  scores: PostScores,
  layer: BrandLayer | undefined,
  model: string,
  sight: Sight,
): PostScores {
  if (layer === undefined || layer.heads.size === 0 || layer.model !== model) return scores
  const columns = columnsOf(scores)
  const shares = new Map(scores.shares)
  for (const head of HEADS) {
    const own = layer.heads.get(head)
    if (own === undefined) continue
    const [name, k] = placeOf(head, sight)
    const changed = adjustShares(own, sharesOf(scores.shares, head, sight), columns)
    shares.set(name, k === null ? changed : (shares.get(name) ?? []).with(k, changed[0] ?? 0))
  }
  return { ...scores, shares }
}

function sharesOf(
  shares: PostScores['shares'],
  head: FeedbackHead,
  sight: Sight,
): readonly number[] {
  const [name, k] = placeOf(head, sight)
  const all = shares.get(name) ?? []
  return k === null ? all : [all[k] ?? 0]
}

/** The trained head, and the class of it, that decides about a head of the layer. */
function placeOf(head: FeedbackHead, { hasBrand, lang }: Sight): [string, number | null] {
  if (head === 'relevance') return ['relevance', 0]
  if (head === 'sentiment') return [hasBrand ? 'sentiment' : feelingHead(lang), null]
  return head === 'complaint' && !hasBrand ? ['complaint', 0] : ['intents', INTENTS.indexOf(head)]
}
