import type { Tightening } from '../core/tightening.ts'
import { filterWords, leftOut } from './filter-words.ts'
import { type Html, html } from './html.ts'
import { count } from './words.ts'

/** Cards of four weeks and what became of them, a channel each. */
export interface ShownCards {
  days: number
  channels: readonly {
    channel: string
    shown: number
    acted: number
    interval: { low: number; high: number }
  }[]
  tightenings: readonly Tightening[]
  /** Whether the reader may decide. */
  isOwner: boolean
  fault: string | null
}

/** No percentage of fewer (wish 19 of the owners). */
const ENOUGH = 20

/** How many cards anybody acted on, and the tighter filter that waits, with its back-test. */
export function filterSection(cards: ShownCards, csrf: string): Html {
  const waiting = cards.tightenings.filter(({ state }) => state === 'open')
  const applied = cards.tightenings.filter(({ state }) => state === 'applied')
  return html`<section class="section" id="cards"><header><h2>Cards, and what became of them</h2><p>The last ${cards.days} days</p></header>
    ${cards.fault === null ? null : html`<p class="badge late" role="alert">${cards.fault}</p>`}
    ${channelTable(cards)}
    <p class="small quiet mt2">A card counts as acted on when anybody claimed, answered, corrected or did anything else with it. When fewer than seven in ten are, a tighter filter is proposed here.</p>
    ${waiting.map((one) => proposal(one, cards.isOwner, csrf))}${applied.map((one) => appliedRow(one, cards.isOwner, csrf))}</section>`
}

function channelTable({ channels }: ShownCards): Html {
  if (channels.length === 0) return html`<p>No card was shown.</p>`
  return html`<div class="scroll-x"><table><thead><tr><th scope="col">Channel</th><th scope="col" class="num">Cards</th><th scope="col" class="num">Acted on</th><th scope="col" class="num">Share</th></tr></thead><tbody>${channels.map(
    (c) =>
      html`<tr><th scope="row">${c.channel === '' ? 'The desk' : c.channel}</th><td class="num">${c.shown}</td><td class="num">${c.acted}</td><td class="num">${shareOf(c)}</td></tr>`,
  )}</tbody></table></div>`
}

function shareOf({ shown, acted, interval }: ShownCards['channels'][number]): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`
  return shown < ENOUGH
    ? 'too few for a percentage'
    : `${percent(acted / shown)}, very likely between ${percent(interval.low)} and ${percent(interval.high)}`
}

function proposal(filter: Tightening, isOwner: boolean, csrf: string): Html {
  const press = (what: string, label: string, look: string) =>
    html`<form method="post" action="/digest/filter/${filter.id}/${what}"><input type="hidden" name="csrf" value="${csrf}"><button class="btn ${look}" type="submit">${label}</button></form>`
  return html`<article class="card turn mt5"><h3>A tighter filter: ${filter.term}</h3><p class="mt2">${filterWords(filter)}</p>${
    isOwner
      ? html`<div class="btns mt4">${press('apply', `Leave out ${leftOut(filter.term)}`, 'first')}${press('refuse', 'Keep everything', 'bare')}</div>`
      : html`<p class="small quiet mt2">An owner decides.</p>`
  }</article>`
}

function appliedRow(filter: Tightening, isOwner: boolean, csrf: string): Html {
  return html`<div class="row between mt4"><span>${count(filter.evidence.less, 'card')} in ${filter.evidence.days} days were the reason to leave out ${leftOut(filter.term)}.</span>${
    isOwner
      ? html`<form method="post" action="/digest/filter/${filter.id}/undo"><input type="hidden" name="csrf" value="${csrf}"><button class="btn bare" type="submit">Take it back</button></form>`
      : null
  }</div>`
}
