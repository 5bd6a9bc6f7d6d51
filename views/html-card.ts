import { type Card, type CardButton, type Part, wordsOf } from './card.ts'
import { type Html, html, trusted } from './html.ts'

const EAR = trusted(
  '<svg viewBox="0 0 24 24" width="22" height="22"><g fill="none" stroke="#211e1a" stroke-width="1.8" stroke-linecap="round"><path d="M11.5 7.5a4.5 4.5 0 0 1 0 9"/><path d="M11.5 3.2a8.8 8.8 0 0 1 0 17.6"/></g><circle cx="7" cy="12" r="2.6" fill="#211e1a"/></svg>',
)
const DOT_CLASS = {
  red: 'red',
  amber: 'amber',
  blue: 'blue',
  grey: 'white',
  green: 'green',
} as const

/** The card as Slack draws it, for the desk; buttons are real forms and links. */
export function htmlCard(card: Card, time: string, csrf: string): Html {
  return html`<article class="sl-msg" id="case-${card.caseId}" aria-label="${card.text}">
    <span class="sl-av" aria-hidden="true">${EAR}</span>
    <div class="sl-main">
      <p class="sl-from"><b>Earshot</b><span class="sl-app">APP</span><time>${time}</time></p>
      <p><i class="sl-dot ${DOT_CLASS[card.dot]}" aria-hidden="true"></i> ${parts(card.headline)}</p>
      <p class="sl-ctx">${parts(card.place)}</p>
      ${card.parent === null ? null : html`<p class="sl-ctx">In answer to: ${card.parent}</p>`}
      ${card.quote === null || card.quote.trim() === '' ? null : html`<blockquote>${card.quote}</blockquote>`}
      ${card.lines.length === 0 ? null : html`<p class="sl-ctx">${card.lines.map((line, i) => html`${i === 0 ? null : trusted('<br>')}${parts(line)}`)}</p>`}
      <div class="sl-btns">${[...card.buttons, ...card.menu].map((b) => button(b, card, csrf))}</div>
    </div>
  </article>`
}

function parts(list: readonly Part[]): Html {
  return html`${list.map((part) =>
    'staff' in part
      ? html`<b>@${part.staff.name}</b>`
      : 'text' in part && part.bold === true
        ? html`<b>${part.text}</b>`
        : html`${wordsOf(part)}`,
  )}`
}

/** Verbs that change something are posts; dialogs are pages of the case. */
const PAGES: Readonly<Record<string, string>> = {
  'case.reply': 'reply',
  'case.thank': 'thank',
  'case.read': '',
  'case.label': 'label#label',
  'case.verbs': '#verbs',
  'grant.review': 'gift',
  'reply.review': 'review',
}

function button(b: CardButton, card: Card, csrf: string): Html {
  const look = b.primary === true ? 'sl-btn go' : 'sl-btn'
  if (b.url !== undefined)
    return html`<a class="${look}" href="${b.url}" rel="noopener noreferrer nofollow" target="_blank" aria-label="${b.accessible}">${b.label}</a>`
  const page = PAGES[b.action]
  if (page !== undefined)
    return html`<a class="${look}" href="/cases/${card.caseId}${page === '' || page.startsWith('#') ? page : `/${page}`}" aria-label="${b.accessible}">${b.label}</a>`
  return html`<form method="post" action="/cases/${card.caseId}/${b.action.replace('case.', '')}"><input type="hidden" name="csrf" value="${csrf}"><button class="${look}" type="submit" aria-label="${b.accessible}">${b.label}</button></form>`
}
