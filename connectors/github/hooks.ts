import type { HookRequest, HookVerdict, Item } from '../connector.ts'
import { digestOf, isUsableSecret, matchesSignature, textOf } from '../hook-signature.ts'
import { type Loose, looseOf } from './client.ts'
import { itemOf, keyOf, type MentionContext } from './mention.ts'
import { type Post, readComment, readHookDiscussion, readIssue } from './post.ts'

export const HOOK_SECRET = 'EARSHOT_GITHUB_WEBHOOK_SECRET'
const MAX_EVENT = 60
/** What we listen to; everything else is answered and forgotten. */
const EVENTS = new Set(['issues', 'issue_comment', 'discussion', 'discussion_comment'])

/** Judges an event. GitHub dates nothing, so a repeat is known by its bytes, whatever its delivery id says. */
export function judgeEvent(
  request: HookRequest,
  secret: string | undefined,
  isOurs: (repo: string) => boolean,
): HookVerdict {
  if (!isUsableSecret(secret))
    return { status: 503, answer: { error: `${HOOK_SECRET} is not set at Earshot.` } }
  if (!matchesSignature(secret, [request.body], request.header('x-hub-signature-256')))
    return { status: 401, answer: { error: 'X-Hub-Signature-256 does not fit.' } }
  if (!/^application\/json\b/i.test(request.header('content-type') ?? ''))
    return { status: 415, answer: { error: 'Set the content type to application/json.' } }
  const kind = request.header('x-github-event') ?? ''
  const body = textOf(request.body)
  const payload = body === null ? null : parse(body)
  if (body === null || payload === null)
    return { status: 400, answer: { error: 'The body is no JSON object.' } }
  if (kind === 'ping') return { status: 200, answer: { heard: 'ping' } }
  const repo = looseOf(payload['repository'])['full_name']
  if (!EVENTS.has(kind) || (typeof repo === 'string' && !isOurs(repo)))
    return { status: 202, answer: { ignored: kind.slice(0, MAX_EVENT) } }
  const digest = digestOf(request.body)
  return { status: 202, answer: { accepted: kind }, keep: { key: digest, digest, kind, body } }
}

/** What an event says; what cannot be understood is set aside. */
export function itemsOfEvent(kind: string, body: string, context: MentionContext): Item[] {
  const payload = parse(body)
  if (payload === null) return [{ type: 'poison', raw: body.slice(0, 64_000), reason: 'no JSON' }]
  const items = [...(moveOf(kind, payload, context) ?? [mainItem(kind, payload, context)])]
  return items.filter((item) => item !== null)
}

function mainItem(kind: string, payload: Loose, context: MentionContext): Item | null {
  const action = payload['action']
  const read = readerOf(kind, payload)
  const raw = payload[kind === 'issues' ? 'issue' : kind.endsWith('comment') ? 'comment' : kind]
  if (action === 'deleted') return removal(raw, read, context, 'deleted at GitHub')
  if (action === 'edited') return itemOf(raw, () => editedNow(read()), context)
  if (action === 'opened' || action === 'created') return itemOf(raw, read, context)
  return null
}

function readerOf(kind: string, payload: Loose): () => Post | null {
  const { issue, comment, discussion, repository } = payload
  const isPrivate = looseOf(repository)['private'] === true
  if (kind === 'issues') return () => readIssue(issue, isPrivate)
  if (kind === 'issue_comment') return () => readComment(comment, issue, isPrivate)
  if (kind === 'discussion') return () => readHookDiscussion(discussion, repository)
  return () => readHookDiscussion(comment, repository, { discussion })
}

/** An event "edited" is told at the moment of the edit. */
function editedNow(post: Post | null): Post | null {
  return post === null ? null : { ...post, editedAt: post.updatedAt }
}

/** A transfer ends one post and begins another elsewhere; null where the event is none. */
function moveOf(kind: string, payload: Loose, context: MentionContext): (Item | null)[] | null {
  const changes = looseOf(payload['changes'])
  const [what, repoKey] = kind === 'issues' ? ['issue', 'repository'] : ['discussion', 'repository']
  if (kind !== 'issues' && kind !== 'discussion') return null
  const read = kind === 'issues' ? readIssue : null
  if (payload['action'] === 'opened' && changes[`old_${what}`] !== undefined) {
    const before = changes[`old_${what}`]
    const oldRead = () => read?.(before) ?? readHookDiscussion(before, changes[`old_${repoKey}`])
    return [removal(before, oldRead, context, 'moved'), mainItem(kind, payload, context)]
  }
  if (payload['action'] !== 'transferred') return null
  const after = changes[`new_${what}`]
  const newRepo = changes[`new_${repoKey}`]
  const gone = removal(payload[what], readerOf(kind, payload), context, 'moved')
  if (after === undefined || looseOf(newRepo)['private'] === true) return [gone]
  const newRead = () => read?.(after) ?? readHookDiscussion(after, newRepo)
  return [gone, itemOf(after, () => asOf(newRead()), context)]
}

/** The words of a moved post are as of its last change. */
function asOf(post: Post): Post {
  return post.updatedAt > post.createdAt ? { ...post, editedAt: post.updatedAt } : post
}

function removal(
  raw: unknown,
  read: () => Post | null,
  context: MentionContext,
  reason: string,
): Item | null {
  // The words do not matter any more, so a post without words can be removed as well.
  const id = looseOf(raw)['id']
  const found = itemOf(raw, () => withWords(read()), context)
  if (found?.type !== 'upsert') return found
  const kind = found.mention.nativeId.replace(/-\d+$/, '') as Post['kind']
  return { type: 'delete', key: keyOf({ kind, id: Number(id) }, context.scope), reason }
}

function withWords(post: Post | null): Post | null {
  return post === null ? null : { ...post, body: 'gone' }
}

function parse(body: string): Loose | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Loose)
      : null
  } catch {
    return null
  }
}
