import { z } from 'zod'
import { USUAL_DIGEST } from './digest.ts'
import { WEEKDAYS } from './schedule.ts'

/** When and where the digest is told. */
export const digestSchema = z
  .strictObject({
    off: z.boolean().default(USUAL_DIGEST.off),
    /** Where the brand is. */
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write it like "09:00"')
      .default(USUAL_DIGEST.at),
    daily: z.boolean().default(USUAL_DIGEST.daily),
    /** On this weekday the week is told instead of the day. */
    weekly: z.enum([...WEEKDAYS, 'never']).default(USUAL_DIGEST.weekly),
    /** The brand's own channel where left out. */
    channel: z.string().min(1).nullable().default(USUAL_DIGEST.channel),
  })
  .default(USUAL_DIGEST)
