import type { Ctx, Item } from '../connector.ts'
import type { HttpAnswer } from '../http.ts'
import { errorOf, type GitHubClient, jsonOf, listOf } from './client.ts'
import type { Memory, Watched } from './memory.ts'
import { keyOf, type MentionContext } from './mention.ts'
import { readComment, readIssue } from './post.ts'

/** Posts looked at again with each look. */
const AT_ONCE = 10
const NODES = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }'
const GONE = 'deleted at GitHub'

/** Looks at some posts again, in turn: gone ones are deleted here, moved ones follow, edits are heard. */
export async function sweep(
  client: GitHubClient,
  memory: Memory,
  world: { ctx: Ctx; mentions: MentionContext; closed: ReadonlySet<string> },
): Promise<Item[]> {
  const due: Watched[] = []
  for (let i = 0; i < Math.min(AT_ONCE, memory.watch.length); i++) {
    const one = memory.watch[(memory.turn + i) % memory.watch.length]
    if (one !== undefined) due.push(one)
  }
  const items: Item[] = []
  const gone = new Set<string>()
  const visible = createRepositoryCheck(client, world.ctx)
  const remove = async (one: Watched, reason = GONE) => {
    // A repository that we may no longer see says "not found" for everything in it.
    if (!(await visible(one.repo))) return
    gone.add(one.key)
    items.push({ type: 'delete', key: one.key, reason })
  }
  for (const one of due) if (one.path !== undefined) await lookAgain(one, one.path)
  await lookAtNodes(due.filter((one) => one.node !== undefined))
  memory.turn = memory.watch.length === 0 ? 0 : (memory.turn + due.length) % memory.watch.length
  memory.watch = memory.watch.filter((one) => !gone.has(one.key))
  return items

  async function lookAgain(one: Watched, path: string): Promise<void> {
    const answer = await client.get(world.ctx, path, { etag: one.etag, redirect: 'manual' })
    const { status } = answer
    if (status === 304) return
    if (status === 200) return refresh(one, answer)
    if (status === 404 || status === 410) return remove(one)
    if (status > 300 && status < 309) return follow(one, answer)
    throw errorOf(answer, world.ctx.clock.now())
  }

  async function lookAtNodes(nodes: readonly Watched[]): Promise<void> {
    if (nodes.length === 0) return
    const ids = nodes.map((one) => one.node)
    const found = listOf((await client.graphql(world.ctx, NODES, { ids }))['nodes'])
    for (const [i, one] of nodes.entries()) if (found[i] === null) await remove(one)
  }

  function refresh(one: Watched, answer: HttpAnswer): void {
    one.etag = answer.headers.get('etag')
    const item = memory.take(answer.text.slice(0, 2000), readerOf(one, answer), world.mentions)
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
