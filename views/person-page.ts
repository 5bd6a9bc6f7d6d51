import { cleanName, clip } from '../core/hostile-text.ts'
import { isNetwork, networkName } from '../core/network.ts'
import { type ContactForm, contactForm, type LoggedContact, loggedRow } from './contact-form.ts'
import { feelMark } from './feel.ts'
import { type Html, html } from './html.ts'
import { givesLine, type PersonCardView } from './person-card.ts'
import {
  capital,
  dueDay,
  LEFT_BECAUSE,
  letDown,
  restsWords,
  STAGE_NAMES,
  STEPS,
  termWords,
} from './person-words.ts'
import { isWebAddress } from './web-address.ts'
import { ago, calendarDate, count } from './words.ts'

/** One summand of a score, with the posts it rests on. */
export interface ShownTerm {
  what: string
  points: number
  contacts: readonly string[]
}

/** A person as their page shows them; scores are 0 to 100 or unknown. */
export interface PersonView {
  id: number
  name: string
  now: number
  zone: string
  authors: readonly {
    id: number
    handle: string | null
    network: string
    followers: number | null
    side: string
  }[]
  love: number | null
  reach: number | null
  risk: number | null
  stage: string | null
  stageSince: number | null
  strikes: number
  isOut: boolean
  unproved: boolean
  terms: { love: readonly ShownTerm[]; risk: readonly ShownTerm[] }
  nextStep: string | null
  nextDue: number | null
  keyManager: string | null
  posts: readonly {
    id: number
    at: number
    network: string
    text: string
    url: string | null
    sentiment: string
  }[]
  /** Written down by staff, newest first. */
  contacts: readonly LoggedContact[]
  purchases: { count: number; lastAt: number | null }
  /** What their stage rests on. */
  rests: ShownRests
  events: readonly { at: number; kind: string; detail: string; rests: ShownRests }[]
}

/** Ids of what they said, and how many orders. */
interface ShownRests {
  said: readonly string[]
  orders: number
}

/** Presses about their data; absent for those who may not. */
export interface RightsForm {
  csrf: string
  mayExport: boolean
  /** They asked to be left in peace. */
  isSilent: boolean
}

/** The form that erases somebody; absent for those who may not. */
export interface EraseForm {
  csrf: string
  fault: string | null
  /** It was asked for already. */
  isWaiting: boolean
}

/** What only some may see or do, and what is read elsewhere. */
export interface PersonParts {
  erase?: EraseForm | null
  rights?: RightsForm | null
  contact?: ContactForm | null
  ties?: Html | null
  card?: PersonCardView | null
}

/** Who somebody is to the brand: what to do next, how we know, and what they said. */
export function personPage(
  p: PersonView,
  { erase = null, rights = null, contact = null, ties = null, card = null }: PersonParts = {},
): Html {
  return html`<section><h1 class="verdict">${cleanName(p.name, 60)}</h1>
      <p>${stageLine(p)}</p>${restsLine(p)}<p class="quiet small">${p.authors.map((a, i) => html`${i > 0 ? ', ' : ''}${a.handle === null ? 'somebody' : `@${a.handle.replace(/^@/, '')}`} on ${wordOf(a.network)}`)}</p></section>
    ${nextSection(p)}${card === null ? null : dealsSection(card, p.now)}
    <ul class="figures" aria-label="Standing">
      ${figure('Love', p.love, 'what they did for you, fading with time')}
      ${figure('Reach', p.reach, 'followers, against others on the same network')}
      ${figure('Risk', p.risk, p.isOut ? `${letDown(p.strikes).toLowerCase()} within a year` : 'how likely they are to leave')}
      <li><span class="figure"><span class="name">Orders</span><span class="value">${p.purchases.count}</span><span class="change">${p.purchases.lastAt === null ? 'none known' : `last ${calendarDate(p.purchases.lastAt, p.now, p.zone)}`}</span><span class="of">of linked customers</span></span></li>
    </ul>
    ${termsSection('Why this love', 'The more points there are, the less one more adds.', p.terms.love, p)}${termsSection('Why this risk', 'Above 0 raises the risk, below 0 lowers it.', p.terms.risk, p)}
    <section class="section" id="said"><header><h2>What they said</h2><p>${count(p.posts.length, 'post')}${p.contacts.length === 0 ? '' : ` and ${count(p.contacts.length, 'contact')}`} shown, newest first</p></header>
      ${contact === null ? null : contactForm(p.id, contact)}
      <ul class="rows">${saidRows(p, contact)}</ul></section>
    ${eventsSection(p)}<div id="ties">${ties}</div>${rights === null ? null : rightsSection(p, rights)}${erase === null ? null : eraseSection(p, erase)}`
}

/** Posts and what staff wrote down, in one order. */
function saidRows(p: PersonView, contact: ContactForm | null): Html[] {
  const rows = [
    ...p.posts.map((post) => ({ at: post.at, row: postRow(post, p) })),
    ...p.contacts.map((one) => ({ at: one.at, row: loggedRow(one, p, contact) })),
  ]
  return rows.sort((a, b) => b.at - a.at).map(({ row }) => row)
}

function postRow(post: PersonView['posts'][number], p: PersonView): Html {
  return html`<li class="mention" id="post-${post.id}">${feelMark(post.sentiment)}<div><p class="said">${clip(post.text, 500)}</p><p class="small quiet">${wordOf(post.network)}, ${ago(post.at, p.now, p.zone)}${!isWebAddress(post.url) ? null : html` · <a href="${post.url}" rel="noreferrer noopener nofollow" target="_blank">View post</a>`}</p></div><span class="state"></span></li>`
}

function eraseSection(p: PersonView, { csrf, fault, isWaiting }: EraseForm): Html {
  if (isWaiting)
    return html`<section class="section" id="erase"><header><h2>Being erased</h2></header><p>Everything about this person goes within a minute. Then this page is gone, too.</p></section>`
  return html`<section class="section" id="erase"><header><h2>If they ask to be forgotten</h2></header>
    <details class="behind"${fault === null ? null : html` open`}><summary>Erase this person</summary><form class="form" method="post" action="/people/${p.id}/erase"><input type="hidden" name="csrf" value="${csrf}">
    <p class="small quiet">Their posts, cases, notes, answers and name go from here and from what Earshot wrote in Slack, for ever. Orders stay in the sums without a name. They do not come back, even if they write again. What colleagues typed in Slack themselves, your answers on the network and earlier backups you have to look after.</p>
    <div><label for="erase-name">Type their name to confirm: ${cleanName(p.name, 200)}</label><input id="erase-name" name="name" autocomplete="off" required></div>
    <div class="btns"><button class="btn" type="submit">Erase for ever</button></div></form></details></section>`
}

/** What they may ask for about their data, apart from being erased. */
function rightsSection(p: PersonView, { csrf, mayExport, isSilent }: RightsForm): Html {
  const send = (path: string, label: string, kind: string | null) =>
    html`<form method="post" action="/people/${p.id}/${path}"><input type="hidden" name="csrf" value="${csrf}">${kind === null ? null : html`<input type="hidden" name="kind" value="${kind}">`}<button class="btn bare" type="submit">${label}</button></form>`
  return html`<section class="section" id="rights"><header><h2>Their data</h2><p><a href="/people/requests">What people ask</a></p></header><div class="row">${mayExport ? send('export', 'Export what is held', null) : null}${send('request', 'They ask what you hold', 'export')}${send('request', 'They ask to be forgotten', 'erase')}${isSilent ? null : send('opt-out', 'They want no word from us', null)}</div>${isSilent ? hearAgain(p, csrf) : null}</section>`
}

/** They are written to again only where somebody says how they know. */
function hearAgain(p: PersonView, csrf: string): Html {
  return html`<p class="mt2">They asked us not to write to them. Nothing is sent: no answer, no thanks, no question.</p>
    <details class="behind"><summary>They want to hear from us again</summary><form class="form" method="post" action="/people/${p.id}/opt-in"><input type="hidden" name="csrf" value="${csrf}"><div><label for="hear-evidence">How you know</label><input id="hear-evidence" name="evidence" maxlength="300" autocomplete="off" required></div><div class="btns"><button class="btn" type="submit">Write to them again</button></div></form></details>`
}

function stageLine(p: PersonView): string {
  const stage =
    p.stage === null ? 'Not assessed: one of ours, or not looked at yet' : STAGE_NAMES[p.stage]
  const since = p.stageSince === null ? '' : ` since ${calendarDate(p.stageSince, p.now, p.zone)}`
  const badge = p.unproved ? ' Advocate, purchase unknown.' : ''
  const manager = p.keyManager === null ? '' : ` Looked after by ${p.keyManager}.`
  return `${stage ?? ''}${since}.${badge}${manager}`
}

function nextSection(p: PersonView): Html | null {
  if (p.nextStep === null) return null
  return html`<section class="section"><header><h2>Next step</h2>${p.nextDue === null ? null : html`<p>${capital(dueDay(p.nextDue, p.now, p.zone))}</p>`}</header><p>${STEPS[p.nextStep] ?? p.nextStep}</p></section>`
}

/** What the stage rests on, each thing that they said with the way to it. */
function restsLine(p: PersonView): Html | null {
  const words = restsHtml(p.rests, p)
  if (words !== null) return html`<p class="small quiet">It rests on ${words}.</p>`
  if (p.stage === 'client')
    return html`<p class="small quiet">It rests on a subscription, or on somebody who looks after them.</p>`
  return p.stage === 'prospect' && !p.unproved
    ? html`<p class="small quiet">No order of theirs is known.</p>`
    : null
}

function restsHtml({ said, orders }: ShownRests, p: PersonView): Html | null {
  if (said.length === 0) {
    const words = restsWords({ said: 0, orders })
    return words === null ? null : html`${words}`
  }
  const shown = shownIds(p)
  const links = said.filter((id) => shown.has(id))
  const where = links.length === 0 ? null : html` (${postLinks(links)})`
  const bought = orders === 0 ? '' : ` and ${count(orders, 'order')}`
  return html`${restsWords({ said: said.length, orders: 0 })}${where}${bought}`
}

function shownIds(p: PersonView): ReadonlySet<string> {
  return new Set([...p.posts, ...p.contacts].map((one) => String(one.id)))
}

function postLinks(ids: readonly string[]): Html[] {
  return ids.map((id, i) => html`${i > 0 ? ', ' : ''}<a href="#post-${id}">post ${i + 1}</a>`)
}

/** What went to and fro, and what we may not do. */
function dealsSection(card: PersonCardView, now: number): Html {
  return html`<section class="section" id="deals"><header><h2>Gives and asks</h2></header><p>${givesLine(card, now)}</p>${card.rules.map((rule) => html`<p>${rule}</p>`)}</section>`
}

function figure(name: string, value: number | null, of: string): Html {
  return html`<li><span class="figure"><span class="name">${name}</span><span class="value">${value === null ? '–' : String(Math.round(value))}</span><span class="change">${value === null ? 'unknown' : 'of 100'}</span><span class="of">${of}</span></span></li>`
}

function termsSection(
  title: string,
  how: string,
  terms: readonly ShownTerm[],
  p: PersonView,
): Html | null {
  if (terms.length === 0) return null
  const shown = shownIds(p)
  return html`<section class="section"><header><h2>${title}</h2><p>${how}</p></header><table><thead><tr><th scope="col">What</th><th scope="col" class="num">Points now</th><th scope="col">Posts</th></tr></thead><tbody>${terms.map(
    (term) =>
      html`<tr><th scope="row">${termWords(term.what, p.now)}</th><td class="num">${term.points.toFixed(1).replace('-', '−')}</td><td>${postLinks(term.contacts.filter((id) => shown.has(id)))}</td></tr>`,
  )}</tbody></table></section>`
}

function eventsSection(p: PersonView): Html | null {
  if (p.events.length === 0) return null
  return html`<section class="section"><header><h2>Their way</h2></header><ul class="rows">${p.events.map((event) => html`<li class="mention"><span class="small quiet">${calendarDate(event.at, p.now, p.zone)}</span><div>${eventWords(event, p)}</div><span class="state"></span></li>`)}</ul></section>`
}

/** What happened and why; whoever moved down is told what is missing, and what is left. */
function eventWords({ kind, detail, rests }: PersonView['events'][number], p: PersonView): Html {
  const { from, to } = JSON.parse(detail) as { from?: string | null; to?: string }
  if (kind === 'told') return html`Was told of something they had asked for.`
  const words = restsHtml(rests, p)
  const why = words === null ? null : html` It rests on ${words}.`
  if (kind === 'struck_out') return html`A second bad experience within twelve months.${why}`
  const stage = STAGE_NAMES[to ?? ''] ?? to ?? ''
  if (kind === 'moved_up') return html`Moved up: ${stage}.${why}`
  return html`Moved down: ${stage}. ${LEFT_BECAUSE[from ?? ''] ?? ''}${why}`
}

function wordOf(network: string): string {
  return isNetwork(network) ? networkName(network) : network
}
