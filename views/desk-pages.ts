import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import type { HealthState } from '../core/health.ts'
import type { Incident } from '../core/incident.ts'
import type { Card } from './card.ts'
import { caseTitle } from './case-card.ts'
import type { CaseView } from './case-view.ts'
import { chartSection } from './chart-section.ts'
import { checkSourceButton } from './check-source.ts'
import type { FeelingPoint } from './feeling-chart.ts'
import { changeWords, netWords, points, type ShownFeeling, verdict } from './feeling-words.ts'
import { type Html, html } from './html.ts'
import { htmlCard } from './html-card.ts'
import { incidentList } from './incident-card.ts'
import { KIND_WORDS } from './kind-words.ts'
import { labelForm } from './label-form.ts'
import { type ShownRecoveries, turnedWords, unaddressedWords } from './recovery.ts'
import { STATE_WORDS } from './source-words.ts'
import { type ShownTopic, topicsSection } from './topics-table.ts'
import type { VerbForm } from './verb-forms.ts'
import { verbsSection } from './verbs-section.ts'
import { type ShownVoice, voiceSection } from './voice-table.ts'
import { ago, calendarDate, clockTime, count } from './words.ts'

export interface ShownCase {
  card: Card
  openedAt: number
  zone: string
}

const KIND_CHIPS: readonly (readonly [CaseKind | null, string])[] = [
  [null, 'All'],
  ...CASE_KINDS.map((kind) => [kind, KIND_WORDS[kind].all] as const),
]

/** Open cases, of one kind where `kind` names it. */
export interface ShownCases {
  brandId: string
  cases: readonly ShownCase[]
  kind: CaseKind | null
  /** More are open than are shown. */
  more: boolean
  /** False where the brand is only compared. */
  isServed: boolean
}

/** Cards below each other, as the channel shows them; says why where there is none. */
export function casesPage(shown: ShownCases, csrf: string): Html {
  const brand = `?brand=${encodeURIComponent(shown.brandId)}`
  const of = shown.kind === null ? brand : `${brand}&kind=${shown.kind}`
  return html`<section class="section"><h1>Cases</h1><p class="quiet mt2">What waits for the team, soonest due first. The same cards stand in Slack. <a href="/playbooks">How we answer: the playbooks</a></p></section>
    <nav class="filters" aria-label="Which cases">${KIND_CHIPS.map(([kind, name]) => kindChip(kind, name, kind === shown.kind))}</nav>
    <section class="section" id="inbox" hx-get="/cases/list${of}" hx-trigger="every 5s" hx-swap="innerHTML">${caseList(shown, csrf)}</section>`
}

function kindChip(kind: CaseKind | null, name: string, isOn: boolean): Html {
  const address = kind === null ? '/cases' : `/cases?kind=${kind}`
  return isOn
    ? html`<a class="chip plain on" href="${address}" aria-current="true">${name}</a>`
    : html`<a class="chip plain" href="${address}">${name}</a>`
}

/** The list alone, for a refresh in place. */
export function caseList({ cases, kind, more, isServed }: ShownCases, csrf: string): Html {
  if (cases.length === 0 && !isServed)
    return html`<div class="empty"><h3>Nobody works on this</h3><p>This brand is here to be compared with yours. What is said of it is counted, and opens no case.</p></div>`
  if (cases.length === 0)
    return html`<div class="empty"><h3>${kind === null ? 'Nothing waits for you' : KIND_WORDS[kind].none}</h3><p>When somebody complains, asks or praises, a card appears here and in Slack.</p></div>`
  return html`<div class="sl">${cases.map((c) => htmlCard(c.card, clockTime(c.openedAt, c.zone), csrf))}</div>${more ? html`<p class="small quiet mt2">The 50 most urgent are shown.</p>` : null}`
}

export interface Today {
  brandId: string
  /** False where the brand is only compared. */
  isServed: boolean
  now: number
  zone: string
  today: ShownFeeling
  month: readonly FeelingPoint[]
  open: number
  late: number
  answered: number
  typicalAnswerMin: number | null
  cases: readonly ShownCase[]
  /** Spikes, silences and take-offs of the last seven days. */
  incidents: readonly Incident[]
  /** What came of the complaints of the last 90 days. */
  recoveries: ShownRecoveries
  /** How many sources there are, and how many of them do not listen now. */
  sources: { all: number; deaf: number }
}

/** The first page: a verdict, five figures, the most urgent cards. */
export function todayPage(t: Today, csrf: string): Html {
  const { counts, net, interval, n, isEnough } = t.today
  return html`<section><h1 class="verdict">${verdict(t.today, 'today')}</h1>
      <p>${t.late > 0 ? `${count(t.late, 'answer')} ${t.late === 1 ? 'is' : 'are'} late.` : 'No answer is late.'} ${counts.unsure > 0 ? `${count(counts.unsure, 'post')} we are unsure about ${counts.unsure === 1 ? 'is' : 'are'} left out.` : ''}${deafWords(t.sources)}</p></section>
    <ul class="figures" aria-label="Figures of today">
      ${figure('/feeling', 'Mentions', String(n + counts.unsure), 'today', `${counts.negative} unhappy, ${counts.positive} happy`)}
      ${figure('/feeling', 'Net feeling', net === null ? '–' : points(net), isEnough ? 'today' : 'too few to be sure', net === null ? 'nothing clear yet' : `between ${points(interval.low)} and ${points(interval.high)}, n\u00A0=\u00A0${n}`)}
      ${figure('/cases', 'Open cases', String(t.open), t.late === 0 ? 'none late' : `${t.late} late`, 'in Slack and here')}
      ${figure('/cases', 'Answered', String(t.answered), 'last 30 days', 'by the team')}
      ${figure('/cases', 'Typical first answer', t.typicalAnswerMin === null ? '–' : `${t.typicalAnswerMin} min`, 'last 30 days', `n = ${t.answered}`)}
    </ul>
    ${untoldSection(t.recoveries)}
    <section class="section"><header><h2>Most urgent</h2><p><a href="/cases">All cases</a></p></header>
      <div id="inbox" hx-get="/cases/list?brand=${encodeURIComponent(t.brandId)}&few=1" hx-trigger="every 5s" hx-swap="innerHTML">${caseList({ brandId: t.brandId, cases: t.cases, kind: null, more: false, isServed: t.isServed }, csrf)}</div></section>
    <section class="section"><header><h2>Out of the usual</h2><p>The last seven days</p></header>${incidentList(t.incidents, t.now, t.zone)}</section>
    <section class="section"><header><h2>The last 30 days</h2><p><a href="/digest">Yesterday’s digest</a> · <a href="/feeling">Feeling in full</a></p></header>${chartSection(t.month)}</section>`
}

/** Nothing is said of complaints until there is one. */
function untoldSection(shown: ShownRecoveries): Html | null {
  if (shown.complaints === 0) return null
  return html`<section class="section"><header><h2>Complaints nobody told you</h2><p><a href="/people#recovery">On their way</a></p></header><p>${unaddressedWords(shown)} ${turnedWords(shown)} <span class="small quiet">The last 90 days.</span></p></section>`
}

/** A quiet day and a dead line look the same in the figures. */
function deafWords({ all, deaf }: Today['sources']): Html | null {
  if (deaf === 0) return null
  const who =
    deaf === all
      ? 'No source listens now'
      : `${deaf} of ${count(all, 'source')} ${deaf === 1 ? 'does' : 'do'} not listen now`
  return html` <a href="/sources">${who}</a>, so something may be missing.`
}

function figure(href: string, name: string, value: string, change: string, of: string): Html {
  return html`<li><a class="figure" href="${href}"><span class="name">${name}</span><span class="value">${value}</span><span class="change">${change}</span><span class="of">${of}</span></a></li>`
}

/** Feeling of today by the hour and of 30 days by the day. */
export interface Feelings {
  today: readonly FeelingPoint[]
  todayFeeling: ShownFeeling
  month: readonly FeelingPoint[]
  monthFeeling: ShownFeeling
  /** The last seven days against the seven before. */
  change: Parameters<typeof changeWords>[0]
}

/** Today by the hour and 30 days by the day, each with n. */
export function feelingPage(
  f: Feelings,
  talk: { topics: readonly ShownTopic[]; hours: number; voice: ShownVoice | null },
): Html {
  return html`<section><h1 class="verdict">${verdict(f.monthFeeling, 'in the last 30 days')}</h1><p>${changeWords(f.change)} Unsure posts count for neither side. <a href="/check">Check how often we are right</a>, and <a href="/check#doubt">say when we ask you</a>.</p></section>
    <section class="section"><header><h2>Today, by the hour</h2><p>${netWords(f.todayFeeling)}</p></header>${chartSection(f.today)}</section>
    <section class="section"><header><h2>The last 30 days</h2><p>${netWords(f.monthFeeling)}</p></header>${chartSection(f.month)}</section>
    ${topicsSection(talk.topics, talk.hours)}${voiceSection(talk.voice)}`
}

export interface ShownSource {
  id: string
  name: string
  state: HealthState
  detail: string | null
  /** When the network last answered at all. */
  lastOkAt: number | null
  lastEventAt: number | null
  /** How old the newest post was when it came. */
  lagMs: number | null
  received: number
  quarantined: number
  spentUsd: number
  /** Most that the month may cost; null without a limit. */
  capUsd: number | null
  /** What the month will have cost if it goes on like this. */
  forecastUsd: number
  gaps: readonly { from: number; to: number; why: string }[]
}

/** Posts that come later than this are said to be late. */
const LATE_MS = 5 * 60_000

/** Every connection with its health, its gaps and what it cost; with `csrf` for whoever may have one looked at. */
export function sourcesPage(
  sources: readonly ShownSource[],
  now: number,
  zone: string,
  csrf: string | null,
): Html {
  return html`<section class="section"><h1>Sources</h1><p class="quiet mt2">Where Earshot listens, and what it did not see.</p></section>
    <section class="section">${
      sources.length === 0
        ? html`<div class="empty"><h3>No source is connected</h3><p>Run <code>npx earshot listen "Your brand"</code> to begin with networks that need no account.</p></div>`
        : html`<div class="scroll-x"><table><thead><tr><th scope="col">Source</th><th scope="col">State</th><th scope="col">Last answer</th><th scope="col">Last post</th><th scope="col" class="num">Posts</th><th scope="col" class="num">Set aside</th><th scope="col" class="num">Spent</th></tr></thead><tbody>${sources.map(
            (s) =>
              html`<tr><th scope="row">${s.name}</th><td>${STATE_WORDS[s.state]}${s.detail === null ? null : html`<br><span class="small quiet">${s.detail}</span>`}${checkSourceButton(s, csrf)}</td><td>${s.lastOkAt === null ? 'none yet' : ago(s.lastOkAt, now, zone)}</td><td>${s.lastEventAt === null ? 'none yet' : ago(s.lastEventAt, now, zone)}${delayWords(s.lagMs)}</td><td class="num">${s.received}</td><td class="num">${s.quarantined}</td><td class="num">${moneyWords(s)}</td></tr>`,
          )}</tbody></table></div>`
    }</section>
    <section class="section"><header><h2>What we did not see</h2></header>${
      sources.every((s) => s.gaps.length === 0)
        ? html`<p>No gap is known.</p>`
        : html`<ul class="stack">${sources.flatMap((s) => s.gaps.map((g) => html`<li><b>${s.name}</b>: ${calendarDate(g.from, now, zone)} ${clockTime(g.from, zone)} to ${clockTime(g.to, zone)}. ${g.why}</li>`))}</ul>`
    }</section>`
}

/** How late posts come, where they do. */
function delayWords(lagMs: number | null): Html | null {
  if (lagMs === null || lagMs < LATE_MS) return null
  const minutes = Math.round(lagMs / 60_000)
  const words = minutes < 120 ? count(minutes, 'minute') : count(Math.round(minutes / 60), 'hour')
  return html`<br><span class="small quiet">came ${words} late</span>`
}

/** "$3.20 of $20.00", and where the month is heading. */
function moneyWords({ spentUsd, capUsd, forecastUsd }: ShownSource): Html | string {
  if (spentUsd === 0 && capUsd === null) return '–'
  const usd = (amount: number) => `$${amount.toFixed(2)}`
  const spent = capUsd === null ? usd(spentUsd) : `${usd(spentUsd)} of ${usd(capUsd)}`
  if (spentUsd === 0) return spent
  const heading =
    capUsd !== null && forecastUsd > capUsd
      ? 'will be used up before the month ends'
      : `about ${usd(forecastUsd)} by the end of the month`
  return html`${spent}<br><span class="small quiet">${heading}</span>`
}

/** One case: its card, and where asked for the form to answer or thank. */
export function casePage(
  shown: ShownCase,
  view: CaseView,
  form: Html | null,
  forms: readonly VerbForm[],
  csrf: string,
): Html {
  return html`<nav class="crumb" aria-label="Where you are"><a href="/cases">Cases</a> <span aria-hidden="true">/</span> <span>Case ${view.id}</span></nav>
    <section class="section"><h1>${caseTitle(view)}</h1><div class="sl mt5">${htmlCard(shown.card, clockTime(shown.openedAt, shown.zone), csrf)}</div></section>
    <section class="section"><header><h2>The whole post</h2></header><blockquote class="quote">${view.removed ? 'The author removed this post.' : view.text}</blockquote></section>
    ${form}
    ${verbsSection(view, shown.card, forms, csrf)}
    ${labelForm(view, csrf)}`
}
