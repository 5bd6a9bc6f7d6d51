import { z } from 'zod'
import { CASE_KINDS } from './case.ts'
import { PROMISE_STANDINGS } from './promise.ts'
import { WEEKDAYS } from './schedule.ts'

const TIME = '([01]\\d|2[0-3]):[0-5]\\d'
const span = z
  .string()
  .regex(new RegExp(`^${TIME}-(${TIME}|24:00)$`), 'write it like "09:00-17:30"')
const daySpan = span.refine(
  (text) => text.slice(0, 5) < text.slice(6),
  'the end has to be later than the beginning; write what passes midnight as two spans',
)
/** A span that may pass midnight. */
export const anySpan = span.refine(
  (text) => text.slice(0, 5) !== text.slice(6),
  'beginning and end are the same',
)
/** A span of quiet, or none at all. */
export const quietSpan = z.union([z.literal('never'), anySpan], {
  error: 'write it like "22:00-07:00", or "never"',
})

/** Whether a text is a span of quiet such as "22:00-07:00", or "never". */
export function isQuietSpan(text: string): boolean {
  return quietSpan.safeParse(text).success
}

const holiday = z
  .string()
  .regex(
    /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    'write "2026-12-25", or "12-25" for every year',
  )

/** The team's days and hours; `zone` is checked by whoever hands it in. */
export function hoursSchema(zone: z.ZodType<string | undefined>) {
  const days = Object.fromEntries(WEEKDAYS.map((day) => [day, z.array(daySpan).default([])]))
  const week = z
    .strictObject({
      zone,
      holidays: z.array(holiday).default([]),
      ...(days as Record<(typeof WEEKDAYS)[number], z.ZodDefault<z.ZodArray<typeof daySpan>>>),
    })
    .refine(
      (hours) => WEEKDAYS.some((day) => hours[day].length > 0),
      'name at least one span, or write "always"',
    )
  return z.union([z.literal('always'), week]).default(() => shopHours())
}

/** Six people and a shop: weekdays from nine to six, Saturday until four. */
function shopHours() {
  const weekday = ['09:00-18:00']
  return {
    zone: undefined,
    holidays: [],
    mon: weekday,
    tue: weekday,
    wed: weekday,
    thu: weekday,
    fri: weekday,
    sat: ['10:00-16:00'],
    sun: [],
  }
}

/** Minutes of a promise: a year at most, so that the moment can be told. */
const minutes = z.number().int().positive().max(525_600)

/** Minutes until the first answer, a kind. */
export const kindMinutes = z.partialRecord(z.enum(CASE_KINDS), minutes)

/** Minutes until the first answer, a kind; brands and standings may have their own. */
export const promisesSchema = z
  .strictObject({
    ...(Object.fromEntries(CASE_KINDS.map((kind) => [kind, minutes.optional()])) as Record<
      (typeof CASE_KINDS)[number],
      z.ZodOptional<z.ZodNumber>
    >),
    brands: z.record(z.string(), kindMinutes).optional(),
    standings: z.partialRecord(z.enum(PROMISE_STANDINGS), kindMinutes).optional(),
  })
  .default({})

const names = z.array(z.string().min(1)).min(1).optional()

/** Where cases go; the first rule that fits decides. */
export const routingSchema = z
  .strictObject({
    fallback: z.string().min(1).nullable().default(null),
    rules: z
      .array(
        z.strictObject({
          kinds: z.array(z.enum(CASE_KINDS)).min(1).optional(),
          brands: names,
          languages: names,
          channel: z.string().min(1).optional(),
          turns: names,
          group: z.string().min(1).optional(),
          duty: z.boolean().optional(),
        }),
      )
      .default([]),
  })
  .default({ fallback: null, rules: [] })

/** Who is called when an answer is late. */
export function dutySchema(zone: z.ZodType<string | undefined>) {
  return z
    .strictObject({
      roster: z
        .array(
          z.strictObject({
            staff: z.string().min(1),
            days: z
              .array(z.enum(WEEKDAYS))
              .min(1)
              .default([...WEEKDAYS]),
            hours: anySpan,
          }),
        )
        .default([]),
      group: z.string().min(1).nullable().default(null),
      lead: z.string().min(1).nullable().default(null),
      zone,
    })
    .default({ roster: [], group: null, lead: null, zone: undefined })
}
