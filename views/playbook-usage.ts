import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { calendarDate, count } from './words.ts'

/** How a playbook was used, and which answers say something else than it. */
export function usageSection(
  usage: { sent: number; kind: number; unhappy: number },
  others: readonly {
    caseId: number
    by: string
    at: number
    fact: string
    value: string
    found: string
  }[],
  now: number,
): Html {
  return html`<section class="section"><header><h2>How it was used</h2><p>The last 90 days</p></header>
    <p>${usage.sent === 0 ? 'Nobody answered with it yet.' : `${count(usage.sent, 'answer')} began with it. ${usage.kind} of the people wrote kindly as the next thing, ${usage.unhappy} were unhappy again; the others wrote nothing more.`}</p></section>
    <section class="section"><header><h2>Answers that say something else</h2></header>${
      others.length === 0
        ? html`<p class="quiet">No answer of the last 90 days goes against its facts.</p>`
        : html`<ul class="stack">${others.map((one) => html`<li><a href="/cases/${one.caseId}">Case ${one.caseId}</a>: ${cleanName(one.by, 40)} wrote “${one.found}” on ${calendarDate(one.at, now, 'UTC')}; the playbook says ${one.value} (${one.fact.replaceAll('_', ' ')}).</li>`)}</ul>`
    }</section>`
}
