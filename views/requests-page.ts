import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { calendarDate } from './words.ts'

/** What somebody asked, with the day by which it is due. */
export interface ShownRequest {
  id: number
  kind: 'export' | 'erase'
  source: string
  customer_key: string | null
  person_id: number | null
  customer_id: number | null
  name: string | null
  customer_name: string | null
  asked_at: number
  due_at: number
  done_at: number | null
  /** A member of staff, or `shop`. */
  done_by: string | null
  done_by_name: string | null
}

const WEEK_MS = 7 * 86_400_000

/** What people ask about their data: open ones with a press each, done ones below; `csrf` for an owner only. */
export function requestsPage(
  requests: { open: readonly ShownRequest[]; done: readonly ShownRequest[] },
  of: { now: number; zone: string; csrf: string | null },
): Html {
  return html`<nav class="crumb" aria-label="Where you are"><a href="/people">People</a> <span aria-hidden="true">/</span> <span>Their data</span></nav>
    <section class="section"><h1>What people ask about their data</h1><p class="quiet mt2">Whoever asks what you hold of them, or to be forgotten, gets an answer within 30 days. Shops pass such questions on by themselves; what a customer tells you, you note on their page.</p></section>
    <section class="section"><header><h2>Open</h2></header>${
      requests.open.length === 0
        ? html`<div class="empty"><h3>Nobody waits</h3><p>Nobody has asked for their data, or all have their answer.</p></div>`
        : html`<ul class="rows">${requests.open.map((one) => openRow(one, of))}</ul>`
    }${requests.open.length > 0 && of.csrf === null ? html`<p class="small quiet mt2">An owner hands data over and erases people.</p>` : null}</section>
    ${
      requests.done.length === 0
        ? null
        : html`<section class="section"><header><h2>Done</h2><p>Within a year</p></header><ul class="rows">${requests.done.map((one) => doneRow(one, of))}</ul></section>`
    }`
}

function openRow(one: ShownRequest, of: { now: number; zone: string; csrf: string | null }): Html {
  const due = calendarDate(one.due_at, of.now, of.zone)
  const badge =
    one.due_at <= of.now
      ? html`<span class="badge late">Late</span>`
      : html`<span class="${one.due_at - of.now < WEEK_MS ? 'badge due' : 'badge'}">Due ${due}</span>`
  const what = one.kind === 'export' ? 'asks what you hold of them' : 'asks to be forgotten'
  return html`<li class="mention"><span>${badge}</span><div>${who(one)} ${what}<p class="small quiet">Asked ${calendarDate(one.asked_at, of.now, of.zone)}${fromWords(one)}. The answer is due by ${due}.</p></div><span class="state">${button(one, of.csrf)}</span></li>`
}

function button(one: ShownRequest, csrf: string | null): Html | null {
  if (csrf === null) return null
  if (one.kind === 'erase')
    return one.person_id === null
      ? null
      : html`<a class="btn" href="/people/${one.person_id}#erase">Erase…</a>`
  const isHeld = one.person_id !== null || one.customer_id !== null
  return html`<form method="post" action="/people/requests/${one.id}/${isHeld ? 'export' : 'close'}"><input type="hidden" name="csrf" value="${csrf}"><button class="btn" type="submit">${isHeld ? 'Export' : 'Nothing is held: done'}</button></form>`
}

function doneRow(one: ShownRequest, { now, zone }: { now: number; zone: string }): Html {
  const did = one.kind === 'export' ? 'Answered' : 'Erased'
  const by =
    one.done_by === null
      ? ''
      : ` by ${one.done_by === 'shop' ? 'itself, as the shop asked' : cleanName(one.done_by_name ?? one.done_by, 40)}`
  return html`<li class="mention"><span class="small quiet">${calendarDate(one.done_at ?? one.asked_at, now, zone)}</span><div>${did}${by}<p class="small quiet">${one.kind === 'export' ? html`${who(one)} asked` : 'Asked'} ${calendarDate(one.asked_at, now, zone)}${fromWords(one)}.</p></div><span class="state"></span></li>`
}

function who(one: ShownRequest): Html {
  const name = one.name ?? one.customer_name
  if (one.person_id !== null)
    return html`<a href="/people/${one.person_id}"><b>${cleanName(name ?? 'Somebody', 60)}</b></a>`
  if (name !== null) return html`<b>${cleanName(name, 60)}</b>`
  return one.customer_key === null
    ? html`<b>Somebody</b>`
    : html`<b>Customer ${cleanName(one.customer_key, 60)}</b>`
}

function fromWords({ source }: ShownRequest): string {
  return source === 'staff' ? '' : ` through the shop “${source}”`
}
