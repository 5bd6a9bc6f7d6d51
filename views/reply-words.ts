import type { Check, WordCount } from '../core/check-words.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import type { Way } from '../core/reply-way.ts'
import type { Part } from './card.ts'
import { clockTime } from './words.ts'

/** When to look after a case again; read as every other time is. */
export const FOLLOW_UPS = [
  { value: '2d', label: 'In two days at 09:00' },
  { value: '7d', label: 'In a week at 09:00' },
  { value: '30d', label: 'In 30 days at 09:00' },
] as const

/** How an answer goes, where both ways are open. */
export const WAYS: readonly { value: Way; label: string }[] = [
  { value: 'public', label: 'Below the post, for everybody' },
  { value: 'direct', label: 'As a direct message; they agreed to one' },
]

/** "Everybody there can read this." */
export function readersWords(way: Way): string {
  return way === 'direct' ? 'They alone can read this.' : 'Everybody there can read this.'
}

/** "Sam is replying since 14:20; this ends by itself at 14:30." */
export function writerWords(
  writer: { name: string; since: number; until: number },
  zone: string,
): string {
  return `${cleanName(writer.name, 40)} is replying since ${clockTime(writer.since, zone)}; the hold ends by ${clockTime(writer.until, zone)} at the latest.`
}

/** "172 of 280 characters on X." */
export function lengthWords({ length, max }: WordCount, networkName: string): string {
  return max === null
    ? `${length} characters on ${networkName}.`
    : `${length} of ${max} characters on ${networkName}.`
}

const SIGNS: Record<Check['level'], string> = { ok: '✓', look: '!', stop: '✕' }

/** The checks below each other, each with its sign. */
export function checkLines(checks: readonly Check[]): Part[] {
  return [
    { text: 'Before it goes', bold: true },
    ...checks.map(({ level, words }) => ({ text: `\n${SIGNS[level]} ${clip(words, 300)}` })),
  ]
}
