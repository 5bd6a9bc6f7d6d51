import { createHmac } from 'node:crypto'
import type { FakeGitHub } from './fake-github.ts'
import { type FakeThing, isoOf, OTHER } from './store.ts'

export interface GitHubEvent {
  kind: string
  payload: Record<string, unknown>
}

/** Events as GitHub words them, of what the fake holds at this moment. */
export function createEvents({ store, apiUrl }: FakeGitHub) {
  const repository = (name: string) => {
    const isPrivate = store.repos.get(name.toLowerCase())?.private === true
    return {
      id: 7,
      full_name: name,
      private: isPrivate,
      html_url: `https://github.example/${name}`,
    }
  }
  const discussionOf = (thing: FakeThing) => {
    const { url: _, repository_url: __, ...rest } = store.rest(thing, apiUrl)
    return { ...rest, category: { name: 'General' }, state: 'open', answer_html_url: null }
  }
  const write = (thing: FakeThing) =>
    thing.kind.startsWith('discussion') ? discussionOf(thing) : store.rest(thing, apiUrl)
  const topOf = (thing: FakeThing) => {
    const kind = thing.kind === 'comment' ? 'issue' : 'discussion'
    return store.things.find(
      (one) => one.kind === kind && one.repo === thing.repo && one.number === thing.number,
    )
  }

  return {
    /** opened, created, edited, deleted, labeled … */
    of(action: string, thing: FakeThing): GitHubEvent {
      const { kind, repo } = thing
      const about =
        kind === 'issue' || kind === 'discussion'
          ? { [kind]: write(thing) }
          : {
              comment: write(thing),
              [kind === 'comment' ? 'issue' : 'discussion']: write(topOf(thing) ?? thing),
            }
      const changes = action === 'edited' ? { changes: { body: { from: 'before' } } } : {}
      const name = {
        issue: 'issues',
        comment: 'issue_comment',
        discussion: 'discussion',
        'discussion-comment': 'discussion_comment',
      }[kind]
      return {
        kind: name,
        payload: { action, ...about, ...changes, repository: repository(repo), sender: OTHER },
      }
    },
    /** What the old place says of a transfer. */
    transferred(from: FakeThing, to: FakeThing): GitHubEvent {
      const name = from.kind
      return {
        kind: name === 'issue' ? 'issues' : 'discussion',
        payload: {
          action: 'transferred',
          changes: { [`new_${name}`]: write(to), new_repository: repository(to.repo) },
          [name]: write(from),
          repository: repository(from.repo),
          sender: OTHER,
        },
      }
    },
    /** What the new place says of it. */
    arrived(from: FakeThing, to: FakeThing): GitHubEvent {
      const name = from.kind
      return {
        kind: name === 'issue' ? 'issues' : 'discussion',
        payload: {
          action: 'opened',
          changes: { [`old_${name}`]: write(from), old_repository: repository(from.repo) },
          [name]: write(to),
          repository: repository(to.repo),
          sender: OTHER,
        },
      }
    },
    ping: (): GitHubEvent => ({
      kind: 'ping',
      payload: { zen: 'Keep it simple.', hook_id: 1, at: isoOf(store.now()) },
    }),
  }
}

export interface EventOptions {
  secret?: string
  delivery?: string
  /** What goes over the wire in place of what was signed. */
  tampered?: string
  headers?: Record<string, string>
}

/** GitHub's side of a webhook. */
export function createEventSender(url: string, secret: string) {
  let serial = 0
  return async ({ kind, payload }: GitHubEvent, options: EventOptions = {}) => {
    const body = JSON.stringify(payload)
    const signature = createHmac('sha256', options.secret ?? secret)
      .update(body)
      .digest('hex')
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-event': kind,
        'x-github-delivery':
          options.delivery ?? `00000000-0000-0000-0000-${String(++serial).padStart(12, '0')}`,
        'x-hub-signature-256': `sha256=${signature}`,
        ...options.headers,
      },
      body: options.tampered ?? body,
    })
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
  }
}
