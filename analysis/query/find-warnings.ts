import { LATE_FIELDS } from './fields.ts'
import { fold } from './fold.ts'
import type { QueryNode, QueryWarning, Term } from './query.ts'
import { placeOf } from './query-error.ts'
import { termsOf } from './terms-of.ts'
import { tokenise } from './tokenise.ts'

const LOWER_OPERATOR = /^(and|or|not|o?near(\/\d+)?)$/i
/** Signs that only close a sentence; others may be part of a name, as in C++. */
const PLAIN_EDGES = /^['.,;:!?…&/_-]+|['.,;:!?…&/_-]+$/gu

/** What a writer of queries should know although the query stands. */
export function findWarnings(
  source: string,
  root: QueryNode,
  purpose: 'collect' | 'route',
): QueryWarning[] {
  return termsOf(root).flatMap((term) => {
    const message = warningFor(term, purpose)
    return message === null ? [] : [{ message, ...placeOf(source, term.at.start), at: term.at }]
  })
}

function warningFor(term: Term, purpose: 'collect' | 'route'): string | null {
  switch (term.kind) {
    case 'word':
      return warningForWord(term.text)
    case 'phrase':
      return term.text.includes('*')
        ? 'Inside quotes * is only a sign and is not looked for.'
        : null
    case 'field':
      return purpose === 'collect' && LATE_FIELDS.includes(term.field)
        ? `${term.field} is known only after a post was collected and understood.`
        : null
    default:
      return null
  }
}

function warningForWord(text: string): string | null {
  if (LOWER_OPERATOR.test(text)) {
    return `${text} is read as a word to look for. Write ${text.toUpperCase()} to join terms.`
  }
  const core = text.replace(PLAIN_EDGES, '')
  const tokens = tokenise(fold(core))
  const first = tokens[0]
  const last = tokens.at(-1)
  const whole = first?.start === 0 && last?.end === fold(core).length
  return whole
    ? null
    : `The signs in ${text} are not looked for. To look for them write \`${text}\`.`
}
