import { cleanName } from '../core/hostile-text.ts'
import type { Part } from './card.ts'
import { type DigestFigure, digestFigures } from './digest-figures.ts'
import {
  healthLines,
  kudosLine,
  type PeopleLine,
  peopleLines,
  type Quote,
  quoteOf,
} from './digest-lines.ts'
import { type DigestTodo, type HeldCase, heldCases, heldWords, todoOf } from './digest-todo.ts'
import { dayLabel, digestTitle, digestVerdict, spanWords } from './digest-verdict.ts'
import type { DigestView } from './digest-view.ts'
import type { FeelingPoint } from './feeling-chart.ts'
import { filterWords } from './filter-words.ts'
import { incidentCard } from './incident-card.ts'

/** A digest as people read it, the same in Slack, on the desk and on the command line; plain text throughout. */
export interface DigestCard {
  title: string
  verdict: string
  /** Nothing was said and nothing waits: the verdict and the sources are all there is. */
  isEmpty: boolean
  figures: readonly DigestFigure[]
  chart: { title: string; points: readonly FeelingPoint[] }
  todo: readonly DigestTodo[]
  /** What waits besides. */
  todoMore: string | null
  held: { words: string; cases: readonly HeldCase[] } | null
  topics: string | null
  unusual: readonly string[]
  people: readonly PeopleLine[]
  kindest: Quote | null
  sorest: Quote | null
  kudos: readonly Part[] | null
  health: readonly string[]
  unseen: readonly string[]
  filter: { words: string; tighteningId: number } | null
}

/** Puts a digest into words. */
export function digestCard(view: DigestView): DigestCard {
  const { facts, words, judged } = view
  const { unseen, health } = healthLines(view)
  const held = heldCases(facts, words)
  const people = peopleLines(facts, words)
  const total = judged.feeling.n + judged.feeling.counts.unsure
  const waits = Object.values(facts.waiting).reduce((all, n) => all + n, 0)
  const topics = facts.topics.flatMap((key) => {
    const name = words.topics.get(key)
    return name === undefined ? [] : [cleanName(name, 40)]
  })
  return {
    title: digestTitle(facts, words.brandName),
    verdict: digestVerdict(view),
    isEmpty: total === 0 && waits === 0 && facts.held.count === 0 && people.length === 0,
    figures: digestFigures(view),
    chart: {
      title: `Posts by feeling, ${spanWords(facts.days)}`,
      points: facts.days.map(({ day, ...counts }) => ({ label: dayLabel(day), ...counts })),
    },
    ...todoOf(view),
    held: facts.held.count === 0 ? null : { words: heldWords(facts), cases: held },
    topics: topics.length === 0 ? null : `People talked most about: ${topics.join(', ')}.`,
    unusual: words.incidents.map(
      (incident) => incidentCard(incident, incident.foundAt, facts.zone).text,
    ),
    people,
    kindest: quoteOf(facts.best, words),
    sorest: quoteOf(facts.worst, words),
    kudos: kudosLine(facts, words),
    health,
    unseen,
    filter: filterOf(view),
  }
}

function filterOf({ words: { tightening } }: DigestView): DigestCard['filter'] {
  if (tightening === null || tightening.state !== 'open') return null
  return { words: filterWords(tightening), tighteningId: tightening.id }
}
