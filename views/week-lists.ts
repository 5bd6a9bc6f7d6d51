import { cleanName } from '../core/hostile-text.ts'
import { csvLine } from './csv.ts'
import { type Html, html } from './html.ts'
import { STAGE_NAMES } from './person-words.ts'
import { calendarDate, count } from './words.ts'

/** Somebody on a list of the week. */
export interface ShownListed {
  id: number
  name: string
  stage: string | null
  from: string | null
  love: number | null
  risk: number | null
  strikes: number
  keyManager: string | null
  at: number | null
}

export type ShownLists = Readonly<Record<string, readonly ShownListed[]>>

/** What each list is called, in its order. */
export const LIST_NAMES: Readonly<Record<string, string>> = {
  new_advocates: 'New advocates',
  moved_up: 'Moved up',
  at_risk: 'At risk',
  strikes: 'Let down twice',
  thanks_due: 'Thank-yous due',
}

/** Why somebody is on a list, in a few words. */
export function listedWords(list: string, one: ShownListed): string {
  const stage = stageName(one.stage)
  if (list === 'at_risk') return `${stage}, risk ${Math.round(one.risk ?? 0)} of 100`
  if (list === 'strikes') return `${count(one.strikes, 'bad experience')} within a year`
  if (list === 'thanks_due') return `${stage}, love ${Math.round(one.love ?? 0)} of 100`
  return `${stage}, was ${stageName(one.from).toLowerCase()}`
}

/** The lists of the week on the page of people; empty ones are left out. */
export function weekSection(lists: ShownLists, now: number, zone: string): Html | null {
  const filled = Object.entries(LIST_NAMES).filter(([list]) => (lists[list] ?? []).length > 0)
  if (filled.length === 0) return null
  return html`<section class="section" id="week"><header><h2>This week</h2><p><a href="/people/week.csv" download>Take the lists as a table</a></p></header>${filled.map(
    ([list, name]) =>
      html`<h3 class="mt4">${name}</h3><ul class="rows">${(lists[list] ?? []).map((one) => html`<li class="mention lean"><div><a href="/people/${one.id}"><b>${cleanName(one.name, 60)}</b></a> <span class="small quiet">${listedWords(list, one)}${one.keyManager === null ? '' : `, looked after by ${cleanName(one.keyManager, 40)}`}</span></div><span class="state">${one.at === null ? '' : calendarDate(one.at, now, zone)}</span></li>`)}</ul>`,
  )}</section>`
}

/** The lists of the week as a table for spreadsheets. */
export function weekTable(lists: ShownLists): string {
  const head = csvLine([
    'list',
    'person',
    'name',
    'stage',
    'was',
    'love',
    'risk',
    'strikes',
    'manager',
    'since',
  ])
  const rows = Object.entries(LIST_NAMES).flatMap(([list, name]) =>
    (lists[list] ?? []).map((one) =>
      csvLine([
        name,
        one.id,
        one.name,
        stageName(one.stage),
        one.from === null ? '' : stageName(one.from),
        one.love === null ? '' : Math.round(one.love),
        one.risk === null ? '' : Math.round(one.risk),
        one.strikes,
        one.keyManager,
        one.at === null ? '' : new Date(one.at).toISOString(),
      ]),
    ),
  )
  return head + rows.join('')
}

function stageName(stage: string | null): string {
  return stage === null ? 'Not assessed' : (STAGE_NAMES[stage] ?? stage)
}
