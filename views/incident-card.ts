import { cleanName, clip } from '../core/hostile-text.ts'
import type { Incident } from '../core/incident.ts'
import { DOT_MARKS, type Dot, type Part, plain } from './card.ts'
import { quote } from './dialogs.ts'
import { type Html, html } from './html.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { ago, calendarDate, clockTime, count, dayTime, duration } from './words.ts'

/** One incident as people see it, the same in Slack and on the desk. */
export interface IncidentCard {
  id: number
  dot: Dot
  headline: readonly Part[]
  lines: readonly (readonly Part[])[]
  /** All of it in a sentence or two. */
  text: string
}

const HOUR_MS = 3_600_000

/** What happened, what is usual, how likely chance is, and what the posts are about. */
export function incidentCard(incident: Incident, now: number, zone: string): IncidentCard {
  const { evidence, isOpen, endedAt } = incident
  const [headline, finding] = HEADS[incident.kind](incident, now, zone)
  const lines: Part[][] = [[{ text: finding }]]
  const about = evidence.topics.slice(0, 5).map((topic) => cleanName(topic, 40))
  if (about.length > 0)
    lines.push([{ text: 'What it is about: ' }, { text: about.join(', '), bold: true }])
  if (incident.kind === 'silence')
    lines.push([
      {
        text:
          evidence.deafSources.length === 0
            ? 'Every source answers, so it is people who are quiet.'
            : `It may be us: ${evidence.deafSources.map((s) => cleanName(s, 40)).join(', ')} ${evidence.deafSources.length === 1 ? 'does' : 'do'} not answer.`,
      },
    ])
  lines.push([
    { text: `${chanceWords(evidence.chance)} ${stateWords(isOpen, endedAt, now, zone)}` },
  ])
  return {
    id: incident.id,
    dot: isOpen ? DOT_OF[incident.kind] : 'grey',
    headline: [{ text: headline, bold: true }],
    lines,
    text: [headline, ...lines.map(plain)].join(' '),
  }
}

const DOT_OF = { spike: 'amber', silence: 'blue', take_off: 'amber' } as const

type Head = (incident: Incident, now: number, zone: string) => [string, string]

const HEADS: Record<Incident['kind'], Head> = {
  spike: ({ evidence: e, startedAt }, now, zone) => [
    'Far more posts than usual.',
    `${count(e.found, 'post')} by ${count(e.authors, 'person', 'people')} since ${dayTime(startedAt, now, zone)}; usual in that time: ${usual(e.expected)}.${e.unhappy > 0 ? ` ${e.unhappy} unhappy.` : ''}`,
  ],
  silence: ({ evidence: e, startedAt }, now, zone) => [
    'Far quieter than usual.',
    `${e.found === 0 ? 'No post' : count(e.found, 'post')} since ${dayTime(startedAt, now, zone)}; usual in that time: ${usual(e.expected)}.`,
  ],
  take_off: ({ evidence: e, startedAt }, now, zone) => [
    'One post is taking off.',
    `It drew ${count(e.found, 'reaction')} since ${dayTime(startedAt, now, zone)}; posts like it usually draw ${usual(e.expected)} in all.`,
  ],
}

/** The card as a Slack message, with what we say about it; calls nobody and quotes no customer. */
export function incidentMessage(
  card: IncidentCard & { needsWords?: boolean; statement?: { text: string; by: string | null } },
  version: number,
): SlackMessage {
  const said = card.statement?.text ?? ''
  const lines = card.lines.flatMap((line) => [{ text: '\n' }, ...line])
  const head = [{ text: `${DOT_MARKS[card.dot]} ` }, ...card.headline]
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
      ...(card.needsWords === true
        ? [
            {
              type: 'actions' as const,
              block_id: `incident:${card.id}:${version}:acts`,
              elements: [
                {
                  type: 'button' as const,
                  action_id: 'incident.state',
                  text: {
                    type: 'plain_text' as const,
                    text: said === '' ? 'Write a statement…' : 'Change the statement…',
                    emoji: false as const,
                  },
                  value: String(card.id),
                  accessibility_label: 'Write once what we say about this',
                },
              ],
            },
          ]
        : []),
    ],
  }
}

/** Incidents as the desk lists them, latest first; says so where there is none. */
export function incidentList(incidents: readonly Incident[], now: number, zone: string): Html {
  if (incidents.length === 0)
    return html`<p class="quiet">Nothing out of the usual in the last seven days.</p>`
  return html`<ul class="rows">${incidents.map((incident) => {
    const card = incidentCard(incident, now, zone)
    return html`<li class="mention"><span><span class="badge${incident.isOpen ? ' due' : ''}">${incident.isOpen ? 'Now' : 'Over'}</span></span><div><b>${plain(card.headline)}</b>${card.lines.map((line) => html`<p class="small">${plain(line)}</p>`)}${incident.kind === 'silence' ? null : html`<p class="small"><a href="/incidents/${incident.id}">What we say about it</a></p>`}</div><span class="state small quiet">${ago(incident.foundAt, now, zone)}</span></li>`
  })}</ul>`
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
