import { readOwnHandle } from '../../core/own-handle.ts'

const WORD = /[\p{L}\p{M}\p{N}]+/gu
/** A word of the name that so many posts say is how people call the brand, and no topic. */
const CALLING_SHARE = 0.2

/** The words of a brand's name, handles and keywords by which its posts call it. */
export function brandWords(
  brand: { name: string; handles: readonly string[]; keywords: readonly string[] },
  posts: readonly { text: string }[],
): Set<string> {
  const own = new Set(
    [
      brand.name,
      ...brand.handles.map((own) => readOwnHandle(own).handle),
      ...brand.keywords,
    ].flatMap((words) => words.toLowerCase().match(WORD) ?? []),
  )
  const seen = new Map<string, number>()
  for (const { text } of posts)
    for (const word of new Set(text.toLowerCase().match(WORD)))
      if (own.has(word)) seen.set(word, (seen.get(word) ?? 0) + 1)
  return new Set([...own].filter((word) => (seen.get(word) ?? 0) >= CALLING_SHARE * posts.length))
}
