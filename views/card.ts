/** A stretch of text; `staff` is a person of ours, everything else is never parsed for meaning. */
export type Part =
  | { text: string; bold?: boolean }
  | { staff: { name: string; slackUserId: string | null } }
  /** A time that whoever draws it counts down to; the words say it where nobody counts. */
  | { until: { at: number; words: string } }

export type Dot = 'red' | 'amber' | 'blue' | 'grey' | 'green'

/** A dot as text shows it. */
export const DOT_MARKS: Readonly<Record<Dot, string>> = {
  red: '🔴',
  amber: '🟠',
  blue: '🔵',
  grey: '⚪',
  green: '🟢',
}

export interface CardButton {
  /** What is pressed, `noun.verb`; absent for a plain link. */
  action: string
  label: string
  primary?: boolean
  url?: string
  /** For screen readers: the act and its object. */
  accessible: string
}

/**
 * One case as people see it, the same in Slack and on the desk. Everything in it is plain text; whoever
 * draws it must not read meaning into it.
 */
export interface Card {
  caseId: number
  version: number
  dot: Dot
  headline: readonly Part[]
  /** Where and when. */
  place: readonly Part[]
  parent: string | null
  quote: string | null
  /** Why, history, state: one line each. */
  lines: readonly (readonly Part[])[]
  buttons: readonly CardButton[]
  /** Behind the dots, at most five. */
  menu: readonly CardButton[]
  /** The whole card as one sentence or two, for screen readers and notifications. */
  text: string
}

/** The words of some parts, as they are read aloud. */
export function plain(parts: readonly Part[]): string {
  return parts.map(wordsOf).join('')
}

/** The words of one part. */
export function wordsOf(part: Part): string {
  if ('text' in part) return part.text
  return 'staff' in part ? part.staff.name : part.until.words
}
