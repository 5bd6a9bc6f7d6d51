import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import {
  errorOf,
  type GitHubClient,
  jsonOf,
  type Loose,
  listOf,
  looseOf,
  SERVICE,
} from './client.ts'
import { isoOf } from './list.ts'

/** The longest comment, in characters (GitHub: "body is too long (maximum is 65536 characters)"). */
export const MAX_COMMENT = 65_536
/** Their clock may be this much behind ours. */
const SLACK_MS = 2 * 60_000
const ADD =
  'mutation($id: ID!, $body: String!, $thread: ID) { addDiscussionComment(input: {discussionId: $id, body: $body, replyToId: $thread}) { comment { databaseId url } } }'
const FIND_DISCUSSION =
  'query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { discussion(number: $number) { id locked comments(last: 50) { nodes { databaseId url body createdAt viewerDidAuthor replies(last: 50) { nodes { databaseId url body createdAt viewerDidAuthor } } } } } } }'

/** Puts an answer below an issue or a discussion. */
export async function sendReply(
  client: GitHubClient,
  to: ReplyTarget,
  text: string,
  ctx: Ctx,
): Promise<ReplyReceipt> {
  if (text.length > MAX_COMMENT)
    throw new NetworkError('refused', `GitHub takes at most ${MAX_COMMENT} characters.`)
  const { kind, repo, number } = placeOf(to)
  if (kind.startsWith('discussion')) return sendToDiscussion(client, to, text, ctx)
  const answer = await client.post(ctx, `/repos/${repo}/issues/${number}/comments`, { body: text })
  if (answer.status === 201) {
    const { id, html_url: url } = looseOf(parsedOrNothing(answer.text))
    if (typeof id !== 'number')
      throw new NetworkError('ambiguous', 'GitHub did not tell where it put the answer.')
    return { nativeId: `comment-${id}`, url: typeof url === 'string' ? url : null }
  }
  const error = errorOf(answer, ctx.clock.now(), true)
  if (error.code === 'forbidden' && /locked/i.test(answer.text))
    throw new NetworkError('refused', 'The conversation is locked at GitHub.')
  throw error
}

async function sendToDiscussion(
  client: GitHubClient,
  to: ReplyTarget,
  text: string,
  ctx: Ctx,
): Promise<ReplyReceipt> {
  const discussion = await findDiscussion(client, to, ctx)
  if (discussion['locked'] === true)
    throw new NetworkError('refused', 'The conversation is locked at GitHub.')
  const variables = { id: discussion['id'], body: text, thread: to.replyRef['thread'] ?? null }
  const data = await client.graphql(ctx, ADD, variables, true)
  const { databaseId, url } = looseOf(looseOf(data['addDiscussionComment'])['comment'])
  if (typeof databaseId !== 'number')
    throw new NetworkError('ambiguous', 'GitHub did not tell where it put the answer.')
  return {
    nativeId: `discussion-comment-${databaseId}`,
    url: typeof url === 'string' ? url : null,
  }
}

/** The answer of this press, if it arrived: our own comment with these words since then. */
export async function findOwnReply(
  client: GitHubClient,
  to: ReplyTarget,
  text: string,
  { pressedAt }: ReplyOptions,
  world: { ctx: Ctx; ownId: string },
): Promise<ReplyReceipt | null> {
  const { ctx, ownId } = world
  const { kind, repo, number } = placeOf(to)
  const from = pressedAt - SLACK_MS
  const isIt = (body: unknown, at: unknown) => body === text && Date.parse(String(at)) >= from
  if (kind.startsWith('discussion')) {
    const comments = listOf(looseOf((await findDiscussion(client, to, ctx))['comments'])['nodes'])
    const all = comments
      .map(looseOf)
      .flatMap((one) => [one, ...listOf(looseOf(one['replies'])['nodes']).map(looseOf)])
    const mine = all.find(
      (one) => one['viewerDidAuthor'] === true && isIt(one['body'], one['createdAt']),
    )
    return mine === undefined
      ? null
      : {
          nativeId: `discussion-comment-${String(mine['databaseId'])}`,
          url: typeof mine['url'] === 'string' ? mine['url'] : null,
        }
  }
  const query = `since=${encodeURIComponent(isoOf(from))}&per_page=100`
  const answer = await client.get(ctx, `/repos/${repo}/issues/${number}/comments?${query}`)
  if (answer.status !== 200) throw errorOf(answer, ctx.clock.now())
  for (const comment of listOf(jsonOf(answer)).map(looseOf)) {
    if (String(looseOf(comment['user'])['id']) !== ownId) continue
    if (!isIt(comment['body'], comment['created_at'])) continue
    const url = comment['html_url']
    return {
      nativeId: `comment-${String(comment['id'])}`,
      url: typeof url === 'string' ? url : null,
    }
  }
  return null
}

async function findDiscussion(client: GitHubClient, to: ReplyTarget, ctx: Ctx): Promise<Loose> {
  const { repo, number } = placeOf(to)
  const [owner = '', name = ''] = repo.split('/')
  const data = await client.graphql(ctx, FIND_DISCUSSION, { owner, name, number: Number(number) })
  const found = looseOf(data['repository'])['discussion']
  if (found === null || found === undefined)
    throw new NetworkError('gone', `${SERVICE} no longer has this discussion.`)
  return looseOf(found)
}

function placeOf({ replyRef }: ReplyTarget): { kind: string; repo: string; number: string } {
  const { kind, repo, number } = replyRef
  if (kind === undefined || repo === undefined || number === undefined)
    throw new NetworkError(
      'refused',
      'This post was stored without what GitHub needs for an answer.',
    )
  return { kind, repo, number }
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
