import { createHash } from 'node:crypto'
import { type Loose, looseOf } from './client.ts'

/** An issue, a discussion or a comment, however GitHub told us of it. */
export interface Post {
  kind: 'issue' | 'comment' | 'discussion' | 'discussion-comment'
  id: number
  nodeId: string | null
  /** owner/name */
  repo: string
  number: number
  title: string | null
  body: string
  url: string
  /** Epoch ms. */
  createdAt: number
  updatedAt: number
  /** When its words were last changed, where that is told. */
  editedAt: number | null
  author: { id: string | null; login: string; isBot: boolean } | null
  likes: number | null
  replies: number | null
  /** Title of the issue or discussion that it stands below. */
  parentTitle: string | null
  /** Where an answer to a comment of a discussion goes. */
  threadId: string | null
  isPrivate: boolean
}

/** The part of a key that tells posts of GitHub apart. */
export function nativeIdOf(post: Pick<Post, 'kind' | 'id'>): string {
  return `${post.kind}-${post.id}`
}

/** Changes when the words do, and with nothing else. */
export function revisionOf(post: Pick<Post, 'title' | 'body'>): string {
  return createHash('sha256')
    .update(JSON.stringify([post.title, post.body]))
    .digest('hex')
    .slice(0, 24)
}

/** An issue as REST, search and webhooks write it; null for a pull request. */
export function readIssue(value: unknown, isPrivate = false): Post | null {
  const issue = looseOf(value)
  if (issue['pull_request'] !== undefined && issue['pull_request'] !== null) return null
  const repo = repoOf(issue['repository_url'] ?? issue['url'])
  const times = timesOf(issue['created_at'], issue['updated_at'])
  return {
    ...restBase(issue),
    ...times,
    kind: 'issue',
    repo,
    number: wholeOf(issue['number'], 'number'),
    title: wordOf(issue['title'], 'title'),
    editedAt: null,
    replies: countOf(issue['comments']),
    parentTitle: null,
    isPrivate,
  }
}

/** A comment below an issue; null below a pull request. */
export function readComment(value: unknown, issue?: unknown, isPrivate = false): Post | null {
  const comment = looseOf(value)
  const parent = looseOf(issue)
  if (parent['pull_request'] !== undefined && parent['pull_request'] !== null) return null
  if (/\/pull\/\d+/.test(String(comment['html_url']))) return null
  const issueUrl = comment['issue_url']
  const times = timesOf(comment['created_at'], comment['updated_at'])
  return {
    ...restBase(comment),
    ...times,
    kind: 'comment',
    repo: repoOf(issueUrl),
    number: wholeOf(Number(/\/issues\/(\d+)$/.exec(String(issueUrl))?.[1]), 'issue_url'),
    title: null,
    editedAt: times.updatedAt > times.createdAt ? times.updatedAt : null,
    replies: null,
    parentTitle: typeof parent['title'] === 'string' ? parent['title'] : null,
    isPrivate,
  }
}

/** A discussion or its comment as webhooks write it. */
export function readHookDiscussion(
  value: unknown,
  repository: unknown,
  below?: { discussion: unknown },
): Post {
  const it = looseOf(value)
  const repo = looseOf(repository)
  const parent = looseOf(below?.discussion)
  const times = timesOf(it['created_at'], it['updated_at'])
  const number = below === undefined ? it['number'] : parent['number']
  const parentId = it['parent_id']
  return {
    ...restBase(it),
    ...times,
    kind: below === undefined ? 'discussion' : 'discussion-comment',
    repo: checkedRepo(repo['full_name']),
    number: wholeOf(number, 'number'),
    title: below === undefined ? wordOf(it['title'], 'title') : null,
    editedAt: null,
    replies: countOf(it['comments']),
    parentTitle: typeof parent['title'] === 'string' ? parent['title'] : null,
    // An answer below a comment: its thread is that of the comment above, whose id we are not told.
    threadId: typeof parentId === 'number' ? null : (restBase(it).nodeId ?? null),
    isPrivate: repo['private'] === true,
  }
}

/** A discussion or its comment as GraphQL writes it. */
export function readNode(
  value: unknown,
  where: { repo: string; number?: number; parentTitle?: string; threadId?: string | null },
): Post {
  const node = looseOf(value)
  const actor = looseOf(node['author'])
  const isComment = where.number !== undefined
  const id = typeof node['id'] === 'string' ? node['id'] : null
  const times = timesOf(node['createdAt'], node['updatedAt'])
  const edited = node['lastEditedAt']
  return {
    ...times,
    kind: isComment ? 'discussion-comment' : 'discussion',
    id: wholeOf(node['databaseId'], 'databaseId'),
    nodeId: id,
    repo: checkedRepo(where.repo),
    number: where.number ?? wholeOf(node['number'], 'number'),
    title: isComment ? null : wordOf(node['title'], 'title'),
    body: bodyOf(node['body']),
    url: urlOf(node['url']),
    editedAt: edited === null || edited === undefined ? null : timeOf(edited, 'lastEditedAt'),
    author:
      typeof actor['login'] === 'string'
        ? {
            id: typeof actor['databaseId'] === 'number' ? String(actor['databaseId']) : null,
            login: actor['login'],
            isBot: actor['__typename'] === 'Bot',
          }
        : null,
    likes: countOf(node['upvoteCount']),
    replies: countOf(looseOf(node['comments'])['totalCount']),
    parentTitle: where.parentTitle ?? null,
    threadId: isComment ? (where.threadId ?? id) : null,
    isPrivate: false,
  }
}

function restBase(
  it: Loose,
): Pick<Post, 'id' | 'nodeId' | 'body' | 'url' | 'author' | 'likes' | 'threadId'> {
  const user = looseOf(it['user'])
  return {
    id: wholeOf(it['id'], 'id'),
    nodeId: typeof it['node_id'] === 'string' ? it['node_id'] : null,
    body: bodyOf(it['body']),
    url: urlOf(it['html_url']),
    author:
      typeof user['login'] === 'string'
        ? {
            id: typeof user['id'] === 'number' ? String(user['id']) : null,
            login: user['login'],
            isBot: user['type'] === 'Bot',
          }
        : null,
    likes: countOf(looseOf(it['reactions'])['+1']),
    threadId: null,
  }
}

function repoOf(apiUrl: unknown): string {
  return checkedRepo(/\/repos\/([^/]+\/[^/]+)(?:\/|$)/.exec(String(apiUrl))?.[1])
}

function checkedRepo(name: unknown): string {
  if (typeof name !== 'string' || !/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(name))
    throw new Error('It does not say which repository it is from.')
  return name
}

function timesOf(created: unknown, updated: unknown): Pick<Post, 'createdAt' | 'updatedAt'> {
  const createdAt = timeOf(created, 'created_at')
  const updatedAt = updated === undefined ? createdAt : timeOf(updated, 'updated_at')
  return { createdAt, updatedAt: Math.max(createdAt, updatedAt) }
}

/** Epoch ms of GitHub's ISO times. */
export function timeOf(value: unknown, name: string): number {
  const at = typeof value === 'string' && value.length < 40 ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at) || at <= 0) throw new Error(`Its ${name} is no time.`)
  return at
}

function wholeOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0)
    throw new Error(`Its ${name} is no number.`)
  return value
}

function wordOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`Its ${name} is no text.`)
  return value
}

/** An issue without words has null for a body. */
function bodyOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return wordOf(value, 'body')
}

function urlOf(value: unknown): string {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new Error('Its address is none.')
  return value
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
