import { DAY_MS } from './history.ts'

export type RecoveryOutcome = 'open' | 'turned_around' | 'settled' | 'lost'

/** What is known of one complaint and of what its author did afterwards; times are epoch ms. */
export interface Recovery {
  openedAt: number
  answeredAt: number | null
  resolvedAt: number | null
  /** When we last asked whether all is well, or meant to. */
  askedAt: number | null
  /** How they felt afterwards, as staff said. */
  mood: 'negative' | 'neutral' | 'positive' | null
  /** The case ended without anything to mend: its author took the post back, or it joins another case. */
  isOver: boolean
  /** What they did later: said something, kind or not, or bought. */
  later: readonly { at: number; what: 'kind' | 'calm' | 'angry' | 'bought' }[]
}

const FIRST_LOOK_MS = 3 * DAY_MS
const NEXT_LOOK_MS = 14 * DAY_MS

/**
 * Where the way of a complaint has led, and when somebody has to look again; an open one always has a day. Turned
 * around: after our answer they said something kind, were in touch again without anger on a later day, or bought.
 */
export function judgeRecovery(
  one: Recovery,
  now: number,
): { outcome: RecoveryOutcome; dueAt: number | null } {
  const outcome = outcomeOf(one, now)
  return { outcome, dueAt: outcome === 'open' ? nextLook(one) : null }
}

function outcomeOf(one: Recovery, now: number): RecoveryOutcome {
  if (one.mood === 'positive' || isTurned(one, now)) return 'turned_around'
  if (one.mood === 'negative') return 'lost'
  return one.mood === 'neutral' || one.isOver ? 'settled' : 'open'
}

function isTurned({ answeredAt, later }: Recovery, now: number): boolean {
  if (answeredAt === null) return false
  const after = later.filter(({ at }) => at > answeredAt && at <= now)
  return after.some(({ at, what }) => {
    if (what === 'calm') return at - answeredAt >= DAY_MS
    return what === 'kind' || what === 'bought'
  })
}

function nextLook({ openedAt, answeredAt, resolvedAt, askedAt }: Recovery): number {
  if (askedAt !== null) return askedAt + NEXT_LOOK_MS
  return (answeredAt ?? resolvedAt ?? openedAt) + FIRST_LOOK_MS
}
