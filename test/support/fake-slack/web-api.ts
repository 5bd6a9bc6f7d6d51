import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Desk, MethodRule, MethodTable } from './desk.ts'
import { type Fault, type Faults, retryAfterHeader } from './faults.ts'
import type { JsonObject } from './json.ts'
import { textOf } from './json.ts'
import { CHAT_METHODS } from './methods-chat.ts'
import { CONVERSATION_METHODS } from './methods-conversations.ts'
import { FILE_METHODS } from './methods-files.ts'
import { OAUTH_METHODS } from './methods-oauth.ts'
import { PEOPLE_METHODS } from './methods-people.ts'
import { VIEW_METHODS } from './methods-views.ts'
import type { RateLimits } from './rate-limits.ts'
import { SlackRefusal, SlackTrouble } from './refusal.ts'
import { parseArguments, readBody } from './request-body.ts'
import type { ApiCall } from './words.ts'

/** Every method the fake knows. */
const METHODS: MethodTable = {
  ...CHAT_METHODS,
  ...CONVERSATION_METHODS,
  ...FILE_METHODS,
  ...OAUTH_METHODS,
  ...PEOPLE_METHODS,
  ...VIEW_METHODS,
}

/** Refusals that show a mistake in the app rather than the course of life. */
const MISTAKES = ['unknown_method', 'missing_scope', 'not_allowed_token_type', 'no_text']

const ERROR_PAGE = '<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>'

interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers: Record<string, string>
}

export interface WebApi {
  readonly history: ApiCall[]
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
}

/** The Web API over HTTP: faults first, then token, scope and pace, then the method itself. */
export function createWebApi(desk: Desk, faults: Faults, limits: RateLimits): WebApi {
  const history: ApiCall[] = []
  const { workspace } = desk

  const call = (record: ApiCall, token: string): Reply => {
    try {
      const rule = METHODS[record.method]
      if (rule === undefined)
        throw new SlackRefusal('unknown_method', { req_method: record.method })
      const needed = admit(desk, rule, token, record.args)
      const wait = limits.take(record.method, rule.perMinute, record.args)
      if (wait !== null) return tooMany(record, String(wait))
      const result = rule.run(desk, record.args, token)
      record.processed = true
      record.ok = true
      return answer(desk, { ok: true, ...result }, needed)
    } catch (error) {
      if (error instanceof SlackTrouble) return page(error.status)
      if (!(error instanceof SlackRefusal)) throw error
      record.error = error.error
      if (MISTAKES.includes(error.error)) {
        workspace.violations.push(`${record.method}: ${error.error}`)
      }
      return answer(desk, { ok: false, error: error.error, ...error.extra }, [])
    }
  }

  return {
    history,
    async handle(request, response, url) {
      const body = await readBody(request)
      const contentType = request.headers['content-type'] ?? ''
      const method = url.pathname.slice('/api/'.length)
      const { args, token, refusal } = readCall(request, url, contentType, body)
      const record: ApiCall = {
        at: workspace.now(),
        method,
        args,
        token: desk.tokens.kindOf(token),
        contentType,
        status: null,
        ok: false,
        error: null,
        processed: false,
      }
      history.push(record)
      const fault = faults.strike(method)
      const before = fault === null ? null : strikeBefore(fault, record, workspace.now())
      if (before === 'hang') return workspace.changed()
      if (before === 'reset') {
        request.socket.resetAndDestroy()
        return workspace.changed()
      }
      const reply =
        before ??
        (refusal === null
          ? call(record, token)
          : answer(desk, { ok: false, error: refusal.error }, []))
      if (refusal !== null) record.error = refusal.error
      if (fault?.how === 'reset_after') request.socket.resetAndDestroy()
      else if (fault?.how !== 'hang_after') send(response, reply, record)
      workspace.changed()
    },
  }
}

function readCall(request: IncomingMessage, url: URL, contentType: string, body: Buffer) {
  const header = request.headers.authorization ?? ''
  const fromHeader = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : ''
  try {
    const { token, ...args } = parseArguments(url, contentType, body)
    return { args, token: fromHeader || textOf(token), refusal: null }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    return { args: {}, token: fromHeader, refusal: error }
  }
}

/** Checks token and scopes; returns the scopes the method asks for. */
function admit(desk: Desk, rule: MethodRule, token: string, args: JsonObject): readonly string[] {
  if (rule.token === 'none') return []
  const kind = desk.tokens.check(token)
  if (rule.token !== 'any' && rule.token !== kind) throw new SlackRefusal('not_allowed_token_type')
  const needed = typeof rule.scopes === 'function' ? rule.scopes(desk, args) : rule.scopes
  const granted = kind === 'app' ? ['connections:write'] : desk.workspace.settings.scopes
  if (needed.some((scope) => !granted.includes(scope))) {
    throw new SlackRefusal('missing_scope', {
      needed: needed.join(','),
      provided: granted.join(','),
    })
  }
  return needed
}

function answer(desk: Desk, body: JsonObject, accepted: readonly string[]): Reply {
  return {
    status: 200,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(body),
    headers: {
      'x-oauth-scopes': desk.workspace.settings.scopes.join(','),
      'x-accepted-oauth-scopes': accepted.join(','),
    },
  }
}

const page = (status: number): Reply => ({
  status,
  type: 'text/html; charset=utf-8',
  body: ERROR_PAGE,
  headers: {},
})

function tooMany(record: ApiCall, retryAfter: string | null): Reply {
  record.error = 'ratelimited'
  return {
    status: 429,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ ok: false, error: 'ratelimited' }),
    headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
  }
}

/** What a fault does before the call counts; null when it lets the call through. */
function strikeBefore(fault: Fault, record: ApiCall, now: number): Reply | 'hang' | 'reset' | null {
  const { how } = fault
  if (how === 'hang') return 'hang'
  if (how === 'reset_before') return 'reset'
  if (how === 'rate_limited') return tooMany(record, retryAfterHeader(fault, now))
  if (how === 'html') return page(200)
  if (how === 'broken_json') {
    return { status: 200, type: 'application/json', body: '{"ok":true,"ts":"17', headers: {} }
  }
  if (how.startsWith('http_')) return page(Number(how.slice('http_'.length)))
  if (how.startsWith('ok_false:')) {
    const error = how.slice('ok_false:'.length)
    record.error = error
    const body = JSON.stringify({ ok: false, error })
    return { status: 200, type: 'application/json; charset=utf-8', body, headers: {} }
  }
  return null
}

function send(response: ServerResponse, reply: Reply, record: ApiCall): void {
  record.status = reply.status
  response.writeHead(reply.status, { 'content-type': reply.type, ...reply.headers })
  response.end(reply.body)
}
