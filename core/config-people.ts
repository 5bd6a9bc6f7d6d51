import { z } from 'zod'
import { describeFault } from './config-fault.ts'
import { PEOPLE_RULES, type PeopleRules } from './people-rules.ts'

const BAD_ACTS: readonly string[] = ['leaving', 'complaint', 'blame']

const days = z.number().int().min(1, 'at least 1 day').max(3650, 'at most 3650 days')
const few = z.number().int().min(1, 'at least 1').max(100, 'at most 100')
const none = z.number().int().min(0, 'at least 0').max(100, 'at most 100')
const odds = z.number().min(0, 'at least 0').max(20, 'at most 20')
/** Thanks, help, an idea, a visit or a call. */
const DEED_SORTS = 4

const bad = z.number().min(-100, 'at least -100').max(0, 'this counts against: at most 0')
const good = z.number().min(0, 'this counts for them: at least 0').max(100, 'at most 100')

/** `people:` of earshot.yaml: what acts are worth and when somebody moves; what is left out stays as it is. */
export const peopleSchema = z
  .strictObject({
    weights: partial(
      Object.fromEntries(
        Object.keys(PEOPLE_RULES.weights).map((act) => [act, BAD_ACTS.includes(act) ? bad : good]),
      ) as Record<keyof PeopleRules['weights'], typeof good>,
      PEOPLE_RULES.weights,
    ),
    love: partial(
      { halfLifeDays: days, perDay: z.number().min(1, 'at least 1').max(1000, 'at most 1000') },
      PEOPLE_RULES.love,
    ),
    risk: partial(
      {
        ...(Object.fromEntries(Object.keys(PEOPLE_RULES.risk).map((key) => [key, odds])) as Record<
          keyof PeopleRules['risk'],
          typeof odds
        >),
        halfLifeDays: days,
        from: z.number().min(1, 'at least 1').max(99, 'at most 99'),
      },
      PEOPLE_RULES.risk,
    ),
    strikes: partial({ withinDays: days, out: few }, PEOPLE_RULES.strikes),
    stages: partial(
      {
        promotingDays: few,
        promotingWithinDays: days,
        deedSorts: none.max(DEED_SORTS, `at most ${DEED_SORTS}`),
        deedDays: none,
        openDays: days,
        clientOrders: few,
        repeatOrders: few,
      },
      PEOPLE_RULES.stages,
    ).refine(
      (stages) => stages.clientOrders >= stages.repeatOrders,
      'clientOrders has to be repeatOrders or more: a client is more than a repeat customer',
    ),
    thankedDays: days.default(PEOPLE_RULES.thankedDays),
  })
  .default(PEOPLE_RULES)

/** A group of numbers, each with its own default. */
function partial<T extends Record<string, z.ZodNumber>>(
  shape: T,
  defaults: Readonly<Record<keyof T, number>>,
) {
  const filled = Object.fromEntries(
    Object.entries(shape).map(([key, number]) => [key, number.default(defaults[key as keyof T])]),
  ) as { [K in keyof T]: z.ZodDefault<z.ZodNumber> }
  return z.strictObject(filled).default(defaults as never)
}

/** Rules as numbers typed into a form, `group.name` by `group.name`; or the first fault in words. */
export function readTypedRules(
  typed: Readonly<Record<string, unknown>>,
): { rules: PeopleRules } | { fault: string } {
  const value: Record<string, unknown> = {}
  for (const [group, defaults] of Object.entries(PEOPLE_RULES)) {
    if (typeof defaults === 'number') value[group] = numberOf(typed[group])
    else
      value[group] = Object.fromEntries(
        Object.keys(defaults as object).map((key) => [key, numberOf(typed[`${group}.${key}`])]),
      )
  }
  const found = peopleSchema.safeParse(value)
  if (found.success) return { rules: found.data }
  const [issue] = found.error.issues
  return {
    fault: issue === undefined ? 'These numbers cannot be read.' : describeFault(issue, value),
  }
}

/** What is no number stays as it is, so that the fault can show it. */
function numberOf(text: unknown): unknown {
  if (typeof text !== 'string' || text.trim() === '') return text
  const number = Number(text.replace(',', '.').replace('−', '-'))
  return Number.isNaN(number) ? text : number
}
