import { lookup as dnsLookup } from 'node:dns'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import { NetworkError } from '../core/errors.ts'

type Addresses = readonly { address: string; family: number }[]
/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<Addresses>

const MAX_REDIRECTS = 3
const NO_BODY = new Set([204, 205, 304])

/**
 * A fetch (GET, HEAD, POST with a text) for addresses that people or feeds name: it never connects to a
 * private, loopback, link-local or otherwise special address, checked on the very address it connects to
 * and again after each of at most three redirects; ports 80 and 443 only.
 */
export function createSafeFetch(options: {
  allowPrivateAddresses: boolean
  resolve?: Resolve
}): typeof fetch {
  const { allowPrivateAddresses, resolve = resolveHost } = options
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input)
    let headers = new Headers(init.headers)
    for (let hop = 0; ; hop++) {
      checkUrl(url, allowPrivateAddresses)
      const lookup = guardedLookup(resolve, allowPrivateAddresses)
      const answer = await connect(url, { ...init, headers }, lookup)
      const location = answer.headers.get('location')
      if (init.redirect === 'manual' || answer.status < 300 || location === null) return answer
      await answer.body?.cancel()
      if (hop === MAX_REDIRECTS) throw refuse('it redirects more than three times')
      const next = new URL(location, url)
      if (next.host !== url.host) headers = withoutLogin(headers)
      url = next
    }
  }
}

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 is the public internet; old forms outside it wrap IPv4 addresses.
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20
}

function checkUrl(url: URL, allowPrivate: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse('only http and https addresses are fetched')
  }
  if (url.username !== '' || url.password !== '') throw refuse('it holds a name or a password')
  if (allowPrivate) return
  if (url.port !== '' && url.port !== '80' && url.port !== '443') {
    throw refuse('only ports 80 and 443 are used')
  }
  // A host written as an address is never looked up: it is checked here.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host) && !isPublicAddress(host)) throw refuse('it is a private address')
}

function guardedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (host, options, give) => {
    resolve(host).then(
      (found) => {
        const first = found[0]
        if (first === undefined) return give(new Error(`${host} has no address`), '', 4)
        if (!allowPrivate && found.some(({ address }) => !isPublicAddress(address))) {
          return give(refuse('it leads to a private address'), '', 4)
        }
        if (options.all === true) give(null, [...found])
        else give(null, first.address, first.family)
      },
      (error: Error) => give(error, '', 4),
    )
  }
}

function connect(url: URL, init: RequestInit, lookup: LookupFunction): Promise<Response> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = Object.fromEntries(new Headers(init.headers))
  const options: RequestOptions = {
    method: init.method ?? 'GET',
    headers: { 'accept-encoding': 'gzip', 'user-agent': 'earshot', ...headers },
    lookup,
    // One connection a request: a kept one would be used again without a look at its address.
    agent: false,
    ...(init.signal && { signal: init.signal }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (message) => resolve(toResponse(message)))
    sent.on('error', reject)
    sent.end(typeof init.body === 'string' ? init.body : undefined)
  })
}

function toResponse(message: IncomingMessage): Response {
  const status = message.statusCode ?? 502
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  if (NO_BODY.has(status)) {
    message.resume()
    return new Response(null, { status, headers })
  }
  const zipped = message.headers['content-encoding'] === 'gzip'
  // A break on either side ends both; the reader of the body hears of it.
  const body = zipped ? pipeline(message, createGunzip(), () => {}) : message
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers })
}

function withoutLogin(headers: Headers): Headers {
  const rest = new Headers(headers)
  rest.delete('authorization')
  rest.delete('cookie')
  return rest
}

function refuse(why: string): NetworkError {
  return new NetworkError('refused', `This address is not fetched: ${why}.`)
}

function resolveHost(host: string): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    dnsLookup(host, { all: true }, (error, found) =>
      error === null ? resolve(found) : reject(error),
    )
  })
}
