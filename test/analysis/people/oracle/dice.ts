/** Repeatable chance: the same seed always gives the same throws. */
export interface Dice {
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  shuffle<T>(rows: readonly T[]): T[]
}

/** Dice that start from `seed` (a 32-bit xorshift). */
export function throwDice(seed: number): Dice {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1

  const next = () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))

  return {
    whole,
    chance: (share) => next() < share,
    pick(from) {
      const [picked] = from.slice(whole(0, from.length - 1))
      if (picked === undefined) throw new Error('There is nothing to pick from.')
      return picked
    },
    shuffle(rows) {
      const left = [...rows]
      const mixed: typeof left = []
      while (left.length > 0) mixed.push(...left.splice(whole(0, left.length - 1), 1))
      return mixed
    },
  }
}
