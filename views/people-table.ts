import { csvLine } from './csv.ts'
import type { ShownPerson } from './people-page.ts'
import { STAGE_NAMES, STEPS } from './person-words.ts'

/** People as a table for spreadsheets: who, where, how they stand, what to do, and the post that says most. */
export function peopleTable(people: readonly ShownPerson[]): string {
  const head = csvLine([
    'person',
    'name',
    'handle',
    'network',
    'stage',
    'since',
    'advocate without purchase',
    'love',
    'reach',
    'risk',
    'at risk',
    'bad experiences',
    'manager',
    'next step',
    'due',
    'post',
  ])
  return head + people.map(line).join('')
}

function line(one: ShownPerson): string {
  const [account] = one.accounts
  return csvLine([
    one.id,
    one.name,
    account?.handle ?? null,
    account?.network ?? null,
    one.stage === null ? 'Not assessed' : (STAGE_NAMES[one.stage] ?? one.stage),
    day(one.stageSince),
    one.unproved === 1 ? 'yes' : 'no',
    rounded(one.love),
    rounded(one.reach),
    rounded(one.risk),
    one.isAtRisk === 1 ? 'yes' : 'no',
    one.strikes ?? 0,
    one.keyManager,
    one.nextStep === null ? null : (STEPS[one.nextStep] ?? one.nextStep),
    day(one.nextDue),
    one.post?.text ?? null,
  ])
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

function day(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
