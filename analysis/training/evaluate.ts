import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MOODS, type Mood } from '../../core/feedback.ts'
import { ASPECTS, INTENTS, URGENCIES } from '../../core/judgement.ts'
import type { Understander, Understanding } from '../understand/understanding.ts'
import { evaluateStreams } from './evaluate-streams.ts'
import type { Example } from './examples.ts'
import { type AnyRow, type Figure, figuresOfAny, figuresOfOne, type OneRow } from './figures.ts'
import { feelingHeads, firstHeads } from './general-heads.ts'
import { askWithBrand, type InventedPost, readInvented } from './invented.ts'
import { cut, type Peer, tuneCuts } from './peers.ts'
import { createRandom } from './random.ts'
import { readSet } from './read-sets.ts'

/** The same draws every time. */
const SEED = 11
const PEER_ROWS = 3000

/** Scores the program as it runs on rows that no head learnt from. */
export function evaluateSets(understander: Understander, data: string): Figure[] {
  const [tweets, many] = feelingHeads(data)
  const complaints = firstHeads(data).find(({ name }) => name === 'complaint')
  const random = createRandom(SEED)
  const feel = (set: string, slice: string, rows: readonly Example[]) =>
    figuresOfOne(
      { head: 'sentiment', set, slice },
      rows.map((row) => toOne(understander, row)),
      MOODS.length,
      random,
    )
  const languages = [...new Set(many?.check.map(({ lang }) => lang) ?? [])].sort()
  return [
    ...feel('SemEval-style tweets (tweeteval val)', 'all', tweets?.check ?? []),
    ...byLength(tweets?.check ?? []).flatMap(([slice, rows]) =>
      feel('SemEval-style tweets (tweeteval val)', slice, rows),
    ),
    ...feel('airline posts, never trained on', 'all', airline(data)),
    ...languages.flatMap((lang) =>
      feel(
        'eight languages (umsab val)',
        lang,
        many?.check.filter((row) => row.lang === lang) ?? [],
      ),
    ),
    ...figuresOfAny(
      { head: 'intents', set: 'complaints val, text alone', slice: 'all' },
      (complaints?.check ?? []).map(({ input, truth }) => {
        const { labels, intents } = understander.understand(input, { abstain: false })
        const isOne = labels.includes('complaint')
        const share = intents.complaint
        return {
          truth: [truth.length > 0, truth.length === 0],
          answer: [isOne, !isOne],
          shares: [share, 1 - share],
        }
      }),
      ['complaint', 'no complaint'],
      random,
    ),
    ...evaluateStreams(understander, data),
  ]
}

/** Scores the program on posts with brands, written for that and never trained on; nothing where there are none. */
export function evaluateMentions(understander: Understander, folder: string): Figure[] {
  if (!existsSync(folder)) return []
  const invented = readInvented(folder)
  if (invented.posts.length === 0) return []
  const judged = invented.posts.map((post) => ({
    post,
    found: understander.understand(askWithBrand(invented, post), { abstain: false }),
  }))
  const relevant = judged.filter(({ post }) => post.relevance === 'relevant')
  const random = createRandom(SEED)
  const place = (head: string, slice = 'all') => ({
    head,
    set: 'independent brand mentions',
    slice,
  })
  const one = (of: (item: Judged) => OneRow) => relevant.map(of)
  return [
    ...figuresOfAny(place('relevance'), judged.map(relevanceRow), ['relevant'], random),
    ...figuresOfOne(place('sentiment'), one(sentimentRow), 3, random),
    ...figuresOfAny(place('intents', 'relevant posts'), relevant.map(intentRow), INTENTS, random),
    ...figuresOfAny(place('intents', 'all posts'), judged.map(intentRow), INTENTS, random),
    ...figuresOfAny(place('urgency'), judged.map(emergencyRow), ['emergency'], random),
    ...figuresOfAny(
      place('aspects', 'relevant posts'),
      relevant.map(aspectRow),
      ASPECTS,
      random,
      // Aspects are answered as a list, without shares.
    ).filter(({ measure }) => !measure.startsWith('calibration error')),
    ...figuresOfAny(place('sarcasm'), relevant.map(sarcasmRow), ['sarcasm'], random),
  ]
}

interface Judged {
  post: InventedPost
  found: Understanding
}

function relevanceRow({ post, found: { relevance } }: Judged): AnyRow {
  const answer = relevance.label === 'relevant'
  return {
    truth: [post.relevance === 'relevant'],
    answer: [answer],
    shares: [answer ? relevance.confidence : 1 - relevance.confidence],
  }
}

function sentimentRow({ post, found: { sentiment } }: Judged): OneRow {
  const { negative, neutral, positive } = sentiment.scores
  return { truth: MOODS.indexOf(post.sentiment), shares: [negative, neutral, positive] }
}

function intentRow({ post, found }: Judged): AnyRow {
  return {
    truth: INTENTS.map((intent) => post.intents.includes(intent)),
    answer: INTENTS.map((intent) => found.labels.includes(intent)),
    shares: INTENTS.map((intent) => found.intents[intent]),
  }
}

function emergencyRow({ post, found: { urgency } }: Judged): AnyRow {
  const answer = urgency.label === URGENCIES[0]
  const share = answer ? urgency.confidence : 0
  return { truth: [post.urgency === URGENCIES[0]], answer: [answer], shares: [share] }
}

function aspectRow({ post, found }: Judged): AnyRow {
  const answer = ASPECTS.map((aspect) => found.aspects.includes(aspect))
  return {
    truth: ASPECTS.map((aspect) => post.aspects.includes(aspect)),
    answer,
    shares: answer.map((said) => (said ? 1 : 0)),
  }
}

function sarcasmRow({ post, found: { sarcasm } }: Judged): AnyRow {
  return { truth: [post.sarcasm], answer: [sarcasm >= 0.5], shares: [sarcasm] }
}

function toOne(understander: Understander, { input, truth }: Example): OneRow {
  const { scores } = understander.understand(input, { abstain: false }).sentiment
  return { truth: truth[0] ?? -1, shares: [scores.negative, scores.neutral, scores.positive] }
}

/** A trade that nothing was learnt of; its licence lets it measure only. */
function airline(data: string): Example[] {
  if (!existsSync(join(data, 'airline'))) return []
  const rows = [...readSet(data, 'airline', 'train'), ...readSet(data, 'airline', 'val')]
  return rows.map((row) => ({
    input: { text: row.text },
    truth: [MOODS.indexOf(row.label as Mood)],
    weight: 1,
    group: '',
    lang: 'en',
    network: 'x',
  }))
}

function byLength(rows: readonly Example[]): [string, Example[]][] {
  const long = ({ input }: Example) => input.text.length
  return [
    ['under 70 characters', rows.filter((row) => long(row) < 70)],
    ['70 to 120 characters', rows.filter((row) => long(row) >= 70 && long(row) < 120)],
    ['120 characters and more', rows.filter((row) => long(row) >= 120)],
  ]
}

/** The best known packages of others on the same English rows; their cuts are tuned on rows that they may see. */
export function evaluatePeers(data: string, peers: readonly Peer[]): Figure[] {
  const random = createRandom(SEED)
  const tweets = feelingHeads(data)[0]
  const tuning = (tweets?.train ?? []).slice(0, PEER_ROWS)
  const sets = [
    ['SemEval-style tweets (tweeteval val)', tweets?.check ?? []],
    ['airline posts, never trained on', airline(data)],
  ] as const
  return peers.flatMap(({ name, score }) => {
    const truthOf = (row: Example) => row.truth[0] ?? 1
    const cuts = tuneCuts(
      tuning.map((row) => ({ score: score(row.input.text), truth: truthOf(row) })),
    )
    return sets.flatMap(([set, rows]) => {
      const answers = rows.map((row): OneRow => {
        const shares = [0, 0, 0]
        shares[cut(score(row.input.text), cuts)] = 1
        return { truth: truthOf(row), shares }
      })
      const place = { head: 'sentiment', set, slice: `package ${name}` }
      // A package gives no probabilities, so only what it answers is compared.
      return figuresOfOne(place, answers, MOODS.length, random).filter(
        ({ measure }) => !measure.includes('calibration') && !measure.includes('gain'),
      )
    })
  })
}
