import { mentionKey } from './mention.ts'
import type { Network } from './network.ts'

/** A post as its address names it. */
export interface PostAddress {
  /** Without what only tracks the reader. */
  url: string
  network: Network
  /** The key that a connector gives the same post, where the address says enough; otherwise one of its own. */
  key: string
  nativeId: string
  /** The author, where the address names them. */
  handle: string | null
}

interface Found {
  network: Network
  /** Scope and id as the connector knows the post; null where the address does not tell. */
  known: readonly [scope: string, nativeId: string] | null
  handle: string | null
}

type Reader = (path: string, url: URL) => Found | null

/** Longer ones fit into no button of Slack (source: facts on Slack, A1). */
const URL_MAX = 2000
const TRACKING = /^(?:utm_\w+|fbclid|gclid|igsh|igshid|si|s|t|ref|ref_src|ref_url)$/

/** What each site's addresses look like, by the end of its host name. */
const SITES: readonly [RegExp, Reader][] = [
  [
    /^(?:mobile\.)?(?:x|twitter)\.com$/,
    match(/^\/(\w+)\/status\/(\d+)/, ([user, id]) => found('x', ['', id], `@${user}`)),
  ],
  [
    /^bsky\.app$/,
    match(/^\/profile\/([^/]+)\/post\/(\w+)/, ([who, id]) =>
      who.startsWith('did:')
        ? found('bluesky', ['', `at://${who}/app.bsky.feed.post/${id}`], null)
        : found('bluesky', null, who),
    ),
  ],
  [
    /^news\.ycombinator\.com$/,
    (_, url) => {
      const id = /^\d+$/.exec(url.searchParams.get('id') ?? '')?.[0]
      return id === undefined ? null : found('hackernews', ['', id], null)
    },
  ],
  [
    /^discord(?:app)?\.com$/,
    match(/^\/channels\/(\d+)\/\d+\/(\d+)/, ([guild, id]) => found('discord', [guild, id], null)),
  ],
  [
    /^instagram\.com$/,
    match(/^\/(?:[^/]+\/)?(?:p|reel|tv)\//, () => found('instagram', null, null)),
  ],
  [/^facebook\.com$/, () => found('facebook', null, null)],
  [/^(?:old\.)?reddit\.com$/, match(/^\/r\/\w+\/comments\//, () => found('reddit', null, null))],
  [/^(?:youtube\.com|youtu\.be)$/, () => found('youtube', null, null)],
  [/^(?:\w+\.)?trustpilot\.com$/, () => found('trustpilot', null, null)],
  [
    /^(?:maps\.google\.\w+|google\.\w+|maps\.app\.goo\.gl|g\.page)$/,
    () => found('google_business', null, null),
  ],
  [/^apps\.apple\.com$/, () => found('app_store', null, null)],
  [/^play\.google\.com$/, () => found('google_play', null, null)],
  [/^github\.com$/, () => found('github', null, null)],
  [/^(?:stackoverflow\.com|\w+\.stackexchange\.com)$/, () => found('stackexchange', null, null)],
  [/^(?:t\.me|telegram\.me)$/, () => found('telegram', null, null)],
  [/^(?:\w+\.)?linkedin\.com$/, () => found('linkedin', null, null)],
]

/** Reads the address of a public post; null where it is none. Nothing is fetched. */
export function readPostAddress(text: string): PostAddress | null {
  // Slack wraps addresses: <https://…|shown>.
  const bare = text.trim().replace(/^<([^<>|]+)(?:\|[^<>]*)?>$/, '$1')
  const url = URL.parse(bare)
  if (url === null || /\s/.test(bare)) return null
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  if (!isPublicName(url.hostname)) return null
  url.hash = ''
  for (const name of url.searchParams.keys().toArray())
    if (TRACKING.test(name)) url.searchParams.delete(name)
  // Signs of other alphabets grow when they are encoded.
  if (url.href.length > URL_MAX) return null
  const host = url.hostname.replace(/^(?:www|m)\./, '')
  const site = SITES.find(([name]) => name.test(host))
  const what = site?.[1](url.pathname, url) ?? mastodonPost(url) ?? found('feed', null, null)
  const [scope, nativeId] = what.known ?? ['by-hand', url.href]
  const key = mentionKey(what.network, scope, nativeId)
  return { url: url.href, network: what.network, key, nativeId, handle: what.handle }
}

/** A name of the public net: no bare address, nothing inside a house. */
function isPublicName(host: string): boolean {
  if (!/\.[a-z][a-z0-9-]*[a-z0-9]$/i.test(host)) return false
  return !/(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|invalid|example|arpa|onion)$/i.test(
    host,
  )
}

/** Any server of Mastodon: /@user/ID; whoever lives elsewhere is shown there under another id. */
function mastodonPost({ hostname, pathname }: URL): Found | null {
  const [, user = '', server = '', id = ''] = /^\/@(\w+)(@[\w.-]+)?\/(\d{6,})$/.exec(pathname) ?? []
  if (user === '') return null
  const handle = `@${user}${server === '' ? `@${hostname}` : server}`
  if (server !== '') return found('mastodon', null, handle)
  return found('mastodon', ['', `https://${hostname}/users/${user}/statuses/${id}`], handle)
}

function match(pattern: RegExp, read: (parts: readonly [string, string]) => Found): Reader {
  return (path) => {
    const [, first = '', second = ''] = pattern.exec(path) ?? []
    return pattern.test(path) ? read([first, second]) : null
  }
}

function found(network: Network, known: Found['known'], handle: string | null): Found {
  return { network, known, handle }
}
