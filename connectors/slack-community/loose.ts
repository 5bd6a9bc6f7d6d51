export type Loose = Readonly<Record<string, unknown>>

/** Anything as an object to look into. */
export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

/** A text that says something; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The objects of a list; none where it is no list. */
export function listOf(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(looseOf) : []
}

/** Slack's time of a message, which is also its name in its channel: seconds and six decimals. */
export function isTs(value: unknown): value is string {
  return typeof value === 'string' && /^\d{10}\.\d{6}$/.test(value)
}

/** Epoch ms of a Slack time. */
export function timeOfTs(ts: string): number {
  return Math.floor(Number(ts) * 1000)
}

/** The Slack time of epoch ms. */
export function tsOf(time: number): string {
  const whole = Math.max(0, Math.floor(time))
  return `${String(Math.floor(whole / 1000)).padStart(10, '0')}.${String(whole % 1000).padStart(3, '0')}000`
}
