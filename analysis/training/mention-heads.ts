import { ASPECTS, INTENTS } from '../../core/judgement.ts'
import type { UnderstandInput } from '../understand/understanding.ts'
import type { Example, HeadSpec } from './examples.ts'
import { FEELINGS } from './general-heads.ts'
import type { Invented, InventedPost } from './invented.ts'

export const URGENCIES = ['emergency', 'soon', 'none'] as const

/** What a post says of another thing of the same name counts less for heads that ask about the brand. */
const IRRELEVANT_WEIGHT = 0.3
/** Each post is also learnt from without its brand, so that a text alone can be judged. */
const BARE_WEIGHT = 0.3

/** Third round: what a post means for a brand, learnt from the invented posts. */
export function mentionHeads({ brands, posts }: Invented): HeadSpec[] {
  const shown = (post: InventedPost): UnderstandInput => {
    const brand = brands.get(post.brand)
    return { ...bare(post), ...(brand === undefined ? {} : { brand }) }
  }
  const make = (
    post: InventedPost,
    input: UnderstandInput,
    truth: readonly number[],
    weight: number,
  ): Example => ({
    input,
    truth,
    weight,
    group: post.brand,
    lang: post.lang,
    network: post.network,
  })
  const both = (truthOf: (post: InventedPost) => readonly number[]): Example[] =>
    posts.flatMap((post) => {
      const truth = truthOf(post)
      return post.relevance === 'relevant'
        ? [make(post, shown(post), truth, 1), make(post, bare(post), truth, BARE_WEIGHT)]
        : [make(post, shown(post), truth, IRRELEVANT_WEIGHT)]
    })
  const head = (
    name: string,
    kind: 'one' | 'any',
    classes: readonly string[],
    train: readonly Example[],
    pull: number,
  ): HeadSpec => ({
    name,
    kind,
    classes,
    train,
    check: [],
    bits: 15,
    pull,
    measuredOn: 'invented posts, by brand',
    data: ['invented posts of this project'],
  })
  return [
    head(
      'relevance',
      'any',
      ['relevant'],
      posts.map((post) => make(post, shown(post), post.relevance === 'relevant' ? [0] : [], 1)),
      0.3,
    ),
    head(
      'sentiment',
      'one',
      FEELINGS,
      both(({ sentiment }) => [FEELINGS.indexOf(sentiment)]),
      0.3,
    ),
    head(
      'intents',
      'any',
      INTENTS,
      both(({ intents }) => intents.map((i) => INTENTS.indexOf(i))),
      0.3,
    ),
    head(
      'urgency',
      'one',
      URGENCIES,
      both(({ urgency }) => [URGENCIES.indexOf(urgency)]),
      0.5,
    ),
    head(
      'aspects',
      'any',
      ASPECTS,
      both(({ aspects }) => aspects.map((a) => ASPECTS.indexOf(a))),
      0.3,
    ),
    head(
      'sarcasm',
      'any',
      ['sarcasm'],
      both(({ sarcasm }) => (sarcasm ? [0] : [])),
      0.5,
    ),
  ]
}

function bare(post: InventedPost): UnderstandInput {
  return {
    text: post.text,
    network: post.network,
    ...(post.parent === undefined ? {} : { parent: post.parent }),
  }
}
