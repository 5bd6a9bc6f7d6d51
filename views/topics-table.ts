import { cleanName } from '../core/hostile-text.ts'
import { type Html, html, trusted } from './html.ts'
import { count } from './words.ts'

/** A topic as last weighed, and how its posts of the last seven days feel. */
export interface ShownTopic {
  name: string
  direction: 'up' | 'down' | 'steady'
  /** Posts that touch it, of all posts read: now, and in the four weeks before. */
  posts: number
  ofPosts: number
  before: number
  ofBefore: number
  week: Week
}

/** Posts of seven days; what we are unsure of is in the total alone. */
interface Week {
  total: number
  negative: number
  neutral: number
  positive: number
}

/** A share of fewer posts would say too much (LOOK, charts, rule 4). */
const ENOUGH = 20
const WIDTH = 400
const HEADS = { up: 'More than before', down: 'Less than before', steady: 'As before' } as const

/** What people talk about: what grew, what faded, what stays; each with the posts it rests on. */
export function topicsSection(topics: readonly ShownTopic[], hours: number): Html {
  return html`<section class="section"><header><h2>What people talk about</h2><p>${hours > 24 ? 'The last seven days' : 'The last 24 hours'} against the four weeks before. A post can touch several topics.</p></header>${
    topics.length === 0
      ? html`<div class="empty"><h3>No topics yet</h3><p>They appear once several people use the same words.</p></div>`
      : (['up', 'down', 'steady'] as const).map((direction) =>
          group(
            HEADS[direction],
            topics.filter((topic) => topic.direction === direction),
          ),
        )
  }</section>`
}

function group(name: string, topics: readonly ShownTopic[]): Html | null {
  if (topics.length === 0) return null
  return html`<h3 class="mt3">${name}</h3><div class="topics">${topics.map(row)}</div>`
}

function row(topic: ShownTopic): Html {
  const { week } = topic
  return html`<div class="topic"><span class="name">${capital(cleanName(topic.name, 40))}</span><span class="num">${topic.posts}</span>${clearOf(week) < ENOUGH ? marks(week) : bar(week)}<span class="say">${changeWords(topic)} ${feelingWords(week)}</span></div>`
}

function capital(name: string): string {
  const [first = ''] = name
  return first.toUpperCase() + name.slice(first.length)
}

function changeWords({ posts, ofPosts, before, ofBefore }: ShownTopic): string {
  const now = `${posts} of ${count(ofPosts, 'post')}`
  return before === 0 ? `${now}; new.` : `${now}; before, ${before} of ${ofBefore}.`
}

function feelingWords(week: Week): string {
  const { total, negative, positive } = week
  if (total === 0) return ''
  const n = clearOf(week)
  const unsure = total > n ? `; ${total - n} unsure` : ''
  if (n < ENOUGH) return `In seven days ${positive} happy, ${negative} unhappy${unsure}.`
  const percent = (posts: number) => `${Math.round((100 * posts) / n)} %`
  return `In seven days ${percent(positive)} happy, ${percent(negative)} unhappy, n = ${n}${unsure}.`
}

/** Unsure posts count for no side, and are no ground for a share. */
function clearOf({ negative, neutral, positive }: Week): number {
  return negative + neutral + positive
}

/** Unhappy, neutral, happy from the left, as long as their share. */
function bar(week: Week): Html {
  const { negative, neutral, positive } = week
  const clear = Math.max(1, clearOf(week))
  let x = 0
  const parts = (
    [
      ['f-neg', negative],
      ['f-neu', neutral],
      ['f-pos', positive],
    ] as const
  ).map(([name, posts]) => {
    const width = (WIDTH * posts) / clear
    const part = `<path class="${name}" d="M${x.toFixed(1)} 3h${width.toFixed(1)}v14h-${width.toFixed(1)}z"/>`
    x += width
    return part
  })
  return trusted(
    `<svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg>`,
  )
}

/** Each post as its own mark. */
function marks({ negative, neutral, positive }: Week): Html {
  const shapes = [
    ...Array<string>(negative).fill('neg'),
    ...Array<string>(neutral).fill('neu'),
    ...Array<string>(positive).fill('pos'),
  ].map((feel, i) => {
    const x = 8 + 17 * i
    if (feel === 'neg') return `<path class="f-neg" d="M${x} 15 ${x - 6} 5h12z"/>`
    if (feel === 'pos') return `<path class="f-pos" d="M${x} 5 ${x + 6} 15h-12z"/>`
    return `<circle class="f-neu" cx="${x}" cy="10" r="5.5"/>`
  })
  return trusted(
    `<svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="xMinYMid meet" aria-hidden="true">${shapes.join('')}</svg>`,
  )
}
