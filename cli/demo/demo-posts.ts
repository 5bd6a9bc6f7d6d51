import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { isNetwork, type Network } from '../../core/network.ts'

/** One bundled post of the invented café chain. */
export interface DemoPost {
  network: Network
  handle: string
  name: string
  followers: number | null
  lang: string
  text: string
}

const FILES = readdirSync(import.meta.dirname)
  .filter((name) => /^posts-\d+\.tsv$/.test(name))
  .sort()

/** All bundled posts, in the order they are played. */
export function readDemoPosts(): DemoPost[] {
  return FILES.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    const rows = parse(text, {
      columns: true,
      delimiter: '\t',
      quote: null,
      skip_empty_lines: true,
    }) as Record<string, string>[]
    return rows.map((row, i) => readRow(row, `${file}:${i + 2}`))
  })
}

function readRow(row: Record<string, string>, where: string): DemoPost {
  const network = row['network'] ?? ''
  const text = row['text'] ?? ''
  if (!isNetwork(network) || text === '') throw new Error(`${where} is not a demo post`)
  const followers = row['followers'] ?? ''
  return {
    network,
    handle: row['handle'] ?? 'somebody',
    name: row['name'] ?? 'Somebody',
    followers: followers === '' ? null : Number(followers),
    lang: row['lang'] ?? 'en',
    text,
  }
}
