import { createHash } from 'node:crypto'
import type { Clock } from '../../../core/clock.ts'

export interface FakeUser {
  id: number
  login: string
  type: 'User' | 'Bot'
}

export interface FakeThing {
  kind: 'issue' | 'comment' | 'discussion' | 'discussion-comment'
  id: number
  node: string
  repo: string
  number: number
  title: string
  body: string
  user: FakeUser
  createdAt: number
  updatedAt: number
  editedAt: number | null
  locked: boolean
  isPull: boolean
  /** The comment of a discussion that this one answers. */
  parent: number | null
  /** Where an issue went when it was transferred. */
  movedTo: FakeThing | null
  deleted: boolean
}

export interface FakeRepo {
  name: string
  private: boolean
  /** The name that it has now. */
  renamedTo: string | null
}

export const NADIA: FakeUser = { id: 41, login: 'nadia-example', type: 'User' }
export const OTHER: FakeUser = { id: 42, login: 'omar-example', type: 'User' }

/** What a GitHub holds: repositories, and what is said in them. */
export function createGitHubStore(clock: Clock, webUrl: () => string) {
  const repos = new Map<string, FakeRepo>()
  const things: FakeThing[] = []
  let serial = 1000
  /** GitHub's times have no parts of a second. */
  const now = () => Math.floor(clock.now() / 1000) * 1000

  function add(more: Partial<FakeThing> & Pick<FakeThing, 'kind' | 'repo'>): FakeThing {
    const id = ++serial
    const thing: FakeThing = {
      id,
      node: `N_${id}`,
      number: more.number ?? id,
      title: '',
      body: '',
      user: NADIA,
      createdAt: now(),
      updatedAt: now(),
      editedAt: null,
      locked: false,
      isPull: false,
      parent: null,
      movedTo: null,
      deleted: false,
      ...more,
    }
    things.push(thing)
    return thing
  }

  return {
    repos,
    things,
    now,
    addRepo(name: string, isPrivate = false): FakeRepo {
      const repo = { name, private: isPrivate, renamedTo: null }
      repos.set(name.toLowerCase(), repo)
      return repo
    },
    openIssue: (repo: string, title: string, body: string, more: Partial<FakeThing> = {}) =>
      add({ kind: 'issue', repo, title, body, ...more }),
    /** A comment moves the time of what it stands below. */
    comment(below: FakeThing, body: string, more: Partial<FakeThing> = {}): FakeThing {
      below.updatedAt = now()
      const kind = below.kind === 'issue' ? 'comment' : 'discussion-comment'
      const { repo, number, isPull } = below
      return add({ kind, repo, number, body, isPull, ...more })
    },
    openDiscussion: (repo: string, title: string, body: string, more: Partial<FakeThing> = {}) =>
      add({ kind: 'discussion', repo, title, body, ...more }),
    edit(thing: FakeThing, body: string): void {
      thing.body = body
      thing.updatedAt = now()
      thing.editedAt = now()
      const top = things.find(
        (one) =>
          one.kind === 'discussion' && one.repo === thing.repo && one.number === thing.number,
      )
      if (top !== undefined) top.updatedAt = now()
    },
    remove(thing: FakeThing): void {
      thing.deleted = true
    },
    transfer(issue: FakeThing, repo: string): FakeThing {
      const { kind, title, body, user, createdAt } = issue
      issue.deleted = true
      issue.movedTo = add({ kind, repo, title, body, user, createdAt })
      return issue.movedTo
    },
    alive: () => things.filter((thing) => !thing.deleted),

    /** A thing as REST and webhooks write it. */
    rest(thing: FakeThing, apiUrl: string): Record<string, unknown> {
      const { id, node, body, user, number, repo, kind } = thing
      const repoUrl = `${apiUrl}/repos/${repo}`
      const page = thing.isPull ? 'pull' : kind.startsWith('discussion') ? 'discussions' : 'issues'
      const web = `${webUrl()}/${repo}/${page}/${number}`
      const base = {
        id,
        node_id: node,
        body: body === '' ? null : body,
        user: { ...user, html_url: `${webUrl()}/${user.login}`, site_admin: false },
        created_at: isoOf(thing.createdAt),
        updated_at: isoOf(thing.updatedAt),
        author_association: 'NONE',
        reactions: { total_count: 0, '+1': 0, '-1': 0 },
      }
      if (kind === 'comment')
        return {
          ...base,
          html_url: `${web}#issuecomment-${id}`,
          issue_url: `${repoUrl}/issues/${number}`,
        }
      if (kind === 'discussion-comment')
        return { ...base, html_url: `${web}#discussioncomment-${id}`, parent_id: thing.parent }
      const below = things.filter(
        (one) =>
          one.kind === 'comment' && one.repo === repo && one.number === number && !one.deleted,
      )
      return {
        ...base,
        number,
        title: thing.title,
        html_url: web,
        state: 'open',
        locked: thing.locked,
        comments: below.length,
        labels: [],
        ...(kind === 'issue' && { url: `${repoUrl}/issues/${number}`, repository_url: repoUrl }),
        ...(thing.isPull && { pull_request: { url: `${repoUrl}/pulls/${number}` } }),
      }
    },
  }
}

export type GitHubStore = ReturnType<typeof createGitHubStore>

export function isoOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

export function etagOf(body: string): string {
  return `W/"${createHash('sha256').update(body).digest('hex')}"`
}
