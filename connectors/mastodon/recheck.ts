import type { mastodon } from 'masto'
import { NetworkError } from '../../core/errors.ts'
import type { Item } from '../connector.ts'
import type { Book, Known } from './book.ts'
import type { Features } from './features.ts'
import { listOf, looseOf, textOf, timeOf } from './loose.ts'
import type { Reader } from './reader.ts'

/** As many ids as one request may name (source: Mastodon, StatusesController::CONTEXT_LIMIT of many). */
const MANY = 20
/** Servers without that request are asked post by post, and so for fewer. */
const SINGLY = 30
/** So many missing posts are looked at one by one; the rest waits for the next turn. */
const MAX_DOUBTS = 20

/**
 * Edits and deletions that the stream did not tell, because it was not there: the newest posts are asked for
 * again. One that is missing from a list is asked for by itself before it counts as deleted.
 */
export async function* recheck(
  client: mastodon.rest.Client,
  features: Features,
  book: Book,
  reader: Reader,
): AsyncGenerator<Item[]> {
  let doubts = 0
  if (!features.manyStatuses) {
    for (const post of book.recent().slice(0, SINGLY)) yield askFor(client, post, reader)
    return
  }
  const posts = book.recent()
  for (let i = 0; i < posts.length; i += MANY) {
    const some = posts.slice(i, i + MANY)
    const found = await client.v1.statuses.fetch({ id: some.map(({ id }) => id) })
    const byId = new Map(listOf(found).map((status) => [textOf(status['id']), status]))
    const items: Item[] = []
    for (const post of some) {
      const status = byId.get(post.id)
      if (status !== undefined)
        items.push(...(isChanged(post, status) ? reader.status(status) : []))
      else if (doubts++ < MAX_DOUBTS) items.push(...(await askFor(client, post, reader)))
    }
    yield items
  }
}

async function askFor(client: mastodon.rest.Client, post: Known, reader: Reader): Promise<Item[]> {
  try {
    const status = looseOf(await client.v1.statuses.$select(encodeURIComponent(post.id)).fetch())
    return isChanged(post, status) ? reader.status(status) : []
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'gone') return reader.deletion(post.id)
    throw error
  }
}

function isChanged(post: Known, status: Readonly<Record<string, unknown>>): boolean {
  const editedAt = timeOf(status['editedAt'])
  return editedAt !== null && new Date(editedAt).toISOString() !== post.revision
}
