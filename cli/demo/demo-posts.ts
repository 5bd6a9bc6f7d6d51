import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { isNetwork, type Network } from '../../core/network.ts'

/** One bundled post about the invented café chain, or about its rival. */
export interface DemoPost {
  network: Network
  handle: string
  name: string
  followers: number | null
  lang: string
  text: string
  /** What it drew by the time it is heard; as much as its author's followers let expect where no row says so. */
  drew: { likes: number; replies: number; reposts: number }
}

type Row = Readonly<Record<string, string>>

const PAST_FILES = ['past-1.tsv', 'past-2.tsv', 'past-3.tsv']
const MINUTE_MS = 60_000

/** The posts of the weeks before, oldest first. */
export function readPastPosts(): DemoPost[] {
  return PAST_FILES.flatMap((file) => readRows(file).map(({ post }) => post))
}

/** The posts of the day itself: how long before the start each was said, ms; null for one that comes in the play. */
export function readTodaysPosts(): { agoMs: number | null; post: DemoPost }[] {
  return readRows('today.tsv').map(({ row, post }) => ({
    agoMs: (row['ago'] ?? '') === '' ? null : Number(row['ago']) * MINUTE_MS,
    post,
  }))
}

function readRows(file: string): { row: Row; post: DemoPost }[] {
  const rows: Row[] = parse(readFileSync(join(import.meta.dirname, file), 'utf8'), {
    columns: true,
    delimiter: '\t',
    quote: null,
    skip_empty_lines: true,
  })
  return rows.map((row, i) => ({ row, post: readPost(row, `${file}:${i + 2}`) }))
}

function readPost(row: Row, where: string): DemoPost {
  const network = row['network'] ?? ''
  const text = row['text'] ?? ''
  if (!isNetwork(network) || text === '') throw new Error(`${where} is not a demo post`)
  const followers = row['followers'] ?? ''
  return {
    network,
    handle: row['handle'] ?? 'somebody',
    // Some networks know a handle alone.
    name: row['name'] || (row['handle'] ?? 'Somebody'),
    followers: followers === '' ? null : Number(followers),
    lang: row['lang'] ?? 'en',
    text,
    drew: {
      likes: Math.round(Number(row['likes'] || Math.sqrt(Number(followers)) / 2)),
      replies: Number(row['replies'] ?? 0),
      reposts: Number(row['reposts'] ?? 0),
    },
  }
}
