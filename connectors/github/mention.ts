import { cleanName, cleanText, clip } from '../../core/hostile-text.ts'
import { type Mention, mentionKey } from '../../core/mention.ts'
import type { Item } from '../connector.ts'
import { type PlainWords, plainWords } from './markdown.ts'
import { nativeIdOf, type Post, revisionOf } from './post.ts'

export interface MentionContext {
  connectionId: string
  /** '' at github.com, else the host. */
  scope: string
  now: number
  /** The account that answers, by id and by name. */
  own: { id: string | null; login: string } | null
}

/** The key of a post at this host. */
export function keyOf(post: Pick<Post, 'kind' | 'id'>, scope: string): string {
  return mentionKey('github', scope, nativeIdOf(post))
}

/** A post as a mention. */
export function mentionOf(post: Post, context: MentionContext): Mention {
  const { now, own, scope, connectionId } = context
  const words = plainWords(post.body)
  const title = post.title === null ? '' : cleanName(post.title, 300)
  const text = textOf(words, title, post)
  const handles = words.handles.map((handle) => `@${handle}`)
  const isTag = own !== null && words.handles.some((handle) => sameLogin(handle, own.login))
  const parentText = cleanText(words.quoted) || (post.parentTitle ?? '')
  return {
    key: keyOf(post, scope),
    network: 'github',
    connectionId,
    nativeId: nativeIdOf(post),
    revision: revisionOf(post),
    kind: post.kind === 'issue' || post.kind === 'discussion' ? 'post' : 'comment',
    trigger: isTag ? 'tag' : 'keyword',
    url: post.url,
    text,
    ...(title !== '' && { title }),
    lang: null,
    author: authorOf(post, own),
    parents: {
      root: `${post.repo}#${post.number}`,
      container: { id: post.repo, name: post.repo },
      ...(parentText !== '' && { replyToText: clip(parentText, 2000) }),
    },
    media: [],
    links: words.links,
    hashtags: [],
    mentionedHandles: handles,
    metrics: metricsOf(post, now),
    rating: null,
    visibility: post.isPrivate ? 'community' : 'public',
    sensitive: false,
    createdAt: post.createdAt,
    editedAt: post.editedAt,
    observedAt: post.updatedAt,
    receivedAt: now,
    replyRef: replyRefOf(post),
  }
}

/** Code or a picture alone is shown as it was written. */
function textOf({ text, quoted }: PlainWords, title: string, post: Post): string {
  const words = cleanText(text) || title || cleanText(quoted || post.body)
  if (words.trim() === '') throw new Error('It holds no words.')
  return words
}

function authorOf({ author, url }: Post, own: MentionContext['own']): Mention['author'] {
  const unknown = { followers: null, verified: null }
  if (author === null)
    return { id: null, handle: null, name: null, ...unknown, isBot: null, isSelf: false }
  const handle = cleanName(author.login)
  return {
    id: author.id,
    handle,
    name: handle,
    url: new URL(`/${encodeURIComponent(author.login)}`, url).href,
    ...unknown,
    isBot: author.isBot,
    isSelf: isOwn(author, own),
  }
}

function metricsOf({ likes, replies }: Post, asOf: number): Mention['metrics'] {
  return { asOf, ...(likes !== null && { likes }), ...(replies !== null && { replies }) }
}

/** A reading that fails is set aside with its reason; null means that the post is none of ours. */
export function itemOf(
  raw: unknown,
  read: () => Post | null,
  context: MentionContext,
): Item | null {
  try {
    const post = read()
    return post === null ? null : { type: 'upsert', mention: mentionOf(post, context) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { type: 'poison', raw: clip(JSON.stringify(raw) ?? '', 64_000), reason: error.message }
  }
}

function replyRefOf(post: Post): Record<string, string> {
  const where = { kind: post.kind, repo: post.repo, number: String(post.number) }
  return {
    ...where,
    ...(post.nodeId !== null && { node: post.nodeId }),
    ...(post.threadId !== null && { thread: post.threadId }),
  }
}

function isOwn(author: NonNullable<Post['author']>, own: MentionContext['own']): boolean {
  if (own === null) return false
  return own.id === null ? sameLogin(author.login, own.login) : author.id === own.id
}

function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.replace(/^@/, '').toLowerCase()
}
