import { cleanName, clip } from '../core/hostile-text.ts'
import { amountWords } from '../core/money.ts'
import { type Network, networkName } from '../core/network.ts'
import type { Way } from '../core/reply-way.ts'
import { type Part, plain } from './card.ts'
import { oneLine } from './case-lines.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { count, dayTime } from './words.ts'

/** One thing that happened to a case, as its history shows it. */
export interface CaseEventView {
  id: number
  kind: string
  at: number
  /** Whoever did it; null where nobody of the team did. */
  by: string | null
  toStatus: string | null
  /** Posts in the case after it, where that is what happened. */
  posts: number | null
  /** The answer it is about. */
  reply: {
    kind: 'reply' | 'thank'
    text: string
    error: string | null
    network: Network
    account: string | null
    gift: string | null
    /** As a direct message; below the post unless told. */
    way?: Way
  } | null
  /** What else it is about, where there is something. */
  about?: EventAbout
}

export interface EventAbout {
  /** The colleague who got the case, or the praise. */
  to: string | null
  /** What somebody noted, or the word that was muted. */
  words: string | null
  /** When it comes back. */
  until: number | null
  /** Another case. */
  other: number | null
  /** What was given on the spot to make good, and its worth. */
  give?: string | null
  worth?: number | null
  currency?: string | null
  /** How they felt after their complaint. */
  mood?: string | null
  zone: string
}

const QUOTE_MAX = 200
const ERROR_MAX = 160
const NOTE_MAX = 1000
/** Slack shows when a note was posted; only a later one says when it happened. */
const LATE_MS = 300_000

type Tell = (event: CaseEventView, by: string) => string | Part[]

const LINES: Readonly<Record<string, Tell>> = {
  'case.claim': (_, by) => `${by} claimed this.`,
  'post.log': (_, by) => `${by} logged this by hand.`,
  'case.resolve': (_, by) => `${by} resolved this.`,
  'case.label': (_, by) => `${by} checked how we read this post.`,
  'case.unlabel': (_, by) => `${by} took back what was said of how we read this post.`,
  'case.assign': (event, by) => `${by} gave this to ${colleague(event)}.`,
  'case.hand_over': (event, by) =>
    withWords(`${by} handed this over to ${colleague(event)}`, event),
  'case.escalate': (event, by) => withWords(`${by} called ${colleague(event)} to this`, event),
  'case.note': (event, by) => withWords(`${by} noted`, event),
  'case.kudos': (event, by) => `${by} passed this praise on to ${colleague(event)}.`,
  'case.fixed': (event, by) => withWords(`${by} fixed the cause`, event),
  'case.mood': (event, by) => `${by} says how they feel now: ${moodWord(event)}.`,
  'case.snooze': (event, by) => `${by} snoozed this until ${until(event)}.`,
  'case.wake': (_, by) => `${by} brought this back.`,
  'case.woken': () => 'This is back from its snooze.',
  'case.follow_up': (event, by) =>
    event.about?.until === null
      ? `${by} needs no follow-up any more.`
      : `${by} looks after this again at ${until(event)}.`,
  'case.follow_up_due': () => 'A follow-up is due.',
  'case.ignore_author': (_, by) => `${by} ignores the author from now on. Emergencies still come.`,
  'case.heed_author': (_, by) => `${by} hears the author again.`,
  'case.mute_word': (event, by) => `${by} muted ${quoted(event)}. Emergencies still come.`,
  'case.unmute_word': (event, by) => `${by} hears ${quoted(event)} again.`,
  'case.answered_elsewhere': (event, by) => withWords(`${by} answered this elsewhere`, event),
  'case.merge': (event, by) => `${by} joined case ${event.about?.other ?? ''} to this one.`,
  'case.merged': (event, by) => `${by} joined this to case ${event.about?.other ?? ''}.`,
  'case.amends': (event, by) => withWords(`${by} made good with ${given(event)}`, event),
  'case.reopen': (_, by) => `${by} opened this again.`,
  'case.reply': (event, by) =>
    event.toStatus === 'waiting_approval'
      ? `${by} wrote a reply${to(event)}. A second person reads it before it leaves.`
      : `A reply by ${by} is on its way${to(event)}.`,
  'case.thank': thankWords,
  'grant.approve': (_, by) => `${by} agreed to the gift. The thanks are on their way.`,
  'grant.refuse': (_, by) => `${by} did not agree to the gift. Nothing was sent.`,
  'reply.approve': (event, by) => `${by} agreed to the reply. It is on its way${to(event)}.`,
  'reply.send_back': (event, by) => [
    { text: `${by} did not send the reply: ` },
    {
      text: clip(oneLine(event.reply?.error?.replace(/^.* sent it back: /s, '') ?? ''), ERROR_MAX),
    },
  ],
  'reply.sent': sentLine,
  'reply.failed': (event) => [
    { text: `${answer(event)} not delivered: ` },
    { text: clip(oneLine(event.reply?.error ?? 'The network refused it.'), ERROR_MAX) },
  ],
  'reply.ambiguous': (event) => `We are checking whether the reply arrived${on(event)}.`,
  'post.joined': ({ posts }) =>
    `A further post joined this case.${posts === null ? '' : ` It has ${count(posts, 'post')} now.`}`,
  'post.edited': () => 'The author edited a post.',
  'post.removed': () => 'The author removed a post.',
}

/** What a case event says in one line; null where it says nothing that the card does not. */
export function eventLine(event: CaseEventView): Part[] | null {
  const line = LINES[event.kind]?.(event, cleanName(event.by ?? 'Somebody', 40)) ?? null
  return typeof line === 'string' ? [{ text: line }] : line
}

/**
 * What happened, oldest first, as one message for the thread of the card. It quotes no customer, as a post
 * that its author removes must be gone from Slack too, and it calls nobody.
 */
export function threadNote(
  events: readonly CaseEventView[],
  now: number,
  zone: string,
): SlackMessage | null {
  const lines = events
    .filter((event, i) => event.kind !== 'post.joined' || events[i + 1]?.kind !== 'post.joined')
    .flatMap((event) => {
      const line = eventLine(event)
      if (line === null) return []
      const isLate = now - event.at > LATE_MS
      return [isLate ? [{ text: `${dayTime(event.at, now, zone)} · ` }, ...line] : line]
    })
  const [first] = events
  if (first === undefined || lines.length === 0) return null
  const parts = lines.flatMap((line, i) => (i === 0 ? line : [{ text: '\n' }, ...line]))
  return {
    text: escapeSlack(clip(lines.map(plain).join(' '), 500)),
    blocks: [slackLine(`note:${first.id}`, parts)],
  }
}

function thankWords(event: CaseEventView, by: string): string {
  const gift = event.reply?.gift ?? null
  if (gift !== null && event.toStatus === 'waiting_approval')
    return `${by} asks for a gift (${cleanName(gift, 40)}) to go with the thanks. A second person decides.`
  if (event.toStatus === 'waiting_approval')
    return `${by} wrote thanks${to(event)}. A second person reads them before they leave.`
  return `Thanks by ${by} are on their way${to(event)}.`
}

/** An answer with a gift ends in its code, which is for one person only: it is never quoted. */
function sentLine(event: CaseEventView): Part[] {
  const { reply } = event
  const account = reply?.account ?? null
  const head = `${answer(event)} sent${on(event)}${account === null ? '' : ` as ${cleanName(account, 60)}`}`
  if (reply === null) return [{ text: `${head}.` }]
  if (reply.gift !== null) return [{ text: `${head}, with a gift (${cleanName(reply.gift, 40)}).` }]
  return [{ text: `${head}: ` }, { text: `“${clip(oneLine(reply.text), QUOTE_MAX)}”` }]
}

const MOODS: Readonly<Record<string, string>> = {
  positive: 'happy again',
  neutral: 'neither happy nor unhappy',
  negative: 'still unhappy',
}

function moodWord({ about }: CaseEventView): string {
  return MOODS[about?.mood ?? ''] ?? 'not known'
}

function colleague({ about }: CaseEventView): string {
  return cleanName(about?.to ?? 'a colleague', 40)
}

function given({ about }: CaseEventView): string {
  const name = cleanName(about?.give ?? 'something', 75)
  const worth = about?.worth ?? null
  return worth === null ? name : `${name} (${amountWords(worth, about?.currency)})`
}

function until({ at, about }: CaseEventView): string {
  return dayTime(about?.until ?? at, at, about?.zone ?? 'UTC')
}

function quoted({ about }: CaseEventView): string {
  return `“${cleanName(about?.words ?? '', 60)}”`
}

/** What a colleague wrote follows what they did. */
function withWords(head: string, { about }: CaseEventView): Part[] {
  if (about?.words === undefined || about.words === null) return [{ text: `${head}.` }]
  return [{ text: `${head}: ` }, { text: clip(oneLine(about.words), NOTE_MAX) }]
}

function answer(event: CaseEventView): string {
  if (event.reply?.way === 'direct') return 'Direct message'
  return event.reply?.kind === 'thank' ? 'Thanks' : 'Reply'
}

function to(event: CaseEventView): string {
  if (event.reply === null) return ''
  const network = networkName(event.reply.network)
  return event.reply.way === 'direct' ? ` to ${network} as a direct message` : ` to ${network}`
}

function on(event: CaseEventView): string {
  return event.reply === null ? '' : ` on ${networkName(event.reply.network)}`
}
