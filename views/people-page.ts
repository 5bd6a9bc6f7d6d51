import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { STAGE_NAMES } from './person-words.ts'
import { ago, count } from './words.ts'

export interface ShownPerson {
  id: number
  name: string
  handle: string | null
  networkName: string
  advocate: boolean
  strikes: number
  /** Which rule fired, in a sentence, and the posts it rests on. */
  rule: string
  evidence: readonly { text: string; at: number; url: string | null }[]
}

/** The ladder as figures, and the people whom a rule brought up, each with its evidence. */
export function peoplePage(
  people: readonly ShownPerson[],
  stages: ReadonlyMap<string, number>,
  now: number,
  zone: string,
  more: readonly (Html | null)[] = [],
): Html {
  return html`<section class="section"><h1>People</h1><p class="quiet mt2">Those who speak well of you unasked, and those whom you let down twice. Each with the posts it rests on.</p>
      <p class="small mt2">${people.length === 0 ? '' : html`<a href="/people.csv" download>Take them as a table</a> · `}<a href="/people/ahead">Look ahead</a> · <a href="/feedback">Ask people one question</a> · <a href="/people/rules">Rules for people</a></p></section>
    ${ladder(stages)}${more}
    <section class="section">${
      people.length === 0
        ? html`<div class="empty"><h3>Nobody yet</h3><p>Somebody appears here after two kind posts on different days, or after two bad experiences within a year.</p></div>`
        : html`<ul class="rows">${people.map((p) => personRow(p, now, zone))}</ul>`
    }</section>`
}

/** The rungs that somebody stands on, from the lowest. */
function ladder(stages: ReadonlyMap<string, number>): Html | null {
  const rungs = Object.entries(STAGE_NAMES).filter(([stage]) => (stages.get(stage) ?? 0) > 0)
  if (rungs.length === 0) return null
  return html`<ul class="figures" aria-label="The ladder">${rungs.map(([stage, name]) => rung(name, stages.get(stage) ?? 0))}</ul>`
}

function rung(name: string, people: number): Html {
  const [number, word] = count(people, 'person', 'people').split(' ')
  return html`<li><span class="figure"><span class="name">${name}</span><span class="value">${number}</span><span class="change">${word}</span><span class="of">now</span></span></li>`
}

function personRow(p: ShownPerson, now: number, zone: string): Html {
  const badge = p.advocate
    ? html`<span class="badge ok">Advocate</span>`
    : html`<span class="badge late">Let down</span>`
  return html`<li class="mention"><span>${badge}</span>
        <div><a href="/people/${p.id}"><b>${cleanName(p.name, 60)}</b></a> <span class="quiet small">${p.handle === null ? '' : `@${p.handle.replace(/^@/, '')} `}on ${p.networkName}</span><p class="small quiet">${p.rule}</p>
        ${p.evidence.map((e) => html`<p class="said small">“${e.text}” <span class="quiet">${ago(e.at, now, zone)}</span></p>`)}</div><span class="state"></span></li>`
}
