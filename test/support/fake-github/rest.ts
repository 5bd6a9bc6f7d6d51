import { type FakeThing, type FakeUser, type GitHubStore, isoOf } from './store.ts'

export interface RestRequest {
  method: string
  url: URL
  body: string
  /** Whose token it is; null without one. */
  me: FakeUser | null
  /** A token that may not write comments. */
  readOnly: boolean
}

export interface RestAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

const NOT_FOUND: RestAnswer = { status: 404, body: { message: 'Not Found', status: '404' } }
const ISSUES_ORDER = new Set(['created', 'updated', 'comments'])

/** GitHub's REST interface, as far as a listener meets it; refuses what the real one refuses. */
export function answerRest(store: GitHubStore, request: RestRequest, apiUrl: string): RestAnswer {
  const { url, method, me } = request
  const path = url.pathname
  if (path === '/user') {
    if (me === null) return { status: 401, body: { message: 'Requires authentication' } }
    return { status: 200, body: me, headers: { 'x-oauth-scopes': 'read:org, public_repo' } }
  }
  if (path === '/search/issues') return searchIssues(store, url, apiUrl)
  const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path) ?? []
  const repo = store.repos.get(`${owner}/${name}`.toLowerCase())
  if (repo === undefined || (repo.private && me === null)) return NOT_FOUND
  if (repo.renamedTo !== null) {
    const location = `${apiUrl}/repos/${repo.renamedTo}${rest}${url.search}`
    return {
      status: 301,
      body: { message: 'Moved Permanently', url: location },
      headers: { location },
    }
  }
  if (rest === '') return { status: 200, body: { full_name: repo.name, private: repo.private } }
  if (rest === '/issues')
    return list(store, url, apiUrl, (t) => t.kind === 'issue' && t.repo === repo.name)
  if (rest === '/issues/comments')
    return list(store, url, apiUrl, (t) => t.kind === 'comment' && t.repo === repo.name)
  const [, commentId] = /^\/issues\/comments\/(\d+)$/.exec(rest) ?? []
  if (commentId !== undefined)
    return one(store, (t) => t.kind === 'comment' && String(t.id) === commentId, apiUrl)
  const [, number, below] = /^\/issues\/(\d+)(\/comments)?$/.exec(rest) ?? []
  if (number === undefined) return NOT_FOUND
  const isIt = (t: FakeThing) =>
    t.kind === 'issue' && t.repo === repo.name && String(t.number) === number
  if (below === undefined) return one(store, isIt, apiUrl)
  const issue = store.alive().find(isIt)
  if (issue === undefined) return NOT_FOUND
  if (method === 'POST') return addComment(store, issue, request, apiUrl)
  return list(
    store,
    url,
    apiUrl,
    (t) => t.kind === 'comment' && t.repo === repo.name && t.number === issue.number,
    false,
  )
}

function one(store: GitHubStore, isIt: (thing: FakeThing) => boolean, apiUrl: string): RestAnswer {
  const thing = store.things.find(isIt)
  if (thing === undefined) return NOT_FOUND
  if (thing.movedTo !== null) {
    const location = `${apiUrl}/repos/${thing.movedTo.repo}/issues/${thing.movedTo.number}`
    return {
      status: 301,
      body: { message: 'Moved Permanently', url: location },
      headers: { location },
    }
  }
  if (!thing.deleted) return { status: 200, body: store.rest(thing, apiUrl) }
  return thing.kind === 'issue'
    ? { status: 410, body: { message: 'This issue was deleted', status: '410' } }
    : NOT_FOUND
}

function list(
  store: GitHubStore,
  url: URL,
  apiUrl: string,
  belongs: (thing: FakeThing) => boolean,
  sortable = true,
): RestAnswer {
  const query = url.searchParams
  const size = Number(query.get('per_page') ?? '30')
  const page = Number(query.get('page') ?? '1')
  const since = query.get('since')
  const sort = query.get('sort') ?? 'created'
  if (!(size >= 1 && size <= 100) || !(page >= 1) || !ISSUES_ORDER.has(sort))
    return { status: 422, body: { message: 'Validation Failed' } }
  if (since !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(since))
    return { status: 422, body: { message: 'since is no timestamp' } }
  const from = since === null ? 0 : Date.parse(since)
  const rows = store.alive().filter((t) => belongs(t) && t.updatedAt >= from)
  const time = (t: FakeThing) => (sort === 'updated' && sortable ? t.updatedAt : t.createdAt)
  const turn = !sortable || query.get('direction') === 'asc' ? 1 : -1
  rows.sort((a, b) => turn * (time(a) - time(b)) || turn * (a.id - b.id))
  return paged(store, rows, { url, size, page, apiUrl })
}

function paged(
  store: GitHubStore,
  rows: readonly FakeThing[],
  { url, size, page, apiUrl }: { url: URL; size: number; page: number; apiUrl: string },
): RestAnswer {
  const part = rows.slice((page - 1) * size, page * size).map((t) => store.rest(t, apiUrl))
  if (rows.length <= page * size) return { status: 200, body: part }
  const next = new URL(`${apiUrl}${url.pathname}${url.search}`)
  next.searchParams.set('page', String(page + 1))
  const last = new URL(next)
  last.searchParams.set('page', String(Math.ceil(rows.length / size)))
  const link = `<${next.href}>; rel="next", <${last.href}>; rel="last"`
  return { status: 200, body: part, headers: { link } }
}

function searchIssues(store: GitHubStore, url: URL, apiUrl: string): RestAnswer {
  const q = url.searchParams.get('q') ?? ''
  const size = Number(url.searchParams.get('per_page') ?? '30')
  const page = Number(url.searchParams.get('page') ?? '1')
  if (q === '' || !/\bis:(?:issue|pull-request)\b/.test(q))
    return { status: 422, body: { message: 'Query must include is:issue or is:pull-request' } }
  if (page * size > 1000)
    return { status: 422, body: { message: 'Only the first 1000 search results are available' } }
  const since = Date.parse(/\bupdated:>=(\S+)/.exec(q)?.[1] ?? isoOf(0))
  const words = q
    .replace(/\b(?:is|updated):\S+/g, '')
    .replaceAll('"', '')
    .trim()
    .toLowerCase()
  const says = (t: FakeThing) => `${t.title} ${t.body}`.toLowerCase().includes(words)
  const found = store.alive().filter((t) => {
    if (t.kind !== 'issue' || t.isPull || t.updatedAt < since) return false
    const below = store
      .alive()
      .filter((c) => c.kind === 'comment' && c.repo === t.repo && c.number === t.number)
    return says(t) || below.some(says)
  })
  found.sort((a, b) => a.updatedAt - b.updatedAt || a.id - b.id)
  const items = paged(store, found.slice(0, 1000), { url, size, page, apiUrl })
  return {
    ...items,
    body: { total_count: found.length, incomplete_results: false, items: items.body },
  }
}

function addComment(
  store: GitHubStore,
  issue: FakeThing,
  request: RestRequest,
  apiUrl: string,
): RestAnswer {
  const { me, readOnly } = request
  if (me === null) return { status: 401, body: { message: 'Requires authentication' } }
  if (readOnly)
    return { status: 403, body: { message: 'Resource not accessible by personal access token' } }
  if (issue.locked)
    return { status: 403, body: { message: 'Unable to create comment because issue is locked.' } }
  const { body } = JSON.parse(request.body) as { body?: unknown }
  if (typeof body !== 'string' || body.trim() === '' || body.length > 65_536)
    return { status: 422, body: { message: 'Validation Failed', errors: [{ field: 'body' }] } }
  return { status: 201, body: store.rest(store.comment(issue, body, { user: me }), apiUrl) }
}
