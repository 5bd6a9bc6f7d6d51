import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../core/errors.ts'

/** A row of a public set. */
export interface SetRow {
  id: string
  text: string
  label: string
  extra: string
}

/** Rows of a set's part; the sets are tab-separated with a header and no quoting. */
export function readSet(data: string, name: string, part: 'train' | 'val'): SetRow[] {
  const lines = readPart(join(data, name, `${part}.tsv`)).split('\n')
  return lines.slice(1).flatMap((line) => {
    const [id, text, label, , , extra] = line.split('\t')
    if (id === undefined || text === undefined || label === undefined) return []
    return [{ id, text: unescape(text), label, extra: extra ?? '' }]
  })
}

function readPart(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read. --data names the folder in which each public set has its own.`,
      { cause: error },
    )
  }
}

/** Some sets keep the entities of the page they were taken from. */
function unescape(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** What two copies of a post share whatever was done to links, handles, case and signs. */
export function sameness(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/https?:\/\/\S+|\bhttp\b|@\w+/gu, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/** The rows whose text is in none of the others: a score must not be of rows learnt by heart. */
export function without(rows: readonly SetRow[], others: readonly SetRow[][]): SetRow[] {
  const seen = new Set(others.flatMap((set) => set.map(({ text }) => sameness(text))))
  return rows.filter(({ text }) => !seen.has(sameness(text)))
}
