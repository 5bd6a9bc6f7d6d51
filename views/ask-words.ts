import { count } from './words.ts'

/** What became of an ask: how many were asked, and why the others were left out. */
export function askWords(
  asked: number,
  left: { lately: number; optedOut: number; noAccount: number; byLot: number },
): string {
  const reasons = [
    [left.lately, 'asked not long ago'],
    [left.optedOut, 'want to be left in peace'],
    [left.noAccount, 'who are ours, or no human being'],
    [left.byLot, 'not drawn'],
  ] as const
  const told = reasons.filter(([n]) => n > 0).map(([n, why]) => `${n} ${why}`)
  const rest = told.length === 0 ? '' : ` Left out: ${told.join(', ')}.`
  return `${count(asked, 'link is', 'links are')} ready.${rest}`
}
