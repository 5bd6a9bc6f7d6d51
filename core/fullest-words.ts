/** Phrases without those that stand whole in a longer one, which takes their place: "card payments" for "card" and itself. */
export function fullestWords(phrases: readonly string[]): string[] {
  const fullest = (phrase: string): string => {
    const longer = phrases.find((other) => holds(other, phrase))
    return longer === undefined ? phrase : fullest(longer)
  }
  return [...new Set(phrases.map(fullest))]
}

function holds(long: string, short: string): boolean {
  return long !== short && ` ${long} `.includes(` ${short} `)
}
