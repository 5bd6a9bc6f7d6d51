import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'
import { calendarDate, count, dayTime } from './words.ts'

/** What came of complaints in a stretch of time, with the 95 % interval of the share that was turned round. */
export interface ShownRecoveries {
  complaints: number
  notAddressed: number
  answered: number
  turnedAround: number
  open: number
  lost: number
  interval: { low: number; high: number }
}

/** A complaint on its way. */
export interface OpenRecovery {
  caseId: number
  personId: number | null
  name: string
  owner: string | null
  openedAt: number
  answeredAt: number | null
  amendsAt: number | null
  fixedAt: number | null
  askedAt: number | null
  dueAt: number | null
}

/** Under so many no percentage is shown. */
const ENOUGH = 20

/** How many complaints nobody told the brand of; the figure that shows why one listens. */
export function unaddressedWords({ complaints, notAddressed }: ShownRecoveries): string {
  if (complaints === 0) return 'No complaint was found.'
  const of = `${notAddressed} of ${count(complaints, 'complaint')}`
  const share = complaints < ENOUGH ? '' : ` (${percent(notAddressed / complaints)})`
  return `${of}${share} ${notAddressed === 1 ? 'was' : 'were'} not addressed to you.`
}

/** How many people came back after their complaint, with the interval and n. */
export function turnedWords({ answered, turnedAround, interval }: ShownRecoveries): string {
  if (answered === 0) return 'No complaint was answered yet.'
  const of = `${turnedAround} of ${count(answered, 'answered complaint')} turned round`
  if (answered < ENOUGH) return `${of}. Too few for a share.`
  return `${of}: ${percent(turnedAround / answered)}, between ${percent(interval.low)} and ${percent(interval.high)}, n\u00A0=\u00A0${answered}.`
}

/** What came of complaints, and those that are not at their end, for the page of people. */
export function recoverySection(
  shown: ShownRecoveries,
  open: readonly OpenRecovery[],
  now: number,
  zone: string,
): Html | null {
  if (shown.complaints === 0 && open.length === 0) return null
  return html`<section class="section" id="recovery"><header><h2>Complaints on their way</h2><p>The last 90 days</p></header>
    <p>${unaddressedWords(shown)} ${turnedWords(shown)}</p>
    ${open.length === 0 ? null : html`<ul class="rows">${open.map((one) => openRow(one, now, zone))}</ul>`}</section>`
}

function openRow(one: OpenRecovery, now: number, zone: string): Html {
  const name = cleanName(one.name, 60)
  const who =
    one.personId === null
      ? html`<b>${name}</b>`
      : html`<a href="/people/${one.personId}"><b>${name}</b></a>`
  const isDue = one.dueAt !== null && one.dueAt <= now
  const due = one.dueAt === null ? '' : dayTime(one.dueAt, now, zone)
  return html`<li class="mention"><span class="${isDue ? 'badge late' : 'badge'}">${isDue ? 'Due' : 'Open'}</span><div>${who} <span class="small quiet">complained ${calendarDate(one.openedAt, now, zone)}</span><p class="small quiet">${stepsOf(one).join(', ')}. ${isDue ? `Look again today${one.owner === null ? '' : `, ${cleanName(one.owner, 40)}`}` : `Next look ${due}`}.</p></div><span class="state"><a href="/cases/${one.caseId}">Case</a></span></li>`
}

/** What was done of answer, amends, fix and asking. */
function stepsOf(one: OpenRecovery): string[] {
  const steps: [boolean, string, string][] = [
    [one.answeredAt !== null, 'Answered', 'Not answered'],
    [one.amendsAt !== null, 'amends made', 'no amends'],
    [one.fixedAt !== null, 'cause fixed', 'cause not fixed'],
    [one.askedAt !== null, 'asked afterwards', 'not asked yet'],
  ]
  return steps.map(([isDone, done, open]) => (isDone ? done : open))
}

function percent(share: number): string {
  return `${Math.round(share * 100)}\u00A0%`
}
