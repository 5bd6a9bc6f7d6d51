import type { Clock } from '../../../core/clock.ts'
import {
  accountEntity,
  instanceEntity,
  notificationEntity,
  oldInstanceEntity,
  statusEntity,
} from './entities.ts'
import { pageOf } from './paging.ts'
import { createPosting } from './posting.ts'
import type { Refusal, Tokens } from './tokens.ts'
import type { FakeStatus, World } from './world.ts'

export interface Asked {
  method: string
  url: URL
  token: string | null
  body: Readonly<Record<string, unknown>>
  headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface Answered {
  status: number
  body: unknown
  link?: string
}

/** What the server is: another version, another make, or one that shows nothing to strangers. */
export interface Make {
  version: string
  /** Version of Mastodon's own interface; null for others. */
  api: number | null
  hasV2: boolean
  streaming: string | null
  /** Hashtags only for accounts of its own. */
  isClosed: boolean
}

const TIMELINE = { usual: 20, most: 40 }
const NOTIFICATIONS = { usual: 40, most: 80 }
const MANY = 20
const NOT_FOUND: Refusal = { status: 404, error: 'Record not found' }

type Route = [
  method: string,
  path: RegExp,
  answer: (asked: Asked, id: string) => Answered | Refusal,
]

/** Every path that the connector knows, and a 404 for the rest. */
export function createRoutes(world: World, tokens: Tokens, make: Make, clock: Clock) {
  const say = createPosting(world, clock)
  const needs =
    (rights: readonly string[], answer: Route[2]): Route[2] =>
    (asked, id) =>
      tokens.refusalOf(asked.token, rights) ?? answer(asked, id)
  const visible = (id: string) => {
    const status = world.statuses.get(id)
    return status !== undefined && world.mayWeSee(status) ? status : null
  }
  const timeline = (statuses: readonly FakeStatus[], url: URL): Answered => {
    const { page, link } = pageOf(statuses, url, TIMELINE)
    return { status: 200, body: page.map(statusEntity), ...(link !== null && { link }) }
  }
  const all = () => [...world.statuses.values()]

  const routes: Route[] = [
    [
      'GET',
      /^\/api\/v2\/instance$/,
      () => (make.hasV2 ? { status: 200, body: instanceEntity(make) } : NOT_FOUND),
    ],
    [
      'GET',
      /^\/api\/v1\/instance$/,
      () => ({ status: 200, body: oldInstanceEntity(make.streaming, make.version) }),
    ],
    [
      'GET',
      /^\/api\/v1\/accounts\/verify_credentials$/,
      needs(['profile', 'read:accounts'], () => ({
        status: 200,
        body: { ...accountEntity(world.us), source: { privacy: 'public', language: 'en' } },
      })),
    ],
    [
      'GET',
      /^\/api\/v1\/notifications$/,
      needs(['read:notifications'], ({ url }) => {
        const types = url.searchParams.getAll('types[]')
        const rows = world.notifications.filter(
          ({ type }) => types.length === 0 || types.includes(type),
        )
        const { page, link } = pageOf(rows, url, NOTIFICATIONS)
        return { status: 200, body: page.map(notificationEntity), ...(link !== null && { link }) }
      }),
    ],
    [
      'GET',
      /^\/api\/v1\/timelines\/home$/,
      needs(['read:statuses'], ({ url }) =>
        timeline(
          all().filter((s) => world.inHome(s) && world.mayWeSee(s)),
          url,
        ),
      ),
    ],
    [
      'GET',
      /^\/api\/v1\/timelines\/tag\/([^/]+)$/,
      ({ url, token }, tag) => {
        if (make.isClosed && !tokens.isGood(token))
          return { status: 422, error: 'This method requires an authenticated user' }
        const wanted = tag.toLowerCase()
        return timeline(
          all().filter((s) => s.visibility === 'public' && s.tags.includes(wanted)),
          url,
        )
      },
    ],
    [
      'GET',
      /^\/api\/v1\/statuses$/,
      needs(['read:statuses'], ({ url }) => {
        if ((make.api ?? 0) < 2) return NOT_FOUND
        const ids = url.searchParams.getAll('id[]').slice(0, MANY)
        return {
          status: 200,
          body: ids
            .map(visible)
            .filter((s) => s !== null)
            .map(statusEntity),
        }
      }),
    ],
    [
      'GET',
      /^\/api\/v1\/statuses\/(\w+)$/,
      needs(['read:statuses'], (_asked, id) => {
        const status = visible(id)
        return status === null ? NOT_FOUND : { status: 200, body: statusEntity(status) }
      }),
    ],
    [
      'GET',
      /^\/api\/v1\/accounts\/(\d+)\/statuses$/,
      needs(['read:statuses'], ({ url }, id) =>
        timeline(
          all().filter((s) => s.account.id === id && world.mayWeSee(s)),
          url,
        ),
      ),
    ],
    [
      'POST',
      /^\/api\/v1\/statuses$/,
      needs(['write:statuses'], ({ body, headers }) => {
        const key = headers['idempotency-key']
        const said = say(body, typeof key === 'string' ? key : undefined)
        return 'error' in said ? said : { status: 200, body: statusEntity(said) }
      }),
    ],
  ]

  return function answer(asked: Asked): Answered {
    for (const [method, path, give] of routes) {
      const match = method === asked.method ? path.exec(asked.url.pathname) : null
      if (match === null) continue
      const given = give(asked, decodeURIComponent(match[1] ?? ''))
      return 'error' in given ? { status: given.status, body: { error: given.error } } : given
    }
    return { status: 404, body: { error: 'Not Found' } }
  }
}
