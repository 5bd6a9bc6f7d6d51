import { MOODS, type Mood } from '../../core/feedback.ts'
import type { SetRow } from './read-sets.ts'

/**
 * In the Hindi part of umsab the labels run in a plain circle, and texts and labels slipped against each other
 * in places: a model of the last 950 rows finds the texts of these stretches (from, to) one label further on.
 * The stretches between them are too unsure to use.
 */
const SLIPPED: readonly (readonly [number, number])[] = [
  [0, 60],
  [180, 317],
  [496, 600],
  [721, 891],
]
const FIRST_SOUND = 891

/** Training rows of umsab with the Hindi labels where their texts are; Hindi rows that nobody can place are left out. */
export function mendHindi(rows: readonly SetRow[]): SetRow[] {
  return rows.flatMap((row) => {
    if (row.extra !== 'hindi') return [row]
    const place = Number(row.id.split('-').at(-1))
    if (place >= FIRST_SOUND) return [row]
    if (!SLIPPED.some(([from, to]) => place >= from && place < to)) return []
    const at = MOODS.indexOf(row.label as Mood)
    return [{ ...row, label: MOODS[(at + 2) % MOODS.length] ?? row.label }]
  })
}
