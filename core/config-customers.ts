import { z } from 'zod'
import { kindMinutes } from './config-hours.ts'

const currency = z.string().regex(/^[A-Z]{3}$/, 'write three capitals, such as EUR')

/** Shops and tills that tell of orders; `id` and `baseUrl` are checked by whoever hands them in. */
export function shopsSchema(id: z.ZodType<string>, baseUrl: z.ZodType<string>) {
  const common = {
    id,
    /** The brand whose customers these are. */
    brand: id,
    enabled: z.boolean().default(true),
    /** How often is asked what requests of the shop may have missed. */
    pollMinutes: z.number().min(1).max(1440).default(5),
    version: z.string().min(1).optional(),
    baseUrl: baseUrl.optional(),
  }
  return z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          ...common,
          kind: z.literal('shopify'),
          shop: z
            .string()
            .regex(
              /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i,
              'write the address of the shop at Shopify, such as juniper.myshopify.com',
            ),
        }),
        z.strictObject({
          ...common,
          kind: z.literal('stripe'),
          /** Payments in test mode are kept and never counted. */
          mode: z.enum(['live', 'test']).default('live'),
        }),
      ]),
    )
    .default([])
}

/** The currency that figures are told in, and what one whole unit of another one is worth in it. */
export const moneySchema = z
  .strictObject({
    currency: currency.optional(),
    rates: z.record(currency, z.number().positive()).default({}),
  })
  .default({ rates: {} })

const least = z.strictObject({
  atLeast: z.number().nonnegative().optional(),
  below: z.number().positive().optional(),
})

/** The rungs that a segment may name. */
const SEGMENT_STAGES = ['prospect', 'first_time', 'repeat', 'client', 'advocate'] as const

/** Who belongs to a segment: everybody of whom all that is named holds. */
const rule = {
  brands: z.array(z.string().min(1)).min(1).optional(),
  /** Whole units of the reporting currency, of the last 365 days. */
  spend: least.optional(),
  orders: least.optional(),
  /** Among the fifth of the customers that brings most. */
  topFifth: z.literal(true).optional(),
  /** Cities, or countries by two letters. */
  places: z.array(z.string().min(2)).min(1).optional(),
  stages: z.array(z.enum(SEGMENT_STAGES)).min(1).optional(),
  /** Only who was put on its list by hand. */
  list: z.literal(true).optional(),
}

/** Segments by rule, each with a promise of speed and somebody who looks after it; `id` is checked by the caller. */
export function segmentsSchema(id: z.ZodType<string>, name: z.ZodType<string>) {
  return z
    .array(
      z
        .strictObject({
          id,
          name,
          ...rule,
          promise: kindMinutes.default({}),
          manager: z.string().min(1).optional(),
        })
        .refine(
          (one) => Object.keys(rule).some((key) => one[key as keyof typeof one] !== undefined),
          'say who belongs to it: spend, orders, topFifth, places, stages, brands or list',
        ),
    )
    .default([])
}

/** The page that asks people one question. */
export const feedbackSchema = z
  .strictObject({
    /** Where people reach this desk from outside; their links begin with it. */
    address: z
      .string()
      .regex(
        /^https:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$|^http:\/\/127\.0\.0\.1(?::\d+)?$/,
        'write an https:// address',
      )
      .optional(),
    /** How long a link can be used. */
    days: z.number().int().min(1).max(90).default(21),
    /** Nobody is asked again sooner. */
    pauseDays: z.number().int().min(30).max(3650).default(90),
  })
  .default({ days: 21, pauseDays: 90 })
