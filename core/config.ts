import { z } from 'zod'
import { baseUrl, connection, id, name, words } from './config-connections.ts'
import { feedbackSchema, moneySchema, segmentsSchema, shopsSchema } from './config-customers.ts'
import { digestSchema } from './config-digest.ts'
import { describeFault } from './config-fault.ts'
import {
  dutySchema,
  hoursSchema,
  promisesSchema,
  quietSpan,
  routingSchema,
} from './config-hours.ts'
import { peopleSchema } from './config-people.ts'
import { approvalsSchema, playbooksSchema, voiceSchema } from './config-playbooks.ts'
import { UsageError } from './errors.ts'
import { hasHidden } from './hostile-text.ts'
import { OWN_DIGESTS } from './own-digest.ts'
import { namesUnknownNetwork } from './own-handle.ts'
import { ROLES } from './staff.ts'

const knownZone = z.string().refine(isZone, 'use a zone such as "Europe/London"')
const share = z.number().min(0).max(1)
const brand = z.strictObject({
  id,
  name,
  description: z.string().default(''),
  handles: words.refine(
    (handles) => !handles.some(namesUnknownNetwork),
    'a handle is written as "junipercoffee", or with its network as "x:junipercoffee"',
  ),
  keywords: words,
  not: words,
  /** Ids of brands here that we are compared with. */
  rivals: z.array(id).default([]),
  /** Heard only to be compared with: its posts count, and nobody is asked to work on them. */
  onlyCompared: z.boolean().default(false),
  /** Confidences under which a post is left to a person: relevance 0.6 and sentiment 0.45 where nothing is said. */
  unsureBelow: z
    .strictObject({ relevance: share.optional(), sentiment: share.optional() })
    .optional(),
  voice: voiceSchema,
  zone: knownZone.default('UTC'),
  channel: z.string().min(1).nullable().default(null),
  queries: z
    .array(z.string().min(1))
    .min(1, 'write at least one query, for example \'"juniper coffee"\''),
})

const reward = z.strictObject({
  id,
  brand: id,
  name,
  value: z.string().min(1),
  /** Stands below the thank-you, so that readers know it came with a gift. */
  disclosure: z
    .string()
    .min(1, 'say that it is a gift, for example "A gift from us, no review asked."'),
  needsApproval: z.boolean().default(true),
})

const schema = z.strictObject({
  brands: z.array(brand).default([]),
  connections: z.array(connection).default([]),
  rewards: z.array(reward).default([]),
  slack: z
    .strictObject({
      mode: z.enum(['socket', 'http']).default('socket'),
      channel: z.string().min(1),
      apiUrl: baseUrl.optional(),
    })
    .optional(),
  staff: z
    .array(
      z.strictObject({
        id,
        name,
        slack: z.string().min(1).optional(),
        role: z.enum(ROLES).default('agent'),
        /** Where they live, where that is not the zone of the brand. */
        zone: knownZone.optional(),
        /** Their own quiet hours, for example "19:00-08:00". */
        quiet: quietSpan.optional(),
        /** A direct message of their own, every morning or once a week. */
        digest: z.enum(OWN_DIGESTS).default('off'),
      }),
    )
    .default([]),
  /** When promises run; emergencies always do. */
  hours: hoursSchema(knownZone.optional()),
  promises: promisesSchema,
  /** How much a channel is told, and when it is left alone (emergencies pass). */
  alerts: z
    .strictObject({
      perDay: z.number().int().positive().max(100_000).default(40),
      perTenMinutes: z.number().int().positive().max(100_000).default(5),
      night: quietSpan.default('22:00-07:00'),
    })
    .default({ perDay: 40, perTenMinutes: 5, night: '22:00-07:00' }),
  playbooks: playbooksSchema,
  approvals: approvalsSchema,
  /** A machine that drafts answers, of any endpoint that speaks as OpenAI's does; off unless named. */
  drafts: z.strictObject({ baseUrl, model: z.string().min(1) }).optional(),
  routing: routingSchema,
  duty: dutySchema(knownZone.optional()),
  /** What acts are worth, and when somebody moves (docs/people-rules.md). */
  people: peopleSchema,
  shops: shopsSchema(id, baseUrl),
  money: moneySchema,
  segments: segmentsSchema(id, name),
  feedback: feedbackSchema,
  digest: digestSchema,
})

/** What `earshot.yaml` may say, with defaults filled in. */
export type Config = z.infer<typeof schema>
export type ConnectionConfig = Config['connections'][number]
export type ShopConfig = Config['shops'][number]

/** JSON Schema of `earshot.yaml`, for editors. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

/** Checks parsed YAML; a UsageError lists every fault with key, what was found and the mend. */
export function checkConfig(value: unknown, file: string): Config {
  refuseHidden(value, file)
  const result = schema.safeParse(value ?? {})
  if (!result.success)
    throw new UsageError(
      [`${file} has ${result.error.issues.length === 1 ? 'a fault' : 'faults'}:`]
        .concat(
          result.error.issues.map((issue) => `  ${describeFault(issue, value, configJsonSchema)}`),
        )
        .join('\n'),
    )
  checkReferences(result.data, file)
  return result.data
}

/** Pasted text brings signs that nobody sees: Postgres cannot store all of them, and names could pose as others. */
function refuseHidden(value: unknown, file: string): void {
  const keys = findHidden(value, '')
  if (keys.length > 0)
    throw new UsageError(
      [`${file} has signs in it that nobody sees. Type these values again by hand:`]
        .concat(keys.map((key) => `  ${key}`))
        .join('\n'),
    )
}

function findHidden(value: unknown, key: string): string[] {
  if (typeof value === 'string') return hasHidden(value) ? [key] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, held]) =>
    findHidden(held, key === '' ? name : `${key}.${name}`),
  )
}

function checkReferences(config: Config, file: string): void {
  const faults: string[] = []
  for (const [name, list] of [
    ['brands', config.brands],
    // Both take requests at /hooks/<id>.
    ['connections', [...config.connections, ...config.shops]],
    ['segments', config.segments],
    ['rewards', config.rewards],
    ['staff', config.staff],
    ['playbooks', config.playbooks],
  ] as const) {
    const seen = new Set<string>()
    list.forEach((entry, i) => {
      if (seen.has(entry.id))
        faults.push(`${name}.${i}.id: found "${entry.id}" twice. Every id must be its own.`)
      seen.add(entry.id)
    })
  }
  config.staff.forEach(({ slack }, i) => {
    if (slack !== undefined && config.staff.findIndex((one) => one.slack === slack) < i)
      faults.push(
        `staff.${i}.slack: found "${slack}" twice. Two people cannot share one Slack account.`,
      )
  })
  const brands = new Set(config.brands.map((b) => b.id))
  config.rewards.forEach((r, i) => {
    if (!brands.has(r.brand))
      faults.push(
        `rewards.${i}.brand: found "${r.brand}", but there is no such brand. Use one of: ${[...brands].join(', ') || 'none yet'}.`,
      )
  })
  const staff = new Set(config.staff.map((one) => one.id))
  const refuseUnknown = (key: string, found: string | null, known: ReadonlySet<string>) => {
    if (found !== null && !known.has(found))
      faults.push(
        `${key}: found "${found}", which is not there. Use one of: ${[...known].join(', ') || 'none yet'}.`,
      )
  }
  config.brands.forEach(({ rivals }, i) => {
    for (const one of rivals) refuseUnknown(`brands.${i}.rivals`, one, brands)
  })
  config.shops.forEach((shop, i) => {
    refuseUnknown(`shops.${i}.brand`, shop.brand, brands)
  })
  config.segments.forEach((segment, i) => {
    refuseUnknown(`segments.${i}.manager`, segment.manager ?? null, staff)
    for (const one of segment.brands ?? []) refuseUnknown(`segments.${i}.brands`, one, brands)
  })
  for (const brand of Object.keys(config.promises.brands ?? {}))
    refuseUnknown(`promises.brands.${brand}`, brand, brands)
  config.playbooks.forEach(({ brand }, i) => {
    refuseUnknown(`playbooks.${i}.brand`, brand, brands)
  })
  config.routing.rules.forEach((rule, i) => {
    for (const one of rule.turns ?? []) refuseUnknown(`routing.rules.${i}.turns`, one, staff)
    for (const one of rule.brands ?? []) refuseUnknown(`routing.rules.${i}.brands`, one, brands)
  })
  config.duty.roster.forEach((turn, i) => {
    refuseUnknown(`duty.roster.${i}.staff`, turn.staff, staff)
  })
  refuseUnknown('duty.lead', config.duty.lead, staff)
  if (faults.length > 0)
    throw new UsageError([`${file} has faults:`, ...faults.map((f) => `  ${f}`)].join('\n'))
}

/** Whether the machine knows a time zone of this name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
