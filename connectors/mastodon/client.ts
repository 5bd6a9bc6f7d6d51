import type { mastodon } from 'masto'
import { HttpActionDispatcher } from 'masto/adapters/action/dispatcher-http.js'
import { HttpActionDispatcherHookMastodon } from 'masto/adapters/action/dispatcher-http-hook-mastodon.js'
import { createActionProxy } from 'masto/adapters/action/proxy.js'
import { BaseHttp } from 'masto/adapters/http/base-http.js'
import { SerializerNativeImpl } from 'masto/adapters/serializers/serializer-native-impl.js'
import type { HttpRequestParams, HttpResponse } from 'masto/interfaces/http.js'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { type HttpAnswer, sendRequest } from '../http.ts'
import { createSafeFetch } from '../safe-fetch.ts'
import { limitEndOf, refusalOf } from './errors.ts'
import type { Login } from './login.ts'

export interface Address {
  /** https://… without a slash at its end. */
  base: string
  /** The server as people call it. */
  host: string
}

/** What the server said last about how much we may still ask; null where it says nothing. */
export interface Allowance {
  remaining: number | null
  endsAt: number | null
}

const USER_AGENT = 'earshot (self-hosted customer care)'
const serializer = new SerializerNativeImpl()

/**
 * The library's client on our own wire: its HTTP part reads without a limit and forgets the status where the
 * body is no JSON, so the same paths and shapes go through `sendRequest`.
 */
export function createClient(
  address: Address,
  ctx: Ctx,
  options: { login: Login | null; allowance: Allowance },
): mastodon.rest.Client {
  const http = new Wire(address, ctx, options)
  const hook = new HttpActionDispatcherHookMastodon(http)
  return createActionProxy<mastodon.rest.Client>(new HttpActionDispatcher(http, hook), {
    context: ['api'],
  })
}

class Wire extends BaseHttp {
  readonly #address: Address
  readonly #ctx: Ctx
  readonly #login: Login | null
  readonly #allowance: Allowance

  constructor(address: Address, ctx: Ctx, options: { login: Login | null; allowance: Allowance }) {
    super()
    this.#address = address
    this.#ctx = ctx
    this.#login = options.login
    this.#allowance = options.allowance
  }

  async request<T>(params: HttpRequestParams): Promise<HttpResponse<T>> {
    const token = this.#login?.token(this.#ctx) ?? null
    let answer = await this.#send(params, token)
    if (answer.status === 401 && this.#login !== null && token !== null) {
      await this.#login.expectGood(token, this.#ctx, (ask) => this.#send(ask, token))
      answer = await this.#send(params, token)
    }
    const { host } = this.#address
    this.#note(answer)
    if (answer.status < 200 || answer.status > 299)
      throw refusalOf(answer, host, this.#ctx.clock.now(), params.method !== 'GET')
    try {
      return { headers: answer.headers, data: serializer.deserialize<T>('json', answer.text) }
    } catch {
      // Without its cause: the library puts the whole body into its message.
      const code = params.method === 'GET' ? 'transient' : 'ambiguous'
      throw new NetworkError(code, `${host} sent something that is no answer.`)
    }
  }

  #send(params: HttpRequestParams, token: string | null): Promise<HttpAnswer> {
    const { method, path, search, body, requestInit } = params
    const url = new URL(path, this.#address.base)
    if (typeof search === 'string') url.search = search
    else if (search !== undefined) url.search = serializer.serialize('querystring', search)
    const headers = new Headers(requestInit?.headers)
    headers.set('user-agent', USER_AGENT)
    headers.set('accept', 'application/json')
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    if (body !== undefined) headers.set('content-type', 'application/json')
    const world = { ...worldOf(this.#address, this.#ctx) }
    return sendRequest(world, url.href, {
      service: this.#address.host,
      method: method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(headers),
      // A token must not follow a redirect to another server.
      redirect: 'manual',
      sends: method !== 'GET',
      ...(body !== undefined && { body: serializer.serialize('json', body) }),
    })
  }

  #note({ headers }: HttpAnswer): void {
    const remaining = headers.get('x-ratelimit-remaining') ?? ''
    this.#allowance.remaining = /^\d{1,9}$/.test(remaining) ? Number(remaining) : null
    this.#allowance.endsAt = limitEndOf(headers, this.#ctx.clock.now())
  }
}

/** A server's name comes from people: it must not lead into the private network, unless it is meant to. */
function worldOf({ base }: Address, ctx: Ctx) {
  const { clock, signal, allowPrivateAddresses } = ctx
  const isOurs = allowPrivateAddresses || isLoopback(base)
  return { clock, signal, fetch: isOurs ? ctx.fetch : createSafeFetch({ allowPrivateAddresses }) }
}

/** Whether an address is this machine. */
export function isLoopback(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
}
