import { fullestWords } from '../core/fullest-words.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import type { Incident } from '../core/incident.ts'
import { networkName } from '../core/network.ts'
import { type CardButton, DOT_MARKS, type Dot, type Part, plain } from './card.ts'
import { quote } from './dialogs.ts'
import { type Html, html } from './html.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackButtons, slackLine } from './slack-card.ts'
import { isWebAddress } from './web-address.ts'
import { ago, calendarDate, clockTime, count, dayTime, duration } from './words.ts'

/** One incident as people see it, the same in Slack and on the desk. */
export interface IncidentCard {
  id: number
  dot: Dot
  headline: readonly Part[]
  lines: readonly (readonly Part[])[]
  /** The post that takes off, while it does: a message that nobody draws again must not point to one. */
  url: string | null
  /** All of it in a sentence or two. */
  text: string
}

const HOUR_MS = 3_600_000

/** What happened, what is usual, how likely chance is, and what the posts are about. */
export function incidentCard(incident: Incident, now: number, zone: string): IncidentCard {
  const { evidence, isOpen, endedAt } = incident
  const [headline, finding] = HEADS[incident.kind](incident, now, zone)
  const lines: Part[][] = [[{ text: finding }]]
  const about = fullestWords(evidence.topics.slice(0, 5)).map((topic) => cleanName(topic, 40))
  const url = incident.post?.url ?? null
  if (about.length > 0)
    lines.push([
      { text: 'What it is about: ' },
      { text: about.join(', '), bold: true },
      { text: '.' },
    ])
  if (incident.kind === 'silence')
    lines.push([{ text: whoseSilence(evidence.deafSources, isOpen) }])
  lines.push([
    { text: `${chanceWords(evidence.chance)} ${stateWords(isOpen, endedAt, now, zone)}` },
  ])
  return {
    id: incident.id,
    dot: isOpen ? DOT_OF[incident.kind] : 'grey',
    headline: [{ text: headline, bold: true }],
    lines,
    url: isOpen && isWebAddress(url) ? url : null,
    text: [headline, ...lines.map(plain)].join(' '),
  }
}

const DOT_OF = { spike: 'amber', silence: 'blue', take_off: 'amber' } as const

type Head = (incident: Incident, now: number, zone: string) => [string, string]

const HEADS: Record<Incident['kind'], Head> = {
  spike: (incident, now, zone) => {
    const { evidence: e } = incident
    return [
      'Far more posts than usual.',
      `${count(e.found, 'post')} by ${count(e.authors, 'person', 'people')} ${sinceWords(incident, now, zone)}; usual in that time: ${usual(e.expected)}.${e.unhappy > 0 ? ` ${e.unhappy} unhappy.` : ''}`,
    ]
  },
  silence: (incident, now, zone) => {
    const { evidence: e } = incident
    return [
      // What a source of ours does not bring is no silence of people.
      e.deafSources.length === 0 ? 'Far quieter than usual.' : 'We hear far less than usual.',
      `${e.found === 0 ? 'No post' : count(e.found, 'post')} ${sinceWords(incident, now, zone)}; usual in that time: ${usual(e.expected)}.`,
    ]
  },
  take_off: (incident, now, zone) => {
    const { evidence: e, post, isOpen } = incident
    const place = post ? ` on ${networkName(post.network)}` : ''
    return [
      `One ${e.unhappy > 0 ? 'unhappy ' : ''}post${place} ${isOpen ? 'is taking' : 'took'} off.`,
      `It drew ${count(e.found, 'reaction')} ${sinceWords(incident, now, zone)}; posts like it usually draw ${usual(e.expected)} in all.`,
    ]
  },
}

/** The card as a Slack message, with what we say about it; calls nobody and quotes no customer. */
export function incidentMessage(
  card: IncidentCard & { needsWords?: boolean; statement?: { text: string; by: string | null } },
  version: number,
): SlackMessage {
  const said = card.statement?.text ?? ''
  const lines = card.lines.flatMap((line) => [{ text: '\n' }, ...line])
  const head = [{ text: `${DOT_MARKS[card.dot]} ` }, ...card.headline]
  const buttons = buttonsOf(card, said !== '')
  return {
    text: escapeSlack(said === '' ? card.text : `${card.text} What we say: ${clip(said, 300)}`),
    blocks: [
      slackLine(`incident:${card.id}:${version}`, [...head, ...lines]),
      ...(said === ''
        ? []
        : [
            slackLine(`incident:${card.id}:${version}:by`, [
              { text: 'What we say about it', bold: true },
              {
                text: `, by ${cleanName(card.statement?.by ?? '', 40) || 'a colleague'}. Its cases are offered it, and somebody presses Send case by case.`,
              },
            ]),
            quote(`incident:${card.id}:${version}:said`, clip(said, 600)),
          ]),
      ...(buttons.length === 0
        ? []
        : [slackButtons(`incident:${card.id}:${version}:acts`, card.id, buttons)]),
    ],
  }
}

function buttonsOf(
  { url, needsWords }: Pick<IncidentCard, 'url'> & { needsWords?: boolean },
  isStated: boolean,
): CardButton[] {
  const view: CardButton = {
    action: 'case.view_post',
    label: 'View post',
    accessible: 'View the post that is taking off',
  }
  const state: CardButton = {
    action: 'incident.state',
    label: isStated ? 'Change the statement…' : 'Write a statement…',
    accessible: 'Write once what we say about this',
  }
  return [...(url === null ? [] : [{ ...view, url }]), ...(needsWords === true ? [state] : [])]
}

/** Incidents as the desk lists them, latest first; says so where there is none. */
export function incidentList(incidents: readonly Incident[], now: number, zone: string): Html {
  if (incidents.length === 0)
    return html`<p class="quiet">Nothing out of the usual in the last seven days.</p>`
  return html`<ul class="rows">${incidents.map((incident) => {
    const card = incidentCard(incident, now, zone)
    return html`<li class="mention"><span><span class="badge${incident.isOpen ? ' due' : ''}">${incident.isOpen ? 'Now' : 'Over'}</span></span><div><b>${plain(card.headline)}</b>${card.lines.map((line) => html`<p class="small">${plain(line)}</p>`)}${incident.kind === 'silence' ? null : html`<p class="small">${card.url === null ? null : html`<a href="${card.url}" rel="noopener noreferrer nofollow" target="_blank">View post</a> · `}<a href="/incidents/${incident.id}">What we say about it</a></p>`}</div><span class="state small quiet">${ago(incident.foundAt, now, zone)}</span></li>`
  })}</ul>`
}

function whoseSilence(deafSources: readonly string[], isOpen: boolean): string {
  if (deafSources.length === 0)
    return isOpen
      ? 'Every source answers, so it is people who are quiet.'
      : 'Every source answered, so it was people who were quiet.'
  const named = deafSources.map((source) => cleanName(source, 40)).join(', ')
  if (!isOpen) return `It may have been us: ${named} did not answer.`
  return `It may be us: ${named} ${deafSources.length === 1 ? 'does' : 'do'} not answer.`
}

/** What is over did not go on until now. */
function sinceWords({ startedAt, isOpen }: Incident, now: number, zone: string): string {
  const start = dayTime(startedAt, now, zone)
  return isOpen ? `since ${start}` : `from ${start} on`
}

function usual(expected: number): string {
  if (expected < 1) return 'fewer than 1'
  return `about ${Math.round(expected).toLocaleString('en-GB')}`
}

function chanceWords(chance: number): string {
  if (chance > 0.01) return 'This could be chance.'
  const times = Math.min(1_000_000, 10 ** Math.floor(-Math.log10(Math.max(chance, 1e-9))))
  return `Chance alone brings this less than once in ${times.toLocaleString('en-GB')} such times.`
}

function stateWords(isOpen: boolean, endedAt: number | null, now: number, zone: string): string {
  if (isOpen || endedAt === null) return 'It goes on.'
  const time = clockTime(endedAt, zone)
  return now - endedAt < 24 * HOUR_MS
    ? `It was over at ${time}, ${duration(now - endedAt)} ago.`
    : `It was over at ${time} on ${calendarDate(endedAt, now, zone)}.`
}
