/** Phrases without those that stand whole in a longer one, which takes their place: "card payments" for "card" and itself. */
export function fullestWords(phrases: readonly string[]): string[] {
  const holds = (long: string, short: string) =>
    long !== short && ` ${long} `.includes(` ${short} `)
  return [
    ...new Set(phrases.map((phrase) => phrases.find((other) => holds(other, phrase)) ?? phrase)),
  ]
}
