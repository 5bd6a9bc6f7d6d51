import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { letDown } from './person-words.ts'
import { calendarDate, count } from './words.ts'

/** Whom a team can be there for before they ask. */
export interface AheadView {
  brandId: string
  now: number
  zone: string
  due: readonly {
    id: number
    name: string
    at: number
    why: 'renewal' | 'usual' | 'season' | 'anniversary'
    n: number
    strikes: number
    isOut: boolean
    isAtRisk: boolean
    /** They asked to be left in peace. */
    isSilent: boolean
  }[]
  built: readonly {
    id: number
    what: string
    at: number
    tell: readonly { id: number; name: string; at: number }[]
  }[]
  helpers: readonly { id: number; name: string; n: number; at: number }[]
}

/** Why somebody is expected, in a sentence. */
export function dueWords(
  one: AheadView['due'][number],
  { now, zone }: Pick<AheadView, 'now' | 'zone'>,
): string {
  const day = calendarDate(one.at, now, zone)
  if (one.why === 'renewal') return `Their subscription renews on ${day}.`
  if (one.why === 'season') return `Bought at this time of the last ${one.n} years; around ${day}.`
  if (one.why === 'anniversary') return `A customer for ${count(one.n, 'year')} on ${day}.`
  return `Buys every ${Math.round(one.n)} days; expected ${day}.`
}

/** What to know of somebody before a word goes to them; empty where nothing stands in the way. */
export function beforeWords({
  strikes,
  isOut,
  isAtRisk,
  isSilent,
}: Pick<AheadView['due'][number], 'strikes' | 'isOut' | 'isAtRisk' | 'isSilent'>): string[] {
  return [
    ...(isSilent ? ['Wants no word from us'] : []),
    ...(isOut ? [letDown(strikes)] : []),
    ...(isAtRisk ? ['At risk'] : []),
  ]
}

/** Who is due, who wished for what is there now, and who answered for you. */
export function aheadPage(view: AheadView, csrf: string): Html {
  return html`<section class="section"><h1>Ahead</h1><p class="quiet mt2">Whom you can be there for before they ask.</p></section>
    <section class="section" id="due"><header><h2>Due by their own rhythm</h2><p>This week; renewals a month ahead</p></header>${
      view.due.length === 0
        ? html`<div class="empty"><h3>Nobody is due</h3><p>It takes four orders at a steady pace, or orders at the same time of two years.</p></div>`
        : html`<ul class="rows">${view.due.map((one) => row(one.id, one.name, dueWords(one, view), beforeWords(one)))}</ul>`
    }</section>
    <section class="section" id="built"><header><h2>You asked, we did</h2></header>
      ${view.built.map((one) => builtSection(one, view, csrf))}
      <details class="behind"><summary>Something is there now that people asked for</summary><form class="form" method="post" action="/people/built?brand=${encodeURIComponent(view.brandId)}"><input type="hidden" name="csrf" value="${csrf}">
      <div><label for="built-what">What is there now</label><input id="built-what" name="what" maxlength="200" autocomplete="off" required></div>
      <div><label for="built-words">The words they asked for it by, with commas between</label><input id="built-words" name="words" maxlength="600" autocomplete="off" required></div>
      <div class="btns"><button class="btn" type="submit">See whom to tell</button></div></form></details></section>
    <section class="section" id="helpers"><header><h2>Answered for you</h2><p>The last 90 days</p></header>${
      view.helpers.length === 0
        ? html`<div class="empty"><h3>Nobody yet</h3><p>Who answers a question of somebody else about you appears here.</p></div>`
        : html`<ul class="rows">${view.helpers.map((one) => row(one.id, one.name, `Answered ${count(one.n, 'question')} of others, last ${calendarDate(one.at, view.now, view.zone)}.`))}</ul>`
    }</section>`
}

function builtSection(one: AheadView['built'][number], view: AheadView, csrf: string): Html {
  const { now, zone } = view
  const whom =
    one.tell.length === 0
      ? 'Nobody is left to tell'
      : `Tell ${count(one.tell.length, 'person', 'people')}`
  return html`<h3 class="mt4">${cleanName(one.what, 200)}</h3><p class="small quiet">There since ${calendarDate(one.at, now, zone)}. ${whom}.</p><ul class="rows">${one.tell.map(
    (person) =>
      html`<li class="mention"><span class="small quiet">${calendarDate(person.at, now, zone)}</span><div><a href="/people/${person.id}"><b>${cleanName(person.name, 60)}</b></a></div><span class="state"><form method="post" action="/people/told"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="built" value="${one.id}"><input type="hidden" name="person" value="${person.id}"><button class="btn bare" type="submit">Told</button></form></span></li>`,
  )}</ul>`
}

function row(id: number, name: string, words: string, before: readonly string[] = []): Html {
  return html`<li class="mention lean"><div><a href="/people/${id}"><b>${cleanName(name, 60)}</b></a>${before.map((word) => html` <span class="badge late">${word}</span>`)}<p class="small quiet">${words}</p></div></li>`
}
