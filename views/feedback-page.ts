import { cleanName, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { type Html, html } from './html.ts'
import { intentWords } from './label-words.ts'
import { ago, calendarDate, count } from './words.ts'

/** The net promoter score as it is shown; n always stands beside it. */
export interface ShownNps {
  promoters: number
  passives: number
  detractors: number
  n: number
  score: number | null
  interval: { low: number; high: number }
  isEnough: boolean
}

export interface FeedbackView {
  brandId: string
  now: number
  zone: string
  days: number
  nps: ShownNps
  asked: number
  open: readonly {
    id: number
    personId: number | null
    name: string
    handle: string | null
    network: string
    expiresAt: number
    /** Ready to be sent, in any words. */
    text: string
    /** A case of theirs that is open, where this can be said in an answer. */
    caseId: number | null
  }[]
  answers: readonly {
    id: number
    score: number
    words: string | null
    /** What the words are about, as they were read; null where there are none. */
    reading: { intents: readonly string[]; aspects: readonly string[] } | null
    at: number
    personId: number | null
    name: string | null
    caseId: number | null
  }[]
  segments: readonly { id: string; name: string }[]
  /** They may ask though the pause is not over. */
  mayDespite: boolean
  /** What became of the last press. */
  done: string | null
}

/** The score in a sentence; below 20 answers only the answers are told. */
export function npsWords(nps: ShownNps): string {
  const { promoters, passives, detractors, n, score } = nps
  if (score === null) return 'Nobody has answered yet.'
  const said = `${count(n, 'answer')}: ${promoters} would recommend you (9 or 10), ${passives} perhaps (7 or 8), ${detractors} not (0 to 6)`
  if (!nps.isEnough) return `${said}. From 20 answers on a score is told.`
  const sign = (value: number) => (value > 0 ? `+${Math.round(value)}` : String(Math.round(value)))
  return `Net promoter score ${sign(score)}, between ${sign(nps.interval.low)} and ${sign(nps.interval.high)} with 95 % certainty. ${said}.`
}

/** What people answered, whom to ask next, and the links that wait to be sent. */
export function feedbackPage(view: FeedbackView, csrf: string | null): Html {
  return html`<section class="section"><h1>One question</h1><p class="quiet mt2">How likely are you to recommend us? Asked of everybody of a kind alike, never of the happy only, and of nobody twice within the pause.</p>
      <p class="mt2">${npsWords(view.nps)} ${view.asked === 0 ? '' : `${count(view.asked, 'person was', 'people were')} asked in the last ${view.days} days.`}</p></section>
    ${view.done === null ? null : html`<p class="badge ok" role="status">${view.done}</p>`}
    ${csrf === null ? null : askForm(view, csrf)}
    ${openList(view, csrf)}${answerList(view)}`
}

function askForm(view: FeedbackView, csrf: string): Html {
  return html`<section class="section" id="ask"><header><h2>Ask people</h2></header><form class="form" method="post" action="/feedback/ask?brand=${encodeURIComponent(view.brandId)}"><input type="hidden" name="csrf" value="${csrf}">
    <div><label for="selection">Whom</label><select id="selection" name="selection">
      <option value="answered:30">Everybody whose case ended within 30 days</option>
      <option value="buyers:30">Everybody who bought within 30 days</option>
      <option value="buyers:365">Everybody who bought within a year</option>
      <option value="everybody">Everybody you know</option>${view.segments.map((one) => html`<option value="segment:${one.id}">${cleanName(one.name, 60)}</option>`)}</select></div>
    <div><label for="most">At most, drawn by lot</label><input id="most" name="most" inputmode="numeric" value="20"></div>
    ${view.mayDespite ? html`<details class="behind"><summary>Ask again within the pause</summary><label for="despite">Why it cannot wait; the reason is kept</label><input id="despite" name="despite" maxlength="300" autocomplete="off"></details>` : null}
    <p class="small quiet">Nothing is sent. You get a link for each of them, to send in your own words.</p>
    <div class="btns"><button class="btn first" type="submit">Make the links</button></div></form></section>`
}

function openList(view: FeedbackView, csrf: string | null): Html | null {
  if (view.open.length === 0) return null
  return html`<section class="section" id="open"><header><h2>Links that wait</h2><p>${count(view.open.length, 'link')}</p></header><ul class="rows">${view.open.map(
    (one) =>
      html`<li class="mention"><span class="small quiet">until ${calendarDate(one.expiresAt, view.now, view.zone)}</span><div>${nameOf(one)} <span class="quiet small">${one.handle === null ? '' : `@${one.handle.replace(/^@/, '')} `}${one.network === 'feedback' ? 'no account: by mail, or by hand' : `on ${isNetwork(one.network) ? networkName(one.network) : one.network}`}</span><label class="small quiet" for="link-${one.id}">What you can send</label><textarea id="link-${one.id}" rows="2" readonly>${one.text}</textarea>${one.caseId === null || csrf === null ? null : html`<form class="mt2" method="post" action="/feedback/${one.id}/draft?brand=${encodeURIComponent(view.brandId)}"><input type="hidden" name="csrf" value="${csrf}"><button class="btn" type="submit">Into my answer to them</button></form>`}</div></li>`,
  )}</ul></section>`
}

function answerList(view: FeedbackView): Html | null {
  if (view.answers.length === 0) return null
  return html`<section class="section" id="answers"><header><h2>What they said</h2></header><ul class="rows">${view.answers.map(
    (one) =>
      html`<li class="mention"><span class="badge">${one.score} of 10</span><div>${nameOf({ personId: one.personId, name: one.name ?? 'Somebody' })} <span class="quiet small">${ago(one.at, view.now, view.zone)}</span>${one.words === null ? null : html`<p class="said">“${clip(one.words, 500)}”</p>`}${aboutLine(one.reading)}</div><span class="state">${one.caseId === null ? null : html`<a href="/cases/${one.caseId}">Case ${one.caseId}</a>`}</span></li>`,
  )}</ul></section>`
}

/** What the words are, and what they are about. */
function aboutLine(reading: FeedbackView['answers'][number]['reading']): Html | null {
  if (reading === null) return null
  const said = reading.intents.map(intentWords).join(', ')
  const about = reading.aspects.join(', ')
  if (said === '' && about === '') return null
  return html`<p class="small quiet">${said === '' ? 'About' : `Read as ${said}${about === '' ? '' : ', about'}`} ${about}.</p>`
}

function nameOf({ personId, name }: { personId: number | null; name: string }): Html {
  const shown = cleanName(name, 60)
  return personId === null
    ? html`<b>${shown}</b>`
    : html`<a href="/people/${personId}"><b>${shown}</b></a>`
}
