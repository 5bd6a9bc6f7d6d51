import { fold } from './fold.ts'

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A stretch of a text as it was written, UTF-16 units, end excluded. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** Tells where a stretch of `fold(text)` stands in `text`; whole visible characters. */
export function createPlaceFinder(text: string): (start: number, end: number) => Place {
  const folded = fold(text)
  if (folded.length === text.length && /^[\0-\x7f]*$/.test(text)) {
    return (start, end) => ({ start, end })
  }
  const origins: Place[] = []
  let refolded = ''
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    const part = fold(segment)
    refolded += part
    const origin = { start: index, end: index + segment.length }
    for (let i = 0; i < part.length; i++) origins.push(origin)
  }
  // Characters that fold differently side by side than apart are too rare to be worth more.
  if (refolded !== folded) return () => ({ start: 0, end: text.length })
  return (start, end) => ({
    start: origins[start]?.start ?? text.length,
    end: origins[end - 1]?.end ?? origins[start]?.start ?? text.length,
  })
}
