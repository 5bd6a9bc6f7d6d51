import { cleanName, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import type { CaseView, StaffName } from './case-view.ts'
import { intentWords } from './label-words.ts'
import { STAGE_NAMES } from './person-words.ts'
import { calendarDate, count, dayTime, duration } from './words.ts'

const WHY_NOT_MAX = 160

/** Why somebody sees this post, or who checked how we read it. */
export function whyLine(view: CaseView): Part[] {
  const reasons: string[] = []
  const query = view.queries[0]
  if (query !== undefined)
    reasons.push(`matches ${clip(oneLine(query), 60)}, sure ${view.relevanceConfidence.toFixed(2)}`)
  if (view.judgedBy !== null) return judgedLine(view, view.judgedBy)
  const feeling = { negative: 'unhappy', positive: 'happy', neutral: null, unsure: 'mood unsure' }[
    view.sentiment
  ]
  if (feeling !== null)
    reasons.push(
      view.sentiment === 'unsure'
        ? feeling
        : `${feeling}, sure ${view.sentimentConfidence.toFixed(2)}`,
    )
  if (view.words.length > 0)
    reasons.push(
      `words: ${view.words
        .slice(0, 4)
        .map((word) => clip(cleanName(word), 24))
        .join(', ')}`,
    )
  reasons.push(...(view.kind === 'emergency' ? ruleWords(view.rules ?? []) : []))
  reasons.push(...(view.surroundings ?? []).map((note) => clip(cleanName(note), 60)))
  if (reasons.length === 0) return []
  return [{ text: 'Why you see this: ', bold: true }, { text: reasons.join('; ') }]
}

/** "emergency by rule: allergy, breath" */
function ruleWords(rules: readonly string[]): string[] {
  const names = rules.slice(0, 2).map((rule) => clip(cleanName(rule.replaceAll('-', ' ')), 24))
  return names.length === 0 ? [] : [`emergency by rule: ${names.join(', ')}`]
}

/** A person's word stands above the machine's. */
function judgedLine(view: CaseView, judge: StaffName): Part[] {
  const mood = {
    negative: 'unhappy',
    positive: 'happy',
    neutral: 'neither happy nor unhappy',
    unsure: 'mood unsure',
  }
  return [
    { text: 'Checked by ', bold: true },
    staffPart(judge),
    { text: `: ${[mood[view.sentiment], ...view.labels.map(intentWords)].join(', ')}` },
  ]
}

/** What was before between the author and the brand: contacts, stage, bad experiences, who looks after them. */
export function historyLine(view: CaseView, now: number): Part[] {
  const { stage, strikes, isAtRisk, keyManager } = view.author
  const text =
    view.contacts === 0 || view.lastContactAt === null
      ? 'first time we hear from them'
      : `${count(view.contacts, 'contact')}, last on ${calendarDate(view.lastContactAt, now, view.zone)}`
  const more = [
    ...(stage === null ? [] : [(STAGE_NAMES[stage] ?? stage).toLowerCase()]),
    ...(strikes === 0 ? [] : [count(strikes, 'bad experience')]),
    ...(isAtRisk ? ['at risk of leaving'] : []),
    ...knownWords(view),
  ]
  const manager =
    keyManager === null ? cleanName(view.known?.manager ?? '', 40) : staffPart(keyManager)
  return [
    { text: 'Before: ', bold: true },
    { text: [text, ...more].join(' · ') },
    ...(manager === ''
      ? []
      : [
          { text: ' · looked after by ' },
          typeof manager === 'string' ? { text: manager } : manager,
        ]),
  ]
}

/** What they are as a customer; money itself is never told. */
function knownWords({ known }: CaseView): string[] {
  if (known === undefined) return []
  return [
    ...known.segments.slice(0, 3).map((name) => clip(cleanName(name), 40)),
    ...(known.isTop ? ['among your top fifth'] : []),
  ]
}

/** Who has the case and how its answer stands. */
export function stateLines(view: CaseView, now: number): Part[][] {
  const lines: Part[][] = []
  if (view.owner !== null && view.claimedAt !== null)
    lines.push([
      staffPart(view.owner),
      { text: ` has it since ${dayTime(view.claimedAt, now, view.zone)} · ${replyWords(view)}` },
    ])
  else if (view.owner === null && view.suggested !== null)
    lines.push([{ text: 'Suggested: ', bold: true }, staffPart(view.suggested)])
  else if (view.lastReply !== null) lines.push([{ text: capital(replyWords(view)) }])
  lines.push(...planLines(view, now))
  if (view.waitingGrant !== null)
    lines.push([
      staffPart(view.waitingGrant.by),
      {
        text: ` asks for a gift (${clip(cleanName(view.waitingGrant.pool), 40)}). A second person decides.`,
      },
    ])
  if (view.waitingReply !== null)
    lines.push([
      staffPart(view.waitingReply.by),
      { text: ` asks for a second look at a reply. ${clip(view.waitingReply.why, 200)}` },
    ])
  if (view.replying !== null && view.replying.until > now)
    lines.push([
      staffPart(view.replying.by),
      { text: ` is replying, until ${dayTime(view.replying.until, now, view.zone)} at the latest` },
    ])
  const rights = permissionLine(view, now)
  return rights.length === 0 ? lines : [...lines, rights]
}

/** What the network allows: to answer from here, until when, or why not. */
function permissionLine(view: CaseView, now: number): Part[] {
  if (view.removed || view.answeredAt !== null) return []
  const head = { text: 'Answer: ', bold: true }
  const { reply } = view
  if (!reply.may)
    return [
      head,
      { text: reply.openUrl === null ? 'not from here. ' : 'open it there. ' },
      { text: clip(oneLine(reply.why), WHY_NOT_MAX) },
    ]
  const as = `from here, as ${clip(cleanName(reply.account), 60)}`
  if (reply.until === undefined || reply.until === null) return [head, { text: as }]
  const left = `in ${duration(Math.max(0, reply.until - now))}`
  return [
    head,
    {
      text: `${as}. ${networkName(view.network)} takes it until ${dayTime(reply.until, now, view.zone)}, `,
    },
    { until: { at: reply.until, words: left } },
  ]
}

/** What is still to come: when it comes back, who was called. */
function planLines(view: CaseView, now: number): Part[][] {
  const at = (when: number) => dayTime(when, now, view.zone)
  const lines: Part[][] = []
  if (view.snoozedUntil !== null)
    lines.push([
      { text: `Snoozed until ${at(view.snoozedUntil)}; a new post of the author wakes it.` },
    ])
  if (view.followUpSince !== null)
    lines.push([{ text: `Follow-up due since ${at(view.followUpSince)}`, bold: true }])
  if (view.followUpAt !== null) lines.push([{ text: `Follow-up at ${at(view.followUpAt)}` }])
  if (view.escalatedAt !== null)
    lines.push([{ text: `Escalated to the team lead at ${at(view.escalatedAt)}`, bold: true }])
  return lines
}

function replyWords(view: CaseView): string {
  if (view.lastReply === null)
    return view.answeredAt === null ? 'no reply has been sent' : 'answered elsewhere'
  const { state, error } = view.lastReply
  if (state === 'refused' && error !== null && / sent it back: /.test(error))
    return clip(error, 200)
  if (state === 'failed' || state === 'refused')
    return `the reply was not delivered: ${clip(error ?? 'the network refused it', 120)}`
  return {
    waiting_approval: 'a reply waits for a second person',
    queued: 'the reply is on its way',
    sent: 'replied',
    ambiguous: 'we are checking whether the reply arrived',
  }[state]
}

/** A member of staff, to be named or called. */
export function staffPart(staff: StaffName): Part {
  return { staff: { name: cleanName(staff.name, 60), slackUserId: staff.slackUserId } }
}

/** No line that we show is longer. */
const MAX_LINE = 2000

/** Text without breaks and runs of blanks. */
export function oneLine(text: string): string {
  return text.slice(0, MAX_LINE).toWellFormed().replace(/\s+/g, ' ').trim()
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
