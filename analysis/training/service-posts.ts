import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlainPost, readPlainLines } from './plain-posts.ts'

/**
 * What people write to the help desk of a company, written for this project, one line a post: about trains, coaches, parcels,
 * phones, banks and hotels. The public sets are talk about anything; there, nobody asks for a receipt, and few say thanks.
 */
export function readServicePosts(): readonly PlainPost[] {
  return readPlainLines(
    readFileSync(join(import.meta.dirname, 'invented', 'help-desk.txt'), 'utf8'),
  )
}
