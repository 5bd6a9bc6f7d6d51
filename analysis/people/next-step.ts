import { DAY_MS } from './history.ts'
import type { Stage } from './stage.ts'

/** The one thing to do next for a person, and by when (epoch ms). */
export interface NextStep {
  step: StepName
  dueAt: number
}

export type StepName =
  | 'call'
  | 'mend'
  | 'ask_how_it_goes'
  | 'thank'
  | 'invite'
  | 'ask_opinion'
  | 'tell_news'
  | 'ask_if_well'
  | 'answer'

const OF_STAGE: Readonly<Record<Stage, readonly [StepName, number]>> = {
  advocate: ['invite', 30],
  client: ['ask_opinion', 30],
  repeat: ['tell_news', 30],
  first_time: ['ask_if_well', 7],
  prospect: ['answer', 7],
}

/** Chooses the next step by the table of docs/people-rules.md, the most urgent first. */
export function nextStepOf(person: {
  stage: Stage
  isOut: boolean
  hasOpen: boolean
  isAtRisk: boolean
  /** Speaks for the brand and was not thanked in 90 days. */
  mayThank: boolean
  now: number
}): NextStep {
  const [step, days] = choose(person)
  return { step, dueAt: person.now + days * DAY_MS }
}

function choose(person: Parameters<typeof nextStepOf>[0]): readonly [StepName, number] {
  if (person.isOut) return ['call', 0]
  if (person.hasOpen) return ['mend', 0]
  if (person.isAtRisk) return ['ask_how_it_goes', 2]
  if (person.mayThank) return ['thank', 2]
  return OF_STAGE[person.stage]
}
