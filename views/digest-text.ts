import { plain } from './card.ts'
import type { DigestCard } from './digest-card.ts'
import type { PeopleLine } from './digest-lines.ts'
import type { FeelingPoint } from './feeling-chart.ts'

/** Feelings as charts name them, from the base line up. */
export const FEELINGS = [
  ['negative', 'Unhappy'],
  ['neutral', 'Neutral'],
  ['positive', 'Happy'],
] as const satisfies readonly (readonly [keyof FeelingPoint, string])[]

/** The whole digest as lines of text: for a terminal, for screen readers, for notifications. */
export function digestText(card: DigestCard): string {
  const lines = [card.title, card.verdict]
  const health = [card.health.join(' '), `What we did not see: ${card.unseen.join(' ')}`]
  if (card.isEmpty) return [...lines, ...health].join('\n')
  lines.push(
    ...card.figures.map(({ name, value, change, of }) => `${name}: ${value}; ${change} (${of}).`),
    chartWords(card.chart),
    ...card.todo.map(({ text }, i) => `${i + 1}. ${text}.`),
    ...some(card.todoMore),
  )
  if (card.held !== null)
    lines.push(card.held.words, ...card.held.cases.map(({ title, text }) => `${title}: ${text}`))
  lines.push(
    ...card.unusual,
    ...some(card.topics),
    ...card.people.map((line) => `${line.label}: ${peopleWords(line)}`),
    ...quoteLine('The kindest', card.kindest),
    ...quoteLine('The sorest', card.sorest),
    ...(card.kudos === null ? [] : [plain(card.kudos)]),
    ...health,
    ...(card.filter === null ? [] : [`A tighter filter: ${card.filter.words}`]),
  )
  return lines.join('\n')
}

/** The numbers of the chart: "Posts by feeling, 16 to 22 November (unhappy/neutral/happy): Mon 16 3/5/9 …". */
export function chartWords({ title, points }: DigestCard['chart']): string {
  const days = points.map((p) => `${p.label} ${p.negative}/${p.neutral}/${p.positive}`)
  return `${title} (unhappy/neutral/happy): ${days.join(', ')}.`
}

/** "Ana, Li and 3 more." */
export function peopleWords({ people, more }: PeopleLine): string {
  const names = people.map(({ name }) => name).join(', ')
  return more === 0 ? `${names}.` : `${names} and ${more} more.`
}

function quoteLine(name: string, quote: DigestCard['kindest']): string[] {
  return quote === null ? [] : [`${name}: ${quote.who}: “${quote.text}”`]
}

function some(line: string | null): string[] {
  return line === null ? [] : [line]
}
