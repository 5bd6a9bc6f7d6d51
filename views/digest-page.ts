import { type Part, plain } from './card.ts'
import { chartSection } from './chart-section.ts'
import type { DigestCard } from './digest-card.ts'
import type { DigestTodo } from './digest-todo.ts'
import { type Html, html } from './html.ts'
import { isWebAddress } from './web-address.ts'

/** A digest that can be looked at. */
export interface DigestChoice {
  href: string
  label: string
  isShown: boolean
}

/** A digest on the desk, with the same words as in Slack; and what became of the cards. */
export function digestPage(card: DigestCard, choices: readonly DigestChoice[], filter: Html): Html {
  return html`<section><h1 class="verdict">${card.verdict}</h1><p class="quiet">${card.title}</p></section>
    <nav class="filters" aria-label="Which digest">${choices.map(chip)}</nav>
    ${card.isEmpty ? null : body(card)}
    <section class="section"><header><h2>How well we hear</h2></header><ul class="stack">${card.health.map((line) => html`<li>${line}</li>`)}</ul></section>
    <section class="section"><header><h2>What we did not see</h2></header><ul class="stack">${card.unseen.map((line) => html`<li>${line}</li>`)}</ul></section>
    ${filter}`
}

function chip({ href, label, isShown }: DigestChoice): Html {
  return isShown
    ? html`<a class="chip plain on" href="${href}" aria-current="true">${label}</a>`
    : html`<a class="chip plain" href="${href}">${label}</a>`
}

function body(card: DigestCard): Html {
  return html`<ul class="figures" aria-label="Five figures">${card.figures.map(
    (f) =>
      html`<li><a class="figure" href="${f.href}"><span class="name">${f.name}</span><span class="${/\d/.test(f.value) ? 'value' : 'value words'}">${f.value}</span><span class="change">${f.change}</span><span class="of">${f.of}</span></a></li>`,
  )}</ul>
    <section class="section"><header><h2>To do</h2></header>${
      card.todo.length === 0
        ? html`<p>Nothing presses.</p>`
        : html`<ol class="stack">${card.todo.map(todoRow)}</ol>`
    }${card.todoMore === null ? null : html`<p class="quiet mt2">${card.todoMore} <a href="/cases">All cases</a></p>`}</section>
    <section class="section"><header><h2>${card.chart.title}</h2></header>${chartSection(card.chart.points)}</section>
    ${held(card.held)}${people(card)}
    ${quote('The kindest', card.kindest)}${quote('The sorest', card.sorest)}`
}

/** Dialogs of a case are pages of it here. */
const PAGES: Readonly<Record<DigestTodo['button']['action'], string>> = {
  'case.reply': '/reply#answer',
  'case.thank': '/thank#answer',
  'case.verbs': '#verbs',
  'grant.review': '/gift',
}

function todoRow({ caseId, text, button }: DigestTodo): Html {
  return html`<li class="row between"><span>${text}</span><a class="btn" href="/cases/${caseId}${PAGES[button.action]}" aria-label="${button.accessible}">${button.label}</a></li>`
}

function held(list: DigestCard['held']): Html | null {
  if (list === null) return null
  return html`<section class="section"><header><h2>Without a card</h2></header><p>${list.words}</p><ol class="stack mt2">${list.cases.map(
    ({ caseId, title, text }) => html`<li><a href="/cases/${caseId}">${title}</a>: ${text}</li>`,
  )}</ol></section>`
}

function people(card: DigestCard): Html | null {
  const { people: groups, unusual, topics, kudos } = card
  if (groups.length + unusual.length === 0 && topics === null && kudos === null) return null
  return html`<section class="section"><header><h2>People and talk</h2></header><ul class="stack">${unusual.map((line) => html`<li>${line}</li>`)}${topics === null ? null : html`<li>${topics}</li>`}${groups.map(
    ({ label, people: list, more }) =>
      html`<li><b>${label}:</b> ${list.map(({ id, name }, i) => html`${i === 0 ? null : ', '}<a href="/people/${id}">${name}</a>`)}${more === 0 ? null : ` and ${more} more`}</li>`,
  )}${kudos === null ? null : html`<li>${kudos.map(part)}</li>`}</ul></section>`
}

function part(one: Part): Html {
  return 'staff' in one ? html`<b>${one.staff.name}</b>` : html`${plain([one])}`
}

function quote(name: string, said: DigestCard['kindest']): Html | null {
  if (said === null) return null
  const link =
    said.url !== null && isWebAddress(said.url)
      ? html` <a href="${said.url}" rel="noopener noreferrer nofollow" target="_blank">View post</a>`
      : null
  return html`<section class="section"><header><h2>${name}</h2><p>${said.who}${link}</p></header><blockquote class="quote">${said.text}</blockquote></section>`
}
