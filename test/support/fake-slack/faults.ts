/** What may go wrong with a call: refused before it counts, cut off before or after, or never answered. */
export type FaultKind =
  | 'rate_limited'
  | `ok_false:${string}`
  | `http_${number}`
  | 'html'
  | 'broken_json'
  | 'reset_before'
  | 'reset_after'
  | 'hang'
  | 'hang_after'

export interface Fault {
  readonly how: FaultKind
  /** Calls it hits; default 1. */
  readonly times?: number
  /** Share of calls it hits, in [0, 1]; default all. */
  readonly share?: number
  /** Seconds, or one of the bad forms; default 1. */
  readonly retryAfter?: number | 'missing' | 'bad' | 'date'
}

export interface Faults {
  fail(method: string, fault: Fault): void
  /** Ends the faults of one method, or all of them. */
  mend(method?: string): void
  /** The fault that hits this call, if any. */
  strike(method: string): Fault | null
}

/** Faults by method; `*` hits every method that has none of its own. */
export function createFaults(random: () => number): Faults {
  const planned = new Map<string, { fault: Fault; left: number }[]>()
  return {
    fail(method, fault) {
      const queue = planned.get(method) ?? []
      queue.push({ fault, left: fault.times ?? 1 })
      planned.set(method, queue)
    },
    mend(method) {
      if (method === undefined) planned.clear()
      else planned.delete(method)
    },
    strike(method) {
      const key = planned.has(method) ? method : '*'
      const queue = planned.get(key)
      const first = queue?.[0]
      if (queue === undefined || first === undefined) return null
      if (first.fault.share !== undefined && random() >= first.fault.share) return null
      first.left--
      if (first.left <= 0) queue.shift()
      if (queue.length === 0) planned.delete(key)
      return first.fault
    },
  }
}

/** The Retry-After header of a 429 in the form asked for; null leaves it out. */
export function retryAfterHeader(fault: Fault, now: number): string | null {
  const form = fault.retryAfter ?? 1
  if (form === 'missing') return null
  if (form === 'bad') return 'soon'
  if (form === 'date') return new Date(now + 30_000).toUTCString()
  return String(form)
}
