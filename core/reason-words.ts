import { INTENTS, type Reason } from './judgement.ts'

/** A longer phrase is a whole sentence, which stands in the post anyway. */
const LONGEST = 40

/** The words of reasons, each once, those first that say why somebody should act: danger, what the post asks for, its mood. */
export function reasonWords(reasons: readonly Reason[]): string[] {
  const words = reasons
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .flatMap((reason) => reason.words)
  const short = words.filter((word) => word.length <= LONGEST)
  const shown = new Map<string, string>()
  for (const word of short.length > 0 ? short : words)
    if (!shown.has(word.toLowerCase())) shown.set(word.toLowerCase(), word)
  return [...shown.values()]
}

/** The rules by which a post is an emergency. */
export function emergencyRules(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ label, rule }) =>
    label === 'emergency' && rule !== undefined ? [rule] : [],
  )
}

function rankOf({ label }: Reason): number {
  if (label === 'emergency') return 0
  if (INTENTS.some((intent) => intent === label)) return 1
  return label === 'relevant' || label === 'irrelevant' ? 3 : 2
}
