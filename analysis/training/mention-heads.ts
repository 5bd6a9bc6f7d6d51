import { MOODS } from '../../core/feedback.ts'
import { ASPECTS, INTENTS, URGENCIES } from '../../core/judgement.ts'
import type { UnderstandInput } from '../understand/understanding.ts'
import type { Example, HeadSpec } from './examples.ts'
import { askWithBrand, askWithoutBrand, type Invented, type InventedPost } from './invented.ts'
import { PLAIN_BRAND, PLAIN_POSTS, type PlainPost } from './plain-posts.ts'
import type { PlainRows } from './plain-rows.ts'

/** What a post says of another thing of the same name counts less for heads that ask about the brand. */
const IRRELEVANT_WEIGHT = 0.3
/**
 * A namesake's post that speaks of the brand's trade, too: the writers were asked for such, in a stream they are rare. Counted in full, they taught
 * that a name beside a word of the trade is mostly somebody else.
 */
const NAMESAKE_IN_TRADE_WEIGHT = 0.2
/** Each post is also learnt from without its brand, so that a text alone can be judged. */
const BARE_WEIGHT = 0.3
/** Posts to a help desk are many, and easier than those that only mention a brand. */
const DESK_WEIGHT = 0.07
const PLAIN_SETS = [
  'posts to help desks, written for this project',
  'semeval-topic, tweeteval-sentiment (samples; SemEval/Twitter terms)',
  'complaints (no licence stated), labelled anew by this project',
]
const PLAINLY_TOO: Readonly<Record<string, readonly string[]>> = {
  sentiment: PLAIN_SETS,
  intents: PLAIN_SETS,
  urgency: PLAIN_SETS,
}

/** Third round: what a post means for a brand, learnt from the invented posts. */
export function mentionHeads(
  invented: Invented,
  plain: PlainRows,
  helpDesk: readonly PlainPost[],
): HeadSpec[] {
  const { posts } = invented
  const shown = (post: InventedPost) => askWithBrand(invented, post)
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
        ? [make(post, shown(post), truth, 1), make(post, askWithoutBrand(post), truth, BARE_WEIGHT)]
        : [make(post, shown(post), truth, IRRELEVANT_WEIGHT)]
    })
  const plainly = (truthOf: (post: PlainPost) => readonly number[]): Example[] =>
    [
      ...PLAIN_POSTS.map((post) => ({ post, weight: 1 })),
      ...helpDesk.map((post) => ({ post, weight: DESK_WEIGHT })),
    ].flatMap(({ post, weight }) =>
      [{ text: post.text, brand: PLAIN_BRAND }, { text: post.text }].map((input) => ({
        input,
        truth: truthOf(post),
        weight,
        group: 'plain',
        lang: 'en',
        network: 'x',
      })),
    )
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
    data: ['invented posts of this project', ...(PLAINLY_TOO[name] ?? [])],
  })
  return [
    head(
      'relevance',
      'any',
      ['relevant'],
      posts.map((post) =>
        post.relevance === 'relevant'
          ? make(post, shown(post), [0], 1)
          : make(post, shown(post), [], isOfTrade(invented, post) ? NAMESAKE_IN_TRADE_WEIGHT : 1),
      ),
      0.3,
    ),
    head(
      'sentiment',
      'one',
      MOODS,
      [
        ...both(({ sentiment }) => [MOODS.indexOf(sentiment)]),
        ...plainly(({ sentiment }) => [MOODS.indexOf(sentiment)]),
        ...plain.sentiment,
      ],
      0.3,
    ),
    head(
      'intents',
      'any',
      INTENTS,
      [
        ...both(({ intents }) => intents.map((i) => INTENTS.indexOf(i))),
        ...plainly(({ intents }) => intents.map((i) => INTENTS.indexOf(i))),
        ...plain.intents,
      ],
      0.3,
    ),
    head(
      'urgency',
      'one',
      URGENCIES,
      [
        ...both(({ urgency }) => [URGENCIES.indexOf(urgency)]),
        ...plainly(({ urgency }) => [URGENCIES.indexOf(urgency)]),
        ...plain.urgency,
      ],
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

/** Whether a post holds one of the words around its brand. */
function isOfTrade({ brands }: Invented, { brand, text }: InventedPost): boolean {
  const words = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `
  return (brands.get(brand)?.keywords ?? []).some((keyword) =>
    words.includes(` ${keyword.toLowerCase()} `),
  )
}
