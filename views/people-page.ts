import { cleanName, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { type Html, html } from './html.ts'
import { letDown, STAGE_NAMES, STEPS } from './person-words.ts'
import { ago, calendarDate, count } from './words.ts'

/** Somebody on the list of people. */
export interface ShownPerson {
  id: number
  name: string
  stage: string | null
  stageSince: number | null
  love: number | null
  reach: number | null
  risk: number | null
  strikes: number | null
  isOut: number | null
  isAtRisk: number | null
  /** 1 for an advocate of whom no purchase is known. */
  unproved: number | null
  nextStep: string | null
  nextDue: number | null
  keyManager: string | null
  accounts: readonly { handle: string | null; network: string }[]
  /** The post that says most about them. */
  post: { text: string; at: number; url: string | null } | null
}

/** What the page of people shows. */
export interface PeopleView {
  people: readonly ShownPerson[]
  filter: string
  /** What was typed to find somebody; null where nothing was. */
  find: string | null
  /** How many stand on each rung. */
  stages: ReadonlyMap<string, number>
  /** More are there than are shown. */
  more: boolean
  now: number
  zone: string
  /** What stands above the list where everybody is shown, and below it. */
  above: Html | null
  below: Html | null
}

/** The filters of the list by what they are called, in their order. */
export const FILTER_NAMES: Readonly<Record<string, string>> = {
  everybody: 'Everybody',
  advocate: 'Advocates',
  new_advocates: 'New advocates',
  moved_up: 'Moved up this week',
  at_risk: 'At risk',
  strikes: 'Let down twice',
  thanks_due: 'Thank-yous due',
  client: 'Clients',
  repeat: 'Repeat customers',
  first_time: 'First-time customers',
  prospect: 'Prospects',
}

const NOBODY: Readonly<Record<string, string>> = {
  new_advocates: 'Nobody became an advocate within seven days.',
  moved_up: 'Nobody moved up within seven days.',
  at_risk: 'Nobody seems about to leave.',
  strikes: 'Nobody had two bad experiences within a year.',
  thanks_due: 'Nobody waits for a word of thanks.',
}

/** People with their stage, their scores and their next step; all of them, some of them, or somebody looked for. */
export function peoplePage(view: PeopleView): Html {
  const { people, filter, find } = view
  const isWhole = filter === 'everybody' && find === null
  const table = find === null ? `/people.csv?show=${filter}` : null
  return html`<section class="section"><h1>People</h1><p class="quiet mt2">Who speaks well of you, who may leave, and what to do next. Love is what they do for you, reach how many hear them, risk whether they may leave: each of 100.</p>
      <p class="small mt2">${people.length === 0 || table === null ? '' : html`<a href="${table}" download>Take them as a table</a> · `}<a href="/people/ahead">Look ahead</a> · <a href="/feedback">Ask people one question</a> · <a href="/people/requests">What people ask about their data</a> · <a href="/people/rules">Rules for people</a></p></section>
    ${ladder(view.stages)}${isWhole ? view.above : null}
    <section class="section" id="list">
      <nav class="filters" aria-label="Which people">${Object.entries(FILTER_NAMES).map(([value, name]) => chip(value, name, find === null && value === filter))}</nav>
      <form class="row tight mt4" method="get" action="/people" role="search"><label class="sr" for="find">Find somebody by name or handle</label><input id="find" name="find" value="${find ?? ''}" placeholder="Name or handle" maxlength="80" autocomplete="off"><button class="btn" type="submit">Find</button></form>
      ${people.length === 0 ? nobody(view) : list(view)}</section>${isWhole ? view.below : null}`
}

/** The rungs that somebody stands on, from the lowest; each leads to those who stand there. */
function ladder(stages: ReadonlyMap<string, number>): Html | null {
  const rungs = Object.entries(STAGE_NAMES).filter(([stage]) => (stages.get(stage) ?? 0) > 0)
  if (rungs.length === 0) return null
  return html`<ul class="figures" aria-label="The ladder">${rungs.map(([stage, name]) => rung(stage, name, stages.get(stage) ?? 0))}</ul>`
}

function rung(stage: string, name: string, people: number): Html {
  const [number, word] = count(people, 'person', 'people').split(' ')
  return html`<li><a class="figure" href="/people?show=${stage}#list"><span class="name">${name}</span><span class="value">${number}</span><span class="change">${word}</span><span class="of">now</span></a></li>`
}

function chip(value: string, name: string, isOn: boolean): Html {
  const address = value === 'everybody' ? '/people#list' : `/people?show=${value}#list`
  return isOn
    ? html`<a class="chip plain on" href="${address}" aria-current="true">${name}</a>`
    : html`<a class="chip plain" href="${address}">${name}</a>`
}

function nobody({ filter, find }: PeopleView): Html {
  if (find !== null)
    return html`<div class="empty mt5"><h3>Nobody is called “${clip(find, 80)}”</h3><p>Write how their name or handle begins. Whoever wrote one post only is an account, and nobody here yet.</p></div>`
  const why = NOBODY[filter]
  return html`<div class="empty mt5"><h3>Nobody yet</h3><p>${why ?? 'Somebody becomes a person here after two posts that say something, or as soon as you deal with them.'}</p></div>`
}

function list({ people, more, now, zone, filter }: PeopleView): Html {
  return html`<div class="scroll-x mt5"><table><thead><tr><th scope="col">Person</th><th scope="col" class="num">Love</th><th scope="col" class="num">Reach</th><th scope="col" class="num">Risk</th><th scope="col" class="gap not-phone">Next step</th></tr></thead><tbody>${people.map((one) => personRow(one, now, zone))}</tbody></table></div>${more ? html`<p class="small quiet mt2">The first ${people.length} are shown${filter === 'at_risk' || filter === 'strikes' ? ', the greatest risk first' : ', most love first'}. The table has all.</p>` : null}`
}

function personRow(one: ShownPerson, now: number, zone: string): Html {
  return html`<tr><th scope="row"><a href="/people/${one.id}"><b>${cleanName(one.name, 60)}</b></a> <span class="small quiet">${accountWords(one.accounts)}</span><br><span class="small">${stageWords(one, now, zone)}</span>${badges(one)}${one.post === null ? null : html`<p class="said small quiet mt1">“${clip(one.post.text, 160)}” <span class="nowrap">${ago(one.post.at, now, zone)}</span></p>`}</th>
      <td class="num">${score(one.love)}</td><td class="num">${score(one.reach)}</td><td class="num">${score(one.risk)}</td><td class="gap not-phone">${stepWords(one, now, zone)}</td></tr>`
}

function stageWords(one: ShownPerson, now: number, zone: string): string {
  if (one.stage === null) return 'Not assessed yet'
  const since = one.stageSince === null ? '' : ` since ${calendarDate(one.stageSince, now, zone)}`
  const by = one.keyManager === null ? '' : `, looked after by ${cleanName(one.keyManager, 40)}`
  return `${STAGE_NAMES[one.stage] ?? one.stage}${since}${by}`
}

function badges(one: ShownPerson): Html {
  return html`${one.unproved === 1 ? html` <span class="badge ok">Advocate, purchase unknown</span>` : null}${one.isOut === 1 ? html` <span class="badge late">${letDown(one.strikes ?? 2)}</span>` : null}${one.isAtRisk === 1 ? html` <span class="badge late">At risk</span>` : null}`
}

function accountWords(accounts: ShownPerson['accounts']): string {
  const shown = accounts.filter(({ network }) => network !== 'feedback')
  const [first] = shown
  if (first === undefined) return 'no account known'
  const network = isNetwork(first.network) ? networkName(first.network) : first.network
  const handle = first.handle === null ? '' : `@${first.handle.replace(/^@/, '')} `
  return `${handle}on ${network}${shown.length > 1 ? ` and ${shown.length - 1} more` : ''}`
}

/** Not known is not zero. */
function score(value: number | null): string {
  return value === null ? '–' : String(Math.round(value))
}

function stepWords(one: ShownPerson, now: number, zone: string): Html | string {
  if (one.nextStep === null) return ''
  const due =
    one.nextDue === null
      ? null
      : one.nextDue <= now
        ? html` <span class="badge due">Today</span>`
        : html` <span class="quiet nowrap">by ${calendarDate(one.nextDue, now, zone)}</span>`
  return html`${STEPS[one.nextStep] ?? one.nextStep}${due}`
}
