import { cleanName, clip } from '../core/hostile-text.ts'
import type { OwnDigest } from '../core/own-digest.ts'
import { mayDo, type Role } from '../core/staff.ts'
import { type QueueRow, queueWords } from './queue-line.ts'
import type { SlackBlock, SlackButton } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { count, duration } from './words.ts'

export type HomeBlock =
  | SlackBlock
  | { type: 'header'; block_id: string; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'divider' }

/** A Home tab as `views.publish` takes it. */
export interface Home {
  type: 'home'
  /** The section that stands alone; empty for all of them. */
  private_metadata: string
  blocks: HomeBlock[]
}

export interface HomeView {
  name: string
  role: Role
  zone: string
  ownZone: string | null
  quiet: string | null
  digest: OwnDigest
  mine: { rows: readonly QueueRow[]; total: number }
  unclaimed: { rows: readonly QueueRow[]; total: number }
  back: { rows: readonly QueueRow[]; total: number }
  /** Gifts, and without one a reply that wants a second look. */
  approvals: readonly { caseId: number; gift: string | null; by: string; author: string | null }[]
  month: { answers: number; typicalWaitMs: number | null; kudos: number }
}

/** Sections in the order they stand, and how many rows each shows beside the others. */
const SHOWN = { mine: 8, unclaimed: 6, back: 3, approvals: 3 } as const
export type HomeSection = keyof typeof SHOWN
const TITLES: Record<HomeSection, string> = {
  mine: 'Yours',
  unclaimed: 'Unclaimed',
  back: 'Snoozed, back today',
  approvals: 'Waiting for your approval',
}
const NOTHING: Record<HomeSection, string> = {
  mine: 'Nothing. Take a case from the list below.',
  unclaimed: 'Everything has somebody who looks after it.',
  back: '',
  approvals: '',
}

/** A section by the word that a button carries; null for any other word. */
export function homeSection(word: string): HomeSection | null {
  return Object.hasOwn(SHOWN, word) ? (word as HomeSection) : null
}

/**
 * The personal queue: yours by due time, unclaimed, back today, approvals, month, settings. At most 20 rows, or
 * 30 of the one section that was opened; Slack takes 100 blocks (source: facts on Slack, A1).
 */
export function homeView(facts: HomeView, alone: HomeSection | null, now: number): Home {
  const names = alone === null ? (Object.keys(SHOWN) as HomeSection[]) : [alone]
  const blocks: HomeBlock[] = [
    slackLine('hello', [{ text: `Hello ${cleanName(facts.name, 40)}.`, bold: true }]),
    {
      type: 'actions',
      block_id: 'start',
      elements: [
        ...(alone === null ? [] : [button('home.all', 'Back to everything')]),
        ...(mayDo(facts.role, 'check.judge') ? [button('check.start', 'Check 20 posts')] : []),
        button('playbook.list', 'Playbooks'),
        button('home.settings', 'My settings'),
      ],
    },
    ...names.flatMap((name) => section(facts, name, alone === null ? SHOWN[name] : null, now)),
  ]
  if (alone === null) blocks.push(...monthBlocks(facts), ...settingBlocks(facts))
  return { type: 'home', private_metadata: alone ?? '', blocks }
}

/** The Home of somebody who may not see anything, with the reason. */
export function closedHome(why: string): Home {
  return { type: 'home', private_metadata: '', blocks: [slackLine('why', [{ text: why }])] }
}

function section(
  facts: HomeView,
  name: HomeSection,
  shown: number | null,
  now: number,
): HomeBlock[] {
  const { rows, total } = rowsOf(facts, name, now)
  const none = NOTHING[name]
  if (rows.length === 0 && none === '' && shown !== null) return []
  const visible = rows.slice(0, shown ?? rows.length)
  return [
    header(name, `${TITLES[name]} (${total})`),
    ...(rows.length === 0 ? [slackLine(`${name}:none`, [{ text: none || 'Nothing now.' }])] : []),
    ...visible.flat(),
    ...(visible.length < total ? [rest(name, total, visible.length, shown === null)] : []),
  ]
}

/** More of a section; what one Home cannot hold is counted, and the desk has it. */
function rest(name: HomeSection, total: number, shown: number, isAlone: boolean): HomeBlock {
  if (isAlone)
    return slackLine(`${name}:rest`, [
      { text: `${count(total - shown, 'more case')}; the desk shows them all.` },
    ])
  return {
    type: 'actions',
    block_id: `${name}:more`,
    elements: [{ ...button('home.more', `Show more (${total - shown})`), value: name }],
  }
}

/** Each row is one line and its buttons. */
function rowsOf(
  facts: HomeView,
  name: HomeSection,
  now: number,
): { rows: HomeBlock[][]; total: number } {
  if (name === 'approvals') {
    const rows = facts.approvals.map(({ caseId, gift, by, author }, i): HomeBlock[] => [
      slackLine(`approvals:${i}`, [
        { text: gift === null ? 'A reply' : clip(cleanName(gift), 60), bold: true },
        {
          text: ` for ${cleanName(author ?? '', 60) || 'somebody unnamed'}; ${cleanName(by, 40)} asks.`,
        },
      ]),
      buttons(`approvals:${i}:acts`, caseId, [
        [gift === null ? 'reply.review' : 'grant.review', 'Review…'],
      ]),
    ])
    return { rows, total: rows.length }
  }
  const { rows, total } = facts[name]
  return {
    total,
    rows: rows.map((row): HomeBlock[] => [
      slackLine(`${name}:${row.id}`, queueWords(row, now, facts.zone)),
      buttons(`${name}:${row.id}:acts`, row.id, actsOn(name, row, facts.role)),
    ]),
  }
}

function actsOn(name: HomeSection, row: QueueRow, role: Role): [string, string][] {
  const read: [string, string][] = [['case.read', 'Read all']]
  if (!mayDo(role, 'case.claim')) return read
  // Nobody waits for an answer: what it needs is a word about what it is.
  if (row.kind === 'unsure' && row.text !== null)
    return [['case.label', 'Say what it is…'], ...read, ['case.verbs', 'More…']]
  if (name === 'unclaimed') return [['case.claim', 'Claim'], ...read, ['case.verbs', 'More…']]
  if (name === 'mine') return [['case.reply', 'Reply…'], ...read, ['case.verbs', 'More…']]
  return [...read, ['case.verbs', 'More…']]
}

function monthBlocks({ month }: HomeView): HomeBlock[] {
  const wait =
    month.typicalWaitMs === null ? '' : `, typically after ${duration(month.typicalWaitMs)}`
  const kudos = month.kudos === 0 ? '' : ` Praised by name ${count(month.kudos, 'time')}.`
  const text = month.answers === 0 ? 'No answer yet.' : `${count(month.answers, 'answer')}${wait}.`
  return [header('month', 'Your month'), slackLine('month:text', [{ text: `${text}${kudos}` }])]
}

const DIGEST_WORDS: Readonly<Record<OwnDigest, string>> = {
  off: 'no digest of your own',
  daily: 'your own digest every morning',
  weekly: 'your own digest once a week',
}

function settingBlocks({ ownZone, zone, quiet, digest }: HomeView): HomeBlock[] {
  const hours = quiet === null || quiet === 'never' ? 'no quiet hours' : `quiet ${quiet}`
  const where = ownZone === null ? `${zone}, as the brand` : ownZone
  return [
    header('settings', 'Your settings'),
    slackLine('settings:text', [
      {
        text: `Time zone ${where}; ${hours}; ${DIGEST_WORDS[digest]}. Direct messages wait for the end of your quiet hours.`,
      },
    ]),
  ]
}

function header(name: string, text: string): HomeBlock {
  return {
    type: 'header',
    block_id: `${name}:head`,
    text: { type: 'plain_text', text, emoji: false },
  }
}

function buttons(blockId: string, caseId: number, acts: readonly [string, string][]): HomeBlock {
  const elements = acts.map(([action, label]) => ({
    ...button(action, label, `${label.replace('…', '')}: case ${caseId}`),
    value: String(caseId),
  }))
  return { type: 'actions', block_id: blockId, elements }
}

function button(action: string, label: string, accessible = label): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: accessible,
  }
}
