import { z } from 'zod'
import { ADDRESSES } from './address.ts'
import { CASE_KINDS } from './case.ts'
import { ASPECTS } from './judgement.ts'
import { SENSITIVE_TOPICS } from './sensitive-topics.ts'

/** As long as a field of a Slack dialog holds. */
const WORDS_MAX = 3000
const words = z.string().max(WORDS_MAX, `write at most ${WORDS_MAX} characters`)
const name = z.string().min(1).max(75, 'write at most 75 characters, as a list in Slack holds them')
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, 'use small letters, digits, - and _, for example "refund"')

/** Everything of a playbook but its id, its name and its brand. */
export const playbookBody = z.strictObject({
  kinds: z.array(z.enum(CASE_KINDS)).default([]),
  aspects: z.array(z.enum(ASPECTS)).default([]),
  steps: z.array(z.string().min(1).max(300)).max(20).default([]),
  breakTheRule: words.default(''),
  answer: words.min(1, 'write the answer, for example "{greeting} I am sorry about this."'),
  formal: words.default(''),
  ask: words.default(''),
  facts: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9_]{0,40}$/, 'use small letters, digits and _, such as refund_time'),
        value: z.string().min(1).max(200),
        about: z.array(z.string().min(1).max(60)).default([]),
      }),
    )
    .max(40)
    .default([]),
  gives: z
    .array(
      z.strictObject({
        id,
        name,
        upTo: z.number().nonnegative().max(100_000).nullable().default(null),
      }),
    )
    .max(20)
    .default([]),
})

/** Named answers of the team, each for kinds of case and aspects. */
export const playbooksSchema = z
  .array(
    playbookBody.extend({
      id,
      name,
      brand: z.string().min(1).nullable().default(null),
      enabled: z.boolean().default(true),
    }),
  )
  .default([])

/** Whose words a second person reads before they leave, and about what. */
export const approvalsSchema = z
  .strictObject({
    /** Whoever joined later than the team is new for so long; 0 for never. */
    newStaffDays: z.number().int().nonnegative().max(365).default(14),
    topics: z.array(z.enum(SENSITIVE_TOPICS)).default([...SENSITIVE_TOPICS]),
  })
  .default({ newStaffDays: 14, topics: [...SENSITIVE_TOPICS] })

/** How a brand speaks. */
export const voiceSchema = z
  .strictObject({
    address: z.enum(ADDRESSES).default('first_name'),
    greeting: z.string().max(200).default('Hi {name},'),
    formalGreeting: z.string().max(200).default('Dear {name},'),
    signature: z.string().max(200).default(''),
  })
  .optional()
