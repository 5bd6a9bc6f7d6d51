import type {
  BrandProfile,
  UnderstandInput,
  Understanding,
} from '../../analysis/understand/understanding.ts'
import type { Reason } from '../../core/judgement.ts'
import type { LabelChange } from '../../db/batch-writer/changes.ts'
import type { Draft, Step } from '../draft.ts'

/** Reads the post for each brand it may concern; a post that concerns none is dropped. */
export const understand: Step = {
  name: 'understand',
  run(draft, { watchList, understander }) {
    for (const [brandId, queryIds] of draft.caughtBy) {
      const brand = watchList.brands.get(brandId)
      if (brand === undefined) continue
      const input = inputOf(draft, brand)
      const found = understander.understand(input)
      if (found.relevance.label === 'irrelevant') continue
      draft.lang = found.lang === 'und' ? draft.lang : found.lang
      const reasons = understander.why(input, found)
      draft.labels.push(labelOf(draft, brandId, queryIds, found, reasons))
    }
    return draft.labels.length > 0 ? 'ok' : { drop: 'irrelevant' }
  },
}

function inputOf({ mention, lang }: Draft, brand: BrandProfile): UnderstandInput {
  const text = mention.title === undefined ? mention.text : `${mention.title}\n${mention.text}`
  const input: UnderstandInput = {
    text,
    brand,
    network: mention.network,
    author: { followers: mention.author.followers },
  }
  if (mention.parents.replyToText !== undefined) input.parent = mention.parents.replyToText
  if (lang !== null) input.lang = lang
  return input
}

function labelOf(
  draft: Draft,
  brandId: string,
  queryIds: readonly string[],
  found: Understanding,
  reasons: readonly Reason[],
): LabelChange {
  // A post that may be about somebody else is nobody's complaint yet: it counts as unsure, and moves no standing.
  const isOurs = found.relevance.label === 'relevant'
  return {
    brandId,
    queryIds,
    relevance: found.relevance.label,
    relevanceConfidence: found.relevance.confidence,
    sentiment: isOurs ? found.sentiment.label : 'unsure',
    sentimentConfidence: found.sentiment.confidence,
    urgency: found.urgency.label,
    urgencyConfidence: found.urgency.confidence,
    intents: found.intents,
    labels: isOurs ? found.labels : [],
    aspects: found.aspects,
    sarcasm: found.sarcasm,
    reasons,
    model: found.model,
    wish: null,
    hash: draft.hashes.get(brandId) ?? null,
  }
}
