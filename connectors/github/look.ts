import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Gap, Item } from '../connector.ts'
import { type GitHubClient, looseOf } from './client.ts'
import { readDiscussions } from './discussions.ts'
import { followList } from './list.ts'
import type { Memory, StreamState } from './memory.ts'
import type { MentionContext } from './mention.ts'
import { readComment } from './post.ts'
import { commentsBelow, type Source } from './sources.ts'

export interface Part {
  items: Item[]
  gap?: Gap
}

interface World {
  ctx: Ctx
  mentions: MentionContext
}

/** Issues whose comments are read for one page of a search. */
const MAX_DEEP = 30
/** One repository that is gone or closed to us does not keep us from the others. */
const OF_ONE_SOURCE: ReadonlySet<string> = new Set(['gone', 'forbidden', 'refused'])

/** One look at every source. The memory is moved along with each part: both are stored together. */
export async function* lookAround(
  client: GitHubClient,
  sources: readonly Source[],
  memory: Memory,
  world: World,
): AsyncGenerator<Part> {
  const failures: NetworkError[] = []
  for (const source of sources) {
    let undo = memory.save()
    try {
      for await (const part of lookAt(client, source, memory, world)) {
        yield part
        undo = memory.save()
      }
    } catch (error) {
      if (!(error instanceof NetworkError) || !OF_ONE_SOURCE.has(error.code)) throw error
      failures.push(error)
      world.ctx.log.warn({ source: source.name, code: error.code }, 'GitHub does not show this')
      // What was read and not handed on must come again.
      undo()
    }
  }
  const [first] = failures
  if (first !== undefined && failures.length === sources.length) throw first
}

async function* lookAt(
  client: GitHubClient,
  source: Source,
  memory: Memory,
  world: World,
): AsyncGenerator<Part> {
  const from = memory.streams[source.name] ?? { since: world.mentions.now, etag: null }
  memory.streams[source.name] = from
  if ('discussions' in source) {
    const look = await readDiscussions(client, source.discussions, from, memory, world)
    memory.streams[source.name] = look.state
    yield { items: look.items, ...(look.gap && { gap: look.gap }) }
    return
  }
  for await (const page of followList(client, source.list, from, world.ctx)) {
    const items = page.rows
      .map((row) => memory.take(row, () => source.read(row), world.mentions))
      .filter((item) => item !== null)
    const deep = source.deep ? await readBelow(client, page.rows, from, memory, world) : null
    memory.streams[source.name] = page.state
    yield { items: [...items, ...(deep?.items ?? [])], ...(deep?.gap && { gap: deep.gap }) }
  }
}

/** A search finds issues also by the words of their comments: those are read, too. */
async function readBelow(
  client: GitHubClient,
  rows: readonly unknown[],
  from: StreamState,
  memory: Memory,
  world: World,
): Promise<Part> {
  const items: Item[] = []
  const talked = rows
    .map(looseOf)
    .filter((row) => Number(row['comments']) > 0)
    // The search shows what it found in the last minutes again and again.
    .filter((row) => memory.isNews(`below-${String(row['id'])}`, String(row['updated_at'])))
  for (const row of talked.slice(0, MAX_DEEP)) {
    const path = /\/repos\/[\w.-]+\/[\w.-]+\/issues\/\d+$/.exec(String(row['url']))?.[0]
    if (path === undefined) continue
    const below = followList(
      client,
      commentsBelow(path),
      { since: from.since, etag: null },
      world.ctx,
    )
    try {
      for await (const { rows: comments } of below)
        for (const raw of comments) {
          const item = memory.take(raw, () => readComment(raw, row), world.mentions)
          if (item !== null) items.push(item)
        }
    } catch (error) {
      // Deleted since it was found.
      if (!(error instanceof NetworkError) || error.code !== 'gone') throw error
    }
  }
  if (talked.length <= MAX_DEEP) return { items }
  const why = `The comments below ${talked.length - MAX_DEEP} found issues were not read.`
  return { items, gap: { from: from.since, to: world.mentions.now, why } }
}
