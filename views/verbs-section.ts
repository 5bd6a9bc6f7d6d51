import type { Card } from './card.ts'
import type { CaseView } from './case-view.ts'
import { type Html, html } from './html.ts'
import type { VerbField, VerbForm } from './verb-forms.ts'

/** Verbs whose dialogs are pages of their own. */
const PAGES: Readonly<Record<string, string>> = {
  'case.reply': 'reply',
  'case.ask': 'reply?draft=ask',
  'case.thank': 'thank',
  'case.label': 'label#label',
}

/** The part of a case's page with everything that a person may do and its card does not show already. */
export function verbsSection(
  view: CaseView,
  card: Pick<Card, 'buttons' | 'menu'>,
  all: readonly VerbForm[],
  csrf: string,
): Html {
  const onCard = new Set([...card.buttons, ...card.menu].map(({ action }) => action))
  const forms = all.filter(({ verb }) => !onCard.has(verb))
  if (forms.length === 0) return html``
  const plain = forms.filter((form) => form.fields.length === 0)
  const asking = forms.filter((form) => form.fields.length > 0)
  return html`<section class="section" id="verbs"><header><h2>What else you can do</h2><p>The same as in Slack</p></header>
    <div class="btns">${plain.map((form) => button(view, form, csrf))}</div>
    ${asking.map(
      (
        form,
      ) => html`<details class="behind"><summary>${form.label}</summary><form class="form" method="post" action="/cases/${view.id}/verb/${form.verb}"><input type="hidden" name="csrf" value="${csrf}">
      <p class="small quiet">${form.help}</p>${form.fields.map((field) => input(field, `${form.verb}-${field.name}`, view.id))}
      <div class="btns"><button class="btn" type="submit">${form.label}</button></div></form></details>`,
    )}</section>`
}

function button(view: CaseView, form: VerbForm, csrf: string): Html {
  const page = PAGES[form.verb]
  if (page !== undefined)
    return html`<a class="btn" href="/cases/${view.id}/${page}" title="${form.help}">${form.label}</a>`
  return html`<form method="post" action="/cases/${view.id}/verb/${form.verb}"><input type="hidden" name="csrf" value="${csrf}"><button class="btn" type="submit" title="${form.help}">${form.label}</button></form>`
}

function input(field: VerbField, id: string, caseId: number): Html {
  const label = html`<label for="${id}">${field.label}</label>`
  if (field.kind === 'search')
    return html`<div><label for="${id}-words">Find it by author, words or number</label><input id="${id}-words" name="words" type="search" maxlength="100" autocomplete="off" hx-get="/cases/${caseId}/others" hx-trigger="input changed delay:300ms" hx-target="next select" hx-swap="innerHTML">${label}<select id="${id}" name="${field.name}" required>${searchList(field.choices)}</select></div>`
  if (field.kind === 'choice')
    return html`<div>${label}${field.optional ? html`<select id="${id}" name="${field.name}">` : html`<select id="${id}" name="${field.name}" required>`}<option value="">${field.optional ? '–' : 'Choose'}</option>${field.choices.map((one) => html`<option value="${one.value}">${one.label}</option>`)}</select></div>`
  if (field.kind === 'date')
    return html`<div>${label}<input id="${id}" name="${field.name}" type="date"></div>`
  if (field.kind === 'lines')
    return field.optional
      ? html`<div>${label}<textarea id="${id}" name="${field.name}" rows="3" maxlength="2000"></textarea></div>`
      : html`<div>${label}<textarea id="${id}" name="${field.name}" rows="3" maxlength="2000" required></textarea></div>`
  return field.optional
    ? html`<div>${label}<input id="${id}" name="${field.name}" maxlength="200"></div>`
    : html`<div>${label}<input id="${id}" name="${field.name}" maxlength="200" required></div>`
}

/** What a search found, as the inside of its list. */
export function searchList(found: VerbField['choices']): Html {
  return html`<option value="">${found.length === 0 ? 'None is like that' : 'Choose'}</option>${found.map((one) => html`<option value="${one.value}">${one.label}</option>`)}`
}
