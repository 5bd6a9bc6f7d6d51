/** A stretch of text; `staff` is a person of ours, everything else is never parsed for meaning. */
export type Part =
  | { text: string; bold?: boolean }
  | { staff: { name: string; slackUserId: string | null } }

export type Dot = 'red' | 'amber' | 'blue' | 'grey' | 'green'

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
  return parts.map((part) => ('text' in part ? part.text : part.staff.name)).join('')
}
