import type { mastodon } from 'masto'
import { NetworkError } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import { type Address, isLoopback } from './client.ts'
import { countOf, type Loose, looseOf, textOf } from './loose.ts'

/** What this server can do, as it says itself. */
export interface Features {
  /** Domain of its accounts; it may differ from the address of the server. */
  domain: string
  /** Name and version as people read them: "Mastodon 4.4.2". */
  software: string
  /** Where its WebSocket is; null where it names none that may be used. */
  streaming: string | null
  maxChars: number
  charsPerUrl: number
  /** Tells of quotes in its notifications. */
  quotes: boolean
  /** Gives many posts by their ids in one answer. */
  manyStatuses: boolean
}

const MAX_CHARS = 500
const CHARS_PER_URL = 23
/** Versions of Mastodon's own interface from which on it has many posts at once, and quotes. */
const MANY_STATUSES_SINCE = 2
const QUOTES_SINCE = 7

/** Asks the server what it is: by the interface of today, and where that is missing by the older one. */
export async function readFeatures(
  client: mastodon.rest.Client,
  address: Address,
): Promise<Features> {
  try {
    return featuresOf(looseOf(await client.v2.instance.fetch()), address)
  } catch (error) {
    const isMissing = error instanceof NetworkError && error.code === 'gone'
    if (!isMissing) throw error
  }
  return featuresOf(looseOf(await client.v1.instance.fetch()), address)
}

function featuresOf(instance: Loose, address: Address): Features {
  const configuration = looseOf(instance['configuration'])
  const statuses = looseOf(configuration['statuses'])
  const streaming =
    looseOf(configuration['urls'])['streaming'] ?? looseOf(instance['urls'])['streamingApi']
  const api = countOf(looseOf(instance['apiVersions'])['mastodon']) ?? 0
  const max = countOf(statuses['maxCharacters']) ?? countOf(instance['maxTootChars'])
  return {
    domain: domainOf(instance, address.host),
    software: softwareOf(textOf(instance['version']) ?? 'unknown'),
    streaming: usableStream(streaming, address.base),
    maxChars: max === null || max === 0 ? MAX_CHARS : max,
    charsPerUrl: countOf(statuses['charactersReservedPerUrl']) || CHARS_PER_URL,
    quotes: api >= QUOTES_SINCE,
    manyStatuses: api >= MANY_STATUSES_SINCE,
  }
}

/** The older interface calls it `uri`, and some servers write a whole address there. */
function domainOf(instance: Loose, host: string): string {
  const named = (textOf(instance['domain']) ?? textOf(instance['uri']) ?? host).toLowerCase()
  const domain = URL.canParse(named) && named.includes('://') ? new URL(named).host : named
  return /^[\w.-]+(?::\d+)?$/.test(domain) ? domain : host
}

function softwareOf(version: string): string {
  const other = /\(compatible; ([^)]+)\)/.exec(version)?.[1]
  return cleanName(other ?? `Mastodon ${version}`, 60)
}

/** The server names this address and gets the token there: encrypted, or this machine in tests. */
function usableStream(named: unknown, base: string): string | null {
  const url = textOf(named)?.replace(/^http/, 'ws') ?? ''
  if (!URL.canParse(url)) return null
  const { protocol, username, password } = new URL(url)
  if (username !== '' || password !== '') return null
  if (protocol === 'wss:') return url
  return protocol === 'ws:' && isLoopback(base) && isLoopback(url) ? url : null
}
