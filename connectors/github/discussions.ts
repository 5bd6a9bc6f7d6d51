import type { Ctx, Gap, Item } from '../connector.ts'
import { type GitHubClient, type Loose, listOf, looseOf } from './client.ts'
import { isoOf } from './list.ts'
import type { Memory, StreamState } from './memory.ts'
import type { MentionContext } from './mention.ts'
import { type Post, readNode, timeOf } from './post.ts'

const WORDS =
  'id databaseId body url createdAt updatedAt lastEditedAt upvoteCount author { __typename login ... on User { databaseId } ... on Bot { databaseId } }'
const DISCUSSION = `${WORDS} number title repository { nameWithOwner } comments(last: 50) { totalCount nodes { ${WORDS} replies(last: 30) { nodes { ${WORDS} } } } }`
const BY_REPOSITORY = `query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { discussions(first: 10, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) { pageInfo { hasNextPage endCursor } nodes { ${DISCUSSION} } } } }`
const BY_SEARCH = `query($q: String!, $after: String) { search(type: DISCUSSION, query: $q, first: 10, after: $after) { pageInfo { hasNextPage endCursor } nodes { ... on Discussion { ${DISCUSSION} } } } }`

/** A full question costs five points of five thousand an hour, this one a single point. */
const PEEK_REPOSITORY =
  'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { discussions(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { updatedAt } } } }'
const PEEK_SEARCH =
  'query($q: String!) { search(type: DISCUSSION, query: $q, first: 1) { discussionCount nodes { ... on Discussion { updatedAt } } } }'
/** Two changes may share a second: what is younger than this is looked at again. */
const SETTLED_MS = 2 * 60_000

const MAX_PAGES = 30
const OVERLAP_MS = 60_000

/** Whose discussions are read: those of a repository, or all that a search finds. */
export type DiscussionSource = { repository: string; isPrivate: boolean } | { search: string }

export interface DiscussionLook {
  items: Item[]
  state: StreamState
  gap?: Gap
}

/** New and changed discussions with their comments. Pages come newest first, so the state moves at the end. */
export async function readDiscussions(
  client: GitHubClient,
  source: DiscussionSource,
  from: StreamState,
  memory: Memory,
  world: { ctx: Ctx; mentions: MentionContext },
): Promise<DiscussionLook> {
  const mark = await peek(client, source, from, world.ctx)
  if (mark !== null && mark === from.etag) return { items: [], state: from }
  const nodes: Loose[] = []
  let after: string | null = null
  let left = false
  for (let page = 0; ; page++) {
    const found: Loose = await askFor(client, source, from, after, world.ctx)
    const fresh = listOf(found['nodes']).map(looseOf)
    const young = fresh.filter((node) => changedAt(node) >= from.since)
    nodes.push(...young)
    const info = looseOf(found['pageInfo'])
    after = typeof info['endCursor'] === 'string' ? info['endCursor'] : null
    if (info['hasNextPage'] !== true || after === null || young.length < fresh.length) break
    left = page + 1 >= MAX_PAGES
    if (left) break
  }
  const items = nodes
    .reverse()
    .flatMap((node) => itemsOf(node, source, from.since, memory, world.mentions))
  const times = nodes.map(changedAt).filter(Number.isFinite)
  const newest = Math.max(from.since, ...times)
  const state = { since: Math.max(from.since, newest - OVERLAP_MS), etag: mark }
  if (!left) return { items, state }
  const why = 'GitHub had more changed discussions than one look reads.'
  return { items, state, gap: { from: from.since, to: Math.min(...times), why } }
}

/** What stands at the top now; null while it is too fresh to say that nothing will join it. */
async function peek(
  client: GitHubClient,
  source: DiscussionSource,
  from: StreamState,
  ctx: Ctx,
): Promise<string | null> {
  const found =
    'search' in source
      ? looseOf(
          (await client.graphql(ctx, PEEK_SEARCH, { q: queryOf(source.search, from) }))['search'],
        )
      : looseOf(
          looseOf(
            (await client.graphql(ctx, PEEK_REPOSITORY, nameOf(source.repository)))['repository'],
          )['discussions'],
        )
  const [first] = listOf(found['nodes']).map(looseOf)
  const count = Number(found['totalCount'] ?? found['discussionCount'])
  if (!Number.isSafeInteger(count)) return null
  if (first === undefined) return `${count} none`
  const at = changedAt(first)
  return ctx.clock.now() - at > SETTLED_MS ? `${count} ${at}` : null
}

async function askFor(
  client: GitHubClient,
  source: DiscussionSource,
  from: StreamState,
  after: string | null,
  ctx: Ctx,
): Promise<Loose> {
  if ('search' in source) {
    const q = queryOf(source.search, from)
    return looseOf((await client.graphql(ctx, BY_SEARCH, { q, after }))['search'])
  }
  const data = await client.graphql(ctx, BY_REPOSITORY, { ...nameOf(source.repository), after })
  return looseOf(looseOf(data['repository'])['discussions'])
}

function queryOf(words: string, { since }: StreamState): string {
  return `${words} updated:>=${isoOf(since)} sort:updated-desc`
}

function nameOf(repository: string): { owner: string; name: string } {
  const [owner = '', name = ''] = repository.split('/')
  return { owner, name }
}

/** Infinity where it does not say: it is read, and set aside. */
function changedAt(node: Loose): number {
  try {
    return timeOf(node['updatedAt'], 'updatedAt')
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function itemsOf(
  node: Loose,
  source: DiscussionSource,
  since: number,
  memory: Memory,
  context: MentionContext,
): Item[] {
  const own = looseOf(node['repository'])['nameWithOwner']
  const repo = 'repository' in source ? source.repository : typeof own === 'string' ? own : ''
  const items: Item[] = []
  const add = (raw: unknown, read: () => Post) => {
    // An answer moves the whole discussion up: what is older in it is no news.
    const readYoung = () => {
      const post = read()
      const isPrivate = 'repository' in source && source.isPrivate
      return (post.editedAt ?? post.createdAt) < since ? null : { ...post, isPrivate }
    }
    const item = memory.take(raw, readYoung, context)
    if (item !== null) items.push(item)
  }
  const { comments, ...bare } = node
  add(bare, () => readNode(node, { repo }))
  const number = typeof node['number'] === 'number' ? node['number'] : 0
  const parentTitle = typeof node['title'] === 'string' ? node['title'] : ''
  for (const raw of listOf(looseOf(comments)['nodes'])) {
    const comment = looseOf(raw)
    add(raw, () => readNode(comment, { repo, number, parentTitle }))
    const threadId = typeof comment['id'] === 'string' ? comment['id'] : null
    for (const reply of listOf(looseOf(comment['replies'])['nodes']))
      add(reply, () => readNode(reply, { repo, number, parentTitle, threadId }))
  }
  return items
}
