import type { Way } from '../core/contact.ts'
import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { WAY_WORDS } from './contact-form.ts'
import { type Html, html } from './html.ts'
import { calendarDate } from './words.ts'

/** Which accounts are theirs, who may be the same, and who was joined to them. */
export interface TiesView {
  personId: number
  now: number
  zone: string
  accounts: readonly { id: number; handle: string | null; network: string; side: string }[]
  proposals: readonly {
    id: number
    name: string
    confidence: number
    evidence: readonly string[]
  }[]
  merges: readonly JoinedView[]
}

/** Somebody who was joined to them, and what was written down since: of which of the two it tells, only staff know. */
export interface JoinedView {
  id: number
  name: string
  evidence: string
  at: number
  by: string | null
  since: readonly { id: number; at: number; way: Way; text: string }[]
}

const SIDE_WORDS: Readonly<Record<string, string>> = {
  customer: 'A customer',
  staff: 'One of us',
  bot: 'A bot',
  competitor: 'A competitor',
}

/** How sure we are, in a word. */
export function sureWord(confidence: number): string {
  if (confidence >= 0.9) return 'Very likely'
  return confidence >= 0.7 ? 'Likely' : 'Perhaps'
}

/** The part of a person's page that tells who they are; forms only with `csrf`. */
export function tiesSection(view: TiesView, csrf: string | null): Html {
  return html`${alike(view, csrf)}${joined(view, csrf)}${accounts(view, csrf)}`
}

function alike(view: TiesView, csrf: string | null): Html | null {
  if (view.proposals.length === 0) return null
  return html`<section class="section" id="alike"><header><h2>Perhaps the same person</h2><p>Only you can say so</p></header><ul class="rows">${view.proposals.map(
    (one) =>
      html`<li class="mention"><span class="badge">${sureWord(one.confidence)}</span><div><a href="/people/${one.id}"><b>${cleanName(one.name, 60)}</b></a><p class="small quiet">${sentence(one.evidence)}</p></div><span class="state">${csrf === null ? null : html`${form(view, csrf, 'merge', one.id, 'They are one')}${form(view, csrf, 'not-same', one.id, 'They are two')}`}</span></li>`,
  )}</ul></section>`
}

function joined(view: TiesView, csrf: string | null): Html | null {
  if (view.merges.length === 0) return null
  return html`<section class="section" id="joined"><header><h2>Joined from</h2></header><ul class="rows">${view.merges.map(
    (one) =>
      html`<li class="mention"><span class="small quiet">${calendarDate(one.at, view.now, view.zone)}</span><div><b>${cleanName(one.name, 60)}</b><p class="small quiet">${cleanName(one.evidence, 300)}, says ${one.by ?? 'somebody who left'}</p>${csrf === null || one.since.length === 0 ? null : partForm(view, csrf, one)}</div><span class="state">${csrf === null || one.since.length > 0 ? null : form(view, csrf, 'unmerge', one.id, 'Part them again')}</span></li>`,
  )}</ul></section>`
}

/** What was written down since is named, so that nobody has to find out afterwards where it went. */
function partForm(view: TiesView, csrf: string, one: JoinedView): Html {
  const name = cleanName(one.name, 60)
  return html`<details class="behind"><summary>Part them again…</summary><form class="form" method="post" action="/people/${view.personId}/unmerge"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="other" value="${one.id}">
    <fieldset><legend>Written down since they were joined. Mark what is about ${name}; the rest stays here.</legend>${one.since.map(
      (said) =>
        html`<label class="tick"><input type="checkbox" name="contact" value="${said.id}"> ${WAY_WORDS[said.way]}, ${calendarDate(said.at, view.now, view.zone)}: ${clip(cleanText(said.text), 120)}</label>`,
    )}</fieldset>
    <div class="btns"><button class="btn" type="submit">Part them</button></div></form></details>`
}

function accounts(view: TiesView, csrf: string | null): Html | null {
  if (view.accounts.length === 0 || csrf === null) return null
  return html`<section class="section" id="accounts"><details class="behind"><summary>Whose accounts these are</summary>${view.accounts.map(
    (one) =>
      html`<form class="form" method="post" action="/people/${view.personId}/side"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="account" value="${one.id}"><div><label for="side-${one.id}">${one.handle === null ? 'Somebody' : `@${one.handle.replace(/^@/, '')}`} on ${isNetwork(one.network) ? networkName(one.network) : one.network}</label><select id="side-${one.id}" name="side">${Object.entries(SIDE_WORDS).map(([side, word]) => (side === one.side ? html`<option value="${side}" selected>${word}</option>` : html`<option value="${side}">${word}</option>`))}</select></div><div class="btns"><button class="btn" type="submit">Save</button></div></form>`,
  )}<p class="small quiet">Posts of colleagues, bots and competitors make no cards, and nobody scores them.</p></details></section>`
}

function form(view: TiesView, csrf: string, verb: string, other: number, label: string): Html {
  return html`<form method="post" action="/people/${view.personId}/${verb}"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="other" value="${other}"><button class="btn bare" type="submit">${label}</button></form>`
}

function sentence(parts: readonly string[]): string {
  const text = parts.map((part) => cleanName(part, 120)).join(', and ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
