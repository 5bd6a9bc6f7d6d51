import { WEBHOOK_FIELDS, type WebhookField } from '../../core/webhook-fields.ts'

/** Where each field stands in what is sent; a field that is not named is not looked for. */
export type FieldMap = Readonly<Partial<Record<WebhookField, string>>>

/** Without a map the fields stand at the top, under our own names. */
export const PLAIN_MAP: FieldMap = Object.fromEntries(WEBHOOK_FIELDS.map((name) => [name, name]))

const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/y

/** The steps of a path such as `$.review.author[0].name`; null where it is none. */
export function readPath(path: string): string[] | null {
  const text = path.replace(/^\$\.?/, '')
  const steps: string[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text)
    if (found === null) return null
    steps.push(found[1] ?? found[2] ?? found[3] ?? '')
  }
  return steps
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(from: unknown, path: string): unknown {
  let at: unknown = from
  for (const step of readPath(path) ?? []) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string, unknown>)[step]
  }
  return at
}
