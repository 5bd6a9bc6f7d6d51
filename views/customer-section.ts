import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { count } from './words.ts'

/** What somebody is as a customer; money itself is never told here. */
export interface CustomerView {
  personId: number
  /** Shops that know them; how each was tied. */
  ties: readonly { source: string; evidence: string; by: string | null }[]
  /** 1 to 5; null where too few buyers are known. Null: not weighed. */
  worth: { recency: number | null; frequency: number | null; money: number | null } | null
  isTop: boolean
  /** How many buyers they were compared with. */
  buyers: number
  segments: readonly string[]
  manager: string | null
  /** Id of the colleague who was named for them. */
  ownManagerId: string | null
  staff: readonly { id: string; name: string }[]
  /** Segments that are filled by hand. */
  lists: readonly { id: string; name: string; isOn: boolean }[]
  mayManage: boolean
}

/** The part of a person's page about the customer; forms only with `csrf`. */
export function customerSection(view: CustomerView, csrf: string | null): Html {
  return html`<section class="section" id="customer"><header><h2>As a customer</h2></header>
    <p>${worthWords(view)}</p>${placeWords(view)}
    ${view.ties.map((tie) => html`<p class="small quiet">Tied to ${cleanName(tie.source, 40)}: ${cleanName(tie.evidence, 300)}, says ${tie.by ?? 'somebody who left'}.</p>`)}
    ${csrf === null ? null : forms(view, csrf)}</section>`
}

function worthWords({ ties, worth, isTop, buyers }: CustomerView): string {
  if (ties.length === 0) return 'Nobody has tied them to an order yet.'
  if (worth === null) return 'Tied to a customer who has no order that counts.'
  const top = isTop ? ' Among the fifth of your customers that brings most.' : ''
  const { recency, frequency, money } = worth
  if (recency === null || frequency === null || money === null)
    return `Compared with ${count(buyers, 'customer')} only, which is too few to rank anybody.${top}`
  return `Of 5, against ${count(buyers, 'customer')}: how lately ${recency}, how often ${frequency}, how much ${money}.${top}`
}

function placeWords({ segments, manager }: CustomerView): Html | null {
  if (segments.length === 0 && manager === null) return null
  return html`<p>${segments.map((name) => html`<span class="badge">${cleanName(name, 60)}</span> `)}${manager === null ? null : `Looked after by ${manager}.`}</p>`
}

function forms(view: CustomerView, csrf: string): Html {
  const action = `/people/${view.personId}`
  const hidden = html`<input type="hidden" name="csrf" value="${csrf}">`
  return html`<details class="behind"><summary>Tie them to what they bought</summary>
      <form class="form" method="post" action="${action}/link">${hidden}
        <div><label for="tie-customer">E-mail, number of an order, or shop:SHOP:NUMBER</label><input id="tie-customer" name="customer" autocomplete="off" required></div>
        <div><label for="tie-evidence">How you know</label><input id="tie-evidence" name="evidence" autocomplete="off" required></div>
        <div><label class="tick"><input type="checkbox" name="told" value="yes"> They told us themselves, or agreed</label></div>
        <p class="small quiet">A name that sounds alike is no evidence. The e-mail itself is not kept.</p>
        <div class="btns"><button class="btn" type="submit">Tie</button></div></form>
      ${view.ties.length === 0 ? null : html`<form method="post" action="${action}/unlink">${hidden}<button class="btn" type="submit">Untie them from all orders</button></form>`}</details>
    ${view.mayManage ? managerForm(view, action, hidden) : null}
    ${view.lists.map((list) => html`<form method="post" action="${action}/list">${hidden}<input type="hidden" name="segment" value="${list.id}"><input type="hidden" name="on" value="${list.isOn ? 'no' : 'yes'}"><button class="btn" type="submit">${list.isOn ? 'Take off' : 'Put on'} the list ${cleanName(list.name, 60)}</button></form>`)}`
}

function managerForm(view: CustomerView, action: string, hidden: Html): Html {
  const options = [{ id: '', name: 'Nobody by name' }, ...view.staff].map(({ id, name }) =>
    id === (view.ownManagerId ?? '')
      ? html`<option value="${id}" selected>${name}</option>`
      : html`<option value="${id}">${name}</option>`,
  )
  return html`<details class="behind"><summary>Who looks after them</summary><form class="form" method="post" action="${action}/manager">${hidden}<div><label for="manager">Cases of theirs go first to</label><select id="manager" name="manager">${options}</select></div><div class="btns"><button class="btn" type="submit">Save</button></div></form></details>`
}
