/** One figure: how much of a yardstick's speed we reach in the same run. */
export interface Ratio {
  name: string
  ratio: number
  of: string
  against: string
}

/** CPU seconds that `act` takes, user and system; what other processes do does not count. */
export async function cpuSeconds(act: () => unknown): Promise<number> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** The middle of an odd number of runs. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
