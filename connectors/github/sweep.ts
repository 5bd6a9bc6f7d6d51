import type { Ctx, Item } from '../connector.ts'
import type { HttpAnswer } from '../http.ts'
import { errorOf, type GitHubClient, jsonOf, listOf, looseOf } from './client.ts'
import type { Memory, Watched } from './memory.ts'
import { keyOf, type MentionContext } from './mention.ts'
import { readComment, readIssue } from './post.ts'

/** Posts asked about with each look, in one question (source: GraphQL, at most 100 nodes). */
const AT_ONCE = 100
/** Of those that are missing, so many are looked for by themselves; the others in their next turn. */
const MAX_DOUBTS = 30
const NODES = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }'
const GONE = 'deleted at GitHub'

/** Asks about some posts again, in turn: gone ones are deleted here, moved ones follow. */
export async function sweep(
  client: GitHubClient,
  memory: Memory,
  world: { ctx: Ctx; mentions: MentionContext; closed: ReadonlySet<string> },
): Promise<Item[]> {
  const { watch, turn } = memory
  const due = [...watch.slice(turn), ...watch.slice(0, turn)].slice(0, AT_ONCE)
  const items: Item[] = []
  const gone = new Set<string>()
  const visible = createRepositoryCheck(client, world.ctx)
  const remove = (one: Watched, reason = GONE) => {
    gone.add(one.key)
    items.push({ type: 'delete', key: one.key, reason })
  }
  let doubts = 0
  for (const one of await missingOf(due)) {
    // A repository that we may no longer see says "not found" for everything in it.
    if (!(await visible(one.repo))) continue
    if (one.path === undefined) remove(one)
    else if (doubts++ < MAX_DOUBTS) await lookAgain(one, one.path)
  }
  memory.turn = watch.length === 0 ? 0 : (turn + due.length) % watch.length
  memory.watch = memory.watch.filter((one) => !gone.has(one.key))
  return items

  /** Those whose node is gone, is another one now, or was never known. */
  async function missingOf(posts: readonly Watched[]): Promise<readonly Watched[]> {
    const ids = posts.flatMap((one) => one.node ?? [])
    if (ids.length === 0) return posts
    const nodes = listOf((await client.graphql(world.ctx, NODES, { ids }))['nodes'])
    const there = new Set(nodes.map((node) => looseOf(node)['id']))
    return posts.filter((one) => one.node === undefined || !there.has(one.node))
  }

  async function lookAgain(one: Watched, path: string): Promise<void> {
    const answer = await client.get(world.ctx, path, { redirect: 'manual' })
    const { status } = answer
    if (status === 200) return refresh(one, answer)
    if (status === 404 || status === 410) return remove(one)
    if (status > 300 && status < 309) return follow(one, answer)
    throw errorOf(answer, world.ctx.clock.now())
  }

  function refresh(one: Watched, answer: HttpAnswer): void {
    const post = readerOf(one, answer)()
    if (post?.nodeId != null) one.node = post.nodeId
    const item = memory.take(answer.text.slice(0, 2000), () => post, world.mentions)
    if (item !== null) items.push(item)
  }

  function readerOf(one: Watched, answer: HttpAnswer) {
    const isPrivate = world.closed.has(one.repo.toLowerCase())
    return () =>
      one.path?.includes('/comments/') === true
        ? readComment(jsonOf(answer), undefined, isPrivate)
        : readIssue(jsonOf(answer), isPrivate)
  }

  /** A renamed repository answers from its new place; a transferred issue is another one there. */
  async function follow(one: Watched, moved: HttpAnswer): Promise<void> {
    const location = moved.headers.get('location')
    if (location === null) return
    const answer = await client.get(world.ctx, location)
    if (answer.status !== 200) return remove(one, 'moved out of sight at GitHub')
    const post = readerOf(one, answer)()
    if (post === null) return remove(one)
    if (keyOf(post, world.mentions.scope) === one.key) {
      one.path = new URL(location).pathname.replace(/^\/api\/v3(?=\/)/, '')
      return
    }
    gone.add(one.key)
    items.push({ type: 'delete', key: one.key, reason: `moved to ${post.repo}#${post.number}` })
    const item = memory.take(answer.text.slice(0, 2000), () => post, world.mentions)
    if (item !== null) items.push(item)
  }
}

function createRepositoryCheck(client: GitHubClient, ctx: Ctx) {
  const known = new Map<string, boolean>()
  return async (repo: string): Promise<boolean> => {
    const before = known.get(repo)
    if (before !== undefined) return before
    const { status } = await client.get(ctx, `/repos/${repo}`)
    if (status !== 200) ctx.log.warn({ repo, status }, 'a repository is no longer visible')
    known.set(repo, status === 200)
    return status === 200
  }
}
