import type { JsonObject } from './json.ts'
import type { Workspace } from './workspace.ts'

/** Uses and life of a response_url (Slack's documentation of interaction payloads). */
const MOST_USES = 5
const LIFE_MS = 30 * 60_000

/** Where a response_url points: the channel, the person, and the message it was pressed on. */
export interface ResponseTarget {
  readonly channel: string
  readonly user: string
  readonly messageTs: string | null
  readonly isEphemeral: boolean
  readonly threadTs: string | null
}

export interface ResponsePost {
  readonly at: number
  readonly target: ResponseTarget
  readonly body: JsonObject
  readonly status: number
}

export interface ResponseUrls {
  readonly posts: ResponsePost[]
  issue(target: ResponseTarget): string
  /** The target, or the error Slack answers with. */
  use(path: string): ResponseTarget | 'unknown_url' | 'used_url' | 'expired_url'
}

/** The response_urls of a workspace, each good for 5 posts in 30 minutes by the fake's clock. */
export function createResponseUrls(workspace: Workspace, origin: () => string): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; uses: number }>()
  return {
    posts: [],
    issue(target) {
      const path = `/response/${workspace.mintId('r')}`
      issued.set(path, { target, at: workspace.now(), uses: 0 })
      return `${origin()}${path}`
    },
    use(path) {
      const entry = issued.get(path)
      if (entry === undefined) return 'unknown_url'
      if (workspace.now() - entry.at > LIFE_MS) {
        workspace.warnings.push('a response_url was used after 30 minutes')
        return 'expired_url'
      }
      if (entry.uses >= MOST_USES) {
        workspace.violations.push('a response_url was used more than 5 times')
        return 'used_url'
      }
      entry.uses++
      return entry.target
    },
  }
}
