import { setTimeout as realTurn } from 'node:timers/promises'

/** Lets real and simulated time pass until it holds. */
export type Until = (
  what: string,
  holds: () => boolean | Promise<boolean>,
  stepMs?: number,
) => Promise<void>

/** Real ms; it only says what hangs, on the slowest machine. */
const PATIENCE_MS = 300_000

/** Waits beside a simulated clock, which takes a step of `usualStepMs` each time it does not hold yet. */
export function createUntil(
  clock: { advance(ms: number): Promise<void> },
  usualStepMs = 250,
): Until {
  return async (what, holds, stepMs = usualStepMs) => {
    const begin = performance.now()
    while (performance.now() - begin < PATIENCE_MS) {
      if (await holds()) return
      await realTurn(1)
      if (await holds()) return
      await clock.advance(stepMs)
    }
    throw new Error(`never happened: ${what}`)
  }
}

/** Lets only real time pass until it holds. */
export const untilReal: Until = createUntil({ advance: async () => {} })
