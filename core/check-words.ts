import { findContradictions } from './contradictions.ts'
import { HOLE } from './fill-answer.ts'
import type { PlaybookFact } from './playbook.ts'
import { findInternalLink, findPromise, findTakeBack, givesSomething } from './risky-words.ts'

/** `stop` never leaves; `look` leaves once the person has seen it and presses again. */
export interface Check {
  code: string
  level: 'ok' | 'look' | 'stop'
  words: string
}

/** How long a text is as its network counts, what it takes, and what sending it costs. */
export interface WordCount {
  length: number
  /** Null for no limit. */
  max: number | null
  /** US dollars; only where there is something to know about it. */
  cost?: { usd: number; why: string } | null
}

/** What is known around the words. */
export interface WordsContext {
  count: WordCount
  networkName: string
  facts: readonly PlaybookFact[]
  /** The same words went to this person before. */
  isSaidToThem: boolean
  /** How often the same words went out today, to whomever. */
  saidToday: number
  /** What happened since the writer opened the case, in sentences. */
  changes: readonly { code: string; words: string }[]
}

/** The third time in a day the same words sound like a machine. */
const SAME_A_DAY = 2

/** Everything that is looked at before words leave, also what is in order. */
export function checkWords(text: string, context: WordsContext): Check[] {
  return [
    ...context.changes.map(({ code, words }): Check => ({ code, level: 'look', words })),
    lengthCheck(context),
    holeCheck(text),
    linkCheck(text),
    takeBackCheck(text),
    promiseCheck(text),
    ...factChecks(text, context),
    sameCheck(context),
    ...costCheck(context),
  ]
}

/** What of it stops the words, and what has to be seen first. */
export function troubles(checks: readonly Check[]): { stop: Check | null; look: Check[] } {
  return {
    stop: checks.find(({ level }) => level === 'stop') ?? null,
    look: checks.filter(({ level }) => level === 'look'),
  }
}

function lengthCheck({ count: { length, max }, networkName }: WordsContext): Check {
  if (max === null) return ok('length', `${length} characters; ${networkName} sets no limit.`)
  return length > max
    ? stop('length', `This is ${length} characters; ${networkName} takes ${max}.`)
    : ok('length', `${length} of ${max} characters on ${networkName}.`)
}

function holeCheck(text: string): Check {
  const [hole] = text.match(HOLE) ?? []
  return hole === undefined
    ? ok('holes', 'Nothing is left to fill in.')
    : stop('holes', `Fill in ${hole} before you send it.`)
}

function linkCheck(text: string): Check {
  const link = findInternalLink(text)
  return link === null
    ? ok('link', 'No link that only the team can open.')
    : stop('link', `Take out ${clipped(link)}: only the team can open it.`)
}

function takeBackCheck(text: string): Check {
  const found = findTakeBack(text)
  if (found === null) return ok('take-back', 'Nobody is asked to take their words back.')
  return givesSomething(text)
    ? stop(
        'take-back',
        `“${clipped(found)}”: nothing may be given for taking words back. Give it without asking, or do not ask.`,
      )
    : look('take-back', `“${clipped(found)}” asks them to take their words back.`)
}

function promiseCheck(text: string): Check {
  const found = findPromise(text)
  return found === null
    ? ok('promise', 'No promise.')
    : look('promise', `“${clipped(found)}” is a promise. Send it only if we will keep it.`)
}

function factChecks(text: string, { facts }: WordsContext): Check[] {
  const wrong = findContradictions(text, facts)
  if (facts.length > 0 && wrong.length === 0)
    return [ok('facts', 'Nothing against the facts of the playbook.')]
  return wrong.map(({ fact, value, found }) =>
    look(
      `fact:${fact}`,
      `You wrote “${clipped(found)}”; the playbook says ${value} (${fact.replaceAll('_', ' ')}).`,
    ),
  )
}

function sameCheck({ isSaidToThem, saidToday }: WordsContext): Check {
  if (isSaidToThem) return look('same-person', 'You said the same words to this person before.')
  return saidToday >= SAME_A_DAY
    ? look('same-today', `The same words went out ${saidToday} times today. Make them your own.`)
    : ok('same', 'Not said in these words before.')
}

function costCheck({ count }: WordsContext): Check[] {
  if (count.cost === undefined || count.cost === null) return []
  return [look('cost', count.cost.why)]
}

function ok(code: string, words: string): Check {
  return { code, level: 'ok', words }
}

function look(code: string, words: string): Check {
  return { code, level: 'look', words }
}

function stop(code: string, words: string): Check {
  return { code, level: 'stop', words }
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
