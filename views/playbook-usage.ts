import { cleanName } from '../core/hostile-text.ts'
import { type ContradictingAnswer, type PlaybookUsage, USED_DAYS } from '../core/playbook-usage.ts'
import { type Html, html } from './html.ts'
import { calendarDate, count } from './words.ts'

/** Slack shows no more of them; the desk has them all. */
const LINES = 5

/** How a playbook was used, and which answers say something else than it. */
export function usageSection(
  usage: PlaybookUsage,
  others: readonly ContradictingAnswer[],
  now: number,
): Html {
  return html`<section class="section"><header><h2>How it was used</h2><p>The last ${USED_DAYS} days</p></header>
    <p>${usageWords(usage)}</p></section>
    <section class="section"><header><h2>Answers that say something else</h2></header>${
      others.length === 0
        ? html`<p class="quiet">No answer of the last ${USED_DAYS} days goes against its facts.</p>`
        : html`<ul class="stack">${others.map((one) => html`<li><a href="/cases/${one.caseId}">Case ${one.caseId}</a>: ${otherWords(one, now)}</li>`)}</ul>`
    }</section>`
}

/** The same as lines. */
export function usageLines(
  usage: PlaybookUsage,
  others: readonly ContradictingAnswer[],
  now: number,
): string[] {
  return [
    `The last ${USED_DAYS} days: ${usageWords(usage)}`,
    ...others.slice(0, LINES).map((one) => `Case ${one.caseId}: ${otherWords(one, now)}`),
    ...(others.length > LINES
      ? [`${others.length - LINES} more answers say something else; the desk shows them all.`]
      : []),
  ]
}

function usageWords({ sent, kind, unhappy }: PlaybookUsage): string {
  if (sent === 0) return 'Nobody answered with it yet.'
  return `${count(sent, 'answer')} began with it. ${kind} of the people wrote kindly as the next thing, ${unhappy} were unhappy again; the others wrote nothing more.`
}

function otherWords({ by, found, at, value, fact }: ContradictingAnswer, now: number): string {
  return `${cleanName(by, 40)} wrote “${found}” on ${calendarDate(at, now, 'UTC')}; the playbook says ${value} (${fact.replaceAll('_', ' ')}).`
}
