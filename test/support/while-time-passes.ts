import type { SimulatedClock } from '../../core/clock.ts'

/** Moves the clock on for whoever waits, until `act` is done. */
export async function whileTimePasses<T>(
  clock: SimulatedClock,
  act: () => Promise<T>,
  stepMs = 500,
): Promise<T> {
  const progress = { isDone: false }
  const end = act().finally(() => {
    progress.isDone = true
  })
  end.catch(() => {})
  while (!progress.isDone) {
    await new Promise((resolve) => setImmediate(resolve))
    if (clock.sleepers > 0) await clock.advance(stepMs)
  }
  return end
}
