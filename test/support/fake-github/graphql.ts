import { type FakeThing, type FakeUser, type GitHubStore, isoOf } from './store.ts'

type Variables = Readonly<Record<string, unknown>>
interface GraphqlAnswer {
  data: unknown
  errors?: { type: string; message: string }[]
}

/** The questions about discussions that a listener asks of GitHub's GraphQL, told apart by what they name. */
export function answerGraphql(
  store: GitHubStore,
  query: string,
  variables: Variables,
  me: FakeUser,
  webUrl: string,
): GraphqlAnswer {
  const node = (thing: FakeThing) => nodeOf(store, thing, me, webUrl)
  if (query.includes('addDiscussionComment')) return addComment(store, variables, me, node)
  if (query.includes('nodes(ids:')) {
    const ids = variables['ids'] as string[]
    const found = ids.map((id) => store.alive().find((thing) => thing.node === id) ?? null)
    const errors = found.flatMap((thing, i) =>
      thing === null
        ? [
            {
              type: 'NOT_FOUND',
              message: `Could not resolve to a node with the global id of '${ids[i]}'`,
            },
          ]
        : [],
    )
    const nodes = found.map((thing) => (thing === null ? null : { id: thing.node }))
    return { data: { nodes }, ...(errors.length > 0 && { errors }) }
  }
  if (query.includes('search(type: DISCUSSION')) {
    const q = String(variables['q'])
    const words = q
      .replace(/\b(?:sort|updated):\S+/g, '')
      .replaceAll('"', '')
      .trim()
      .toLowerCase()
    const all = topics(store, () => true).filter((t) =>
      `${t.title} ${t.body}`.toLowerCase().includes(words),
    )
    return { data: { search: page(all, variables, node, sizeOf(query)) } }
  }
  const name = `${String(variables['owner'])}/${String(variables['name'])}`
  const repo = store.repos.get(name.toLowerCase())
  if (repo === undefined)
    return {
      data: { repository: null },
      errors: [
        {
          type: 'NOT_FOUND',
          message: `Could not resolve to a Repository with the name '${name}'.`,
        },
      ],
    }
  const own = topics(store, (t) => t.repo === repo.name)
  if (query.includes('discussion(number:')) {
    const one = own.find((t) => t.number === variables['number'])
    if (one !== undefined) return { data: { repository: { discussion: node(one) } } }
    return {
      data: { repository: { discussion: null } },
      errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a Discussion.' }],
    }
  }
  return { data: { repository: { discussions: page(own, variables, node, sizeOf(query)) } } }
}

function topics(store: GitHubStore, belongs: (thing: FakeThing) => boolean): FakeThing[] {
  const all = store.alive().filter((t) => t.kind === 'discussion' && belongs(t))
  return all.sort((a, b) => b.updatedAt - a.updatedAt || b.id - a.id)
}

const sizeOf = (query: string) => Number(/\bfirst: (\d+)/.exec(query)?.[1] ?? 0)

function page(
  all: FakeThing[],
  variables: Variables,
  node: (thing: FakeThing) => unknown,
  size: number,
) {
  const from = Number(variables['after'] ?? 0)
  const end = from + size
  return {
    totalCount: all.length,
    discussionCount: all.length,
    pageInfo: { hasNextPage: all.length > end, endCursor: String(end) },
    nodes: all.slice(from, end).map(node),
  }
}

function nodeOf(
  store: GitHubStore,
  thing: FakeThing,
  me: FakeUser,
  webUrl: string,
): Record<string, unknown> {
  const { kind, repo, number } = thing
  const children = store
    .alive()
    .filter((t) => t.kind === 'discussion-comment' && t.repo === repo && t.number === number)
  const web = `${webUrl}/${repo}/discussions/${number}`
  const own = {
    id: thing.node,
    databaseId: thing.id,
    body: thing.body,
    url: kind === 'discussion' ? web : `${web}#discussioncomment-${thing.id}`,
    createdAt: isoOf(thing.createdAt),
    updatedAt: isoOf(thing.updatedAt),
    lastEditedAt: thing.editedAt === null ? null : isoOf(thing.editedAt),
    upvoteCount: 1,
    viewerDidAuthor: thing.user.id === me.id,
    author: { __typename: thing.user.type, login: thing.user.login, databaseId: thing.user.id },
  }
  if (kind === 'discussion') {
    const comments = children.filter((t) => t.parent === null)
    return {
      ...own,
      number,
      title: thing.title,
      locked: thing.locked,
      repository: { nameWithOwner: repo },
      comments: {
        totalCount: comments.length,
        nodes: comments.slice(-50).map((t) => nodeOf(store, t, me, webUrl)),
      },
    }
  }
  const replies = children.filter((t) => t.parent === thing.id)
  return { ...own, replies: { nodes: replies.slice(-30).map((t) => nodeOf(store, t, me, webUrl)) } }
}

function addComment(
  store: GitHubStore,
  variables: Variables,
  me: FakeUser,
  node: (thing: FakeThing) => Record<string, unknown>,
): GraphqlAnswer {
  const refuse = (type: string, message: string) => ({
    data: { addDiscussionComment: null },
    errors: [{ type, message }],
  })
  const topic = store.alive().find((t) => t.node === variables['id'])
  if (topic === undefined) return refuse('NOT_FOUND', 'Could not resolve to a node.')
  if (topic.locked) return refuse('FORBIDDEN', 'Discussion is locked')
  const thread = store.alive().find((t) => t.node === variables['thread'])
  if (variables['thread'] !== null && (thread === undefined || thread.parent !== null))
    return refuse('UNPROCESSABLE', 'Parent comment is already in a thread, cannot reply to it')
  const made = store.comment(topic, String(variables['body']), {
    user: me,
    parent: thread?.id ?? null,
  })
  return { data: { addDiscussionComment: { comment: node(made) } } }
}
