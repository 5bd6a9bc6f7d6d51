import type {
  BrandProfile,
  UnderstandInput,
  Understanding,
} from '../../analysis/understand/understanding.ts'
import { MOODS, type Mood } from '../../core/feedback.ts'
import type { Reason } from '../../core/judgement.ts'
import type { LabelChange } from '../../db/batch-writer/changes.ts'
import type { Draft, Step, WatchList } from '../draft.ts'
import { postOf } from './match.ts'

/** Where somebody says whom a post is about, nothing has to be judged. */
const SAID: Understanding['relevance'] = { label: 'relevant', confidence: 1 }

/** Reads the post for each brand it may concern; a post that concerns none is dropped. */
export const understand: Step = {
  name: 'understand',
  run(draft, { watchList, understander, aboutBrand }) {
    for (const [brandId, queryIds] of draft.caughtBy) {
      const brand = watchList.brands.get(brandId)
      if (brand === undefined) continue
      const input = inputOf(draft, brand, matchedTerms(draft, queryIds, watchList))
      const read = understander.understand(input)
      const found = brandId === aboutBrand ? { ...read, relevance: SAID } : read
      if (found.relevance.label === 'irrelevant') continue
      draft.lang = found.lang === 'und' ? draft.lang : found.lang
      const reasons = understander.why(input, found)
      draft.labels.push(labelOf(draft, brandId, queryIds, found, reasons))
    }
    return draft.labels.length > 0 ? 'ok' : { drop: 'irrelevant' }
  },
}

/** What of the queries stands in the post: the whole name, or one word among others. */
function matchedTerms(
  { mention }: Draft,
  queryIds: readonly string[],
  { matcher }: WatchList,
): string[] {
  const post = postOf(mention)
  return [...new Set(queryIds.flatMap((id) => matcher.terms?.(id, post) ?? []))]
}

function inputOf(
  { mention, lang, past }: Draft,
  brand: BrandProfile,
  matched: readonly string[],
): UnderstandInput {
  const text = mention.title === undefined ? mention.text : `${mention.title}\n${mention.text}`
  const input: UnderstandInput = {
    text,
    brand,
    network: mention.network,
    author: { followers: mention.author.followers },
    matched,
  }
  const history = past.get(brand.id)
  if (history !== undefined) input.author = { ...input.author, history }
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
    leaning: isOurs && found.sentiment.label === 'unsure' ? leaningOf(found) : null,
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

function leaningOf({ sentiment: { scores } }: Understanding): Mood {
  return MOODS.reduce((one, other) => (scores[other] > scores[one] ? other : one))
}
