import type { IncomingMessage } from 'node:http'
import { isObject, type JsonObject, parseJson } from './json.ts'
import { SlackRefusal } from './refusal.ts'

/** Reads the whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The arguments of a Web API call from its query, form or JSON body; strings stay strings. */
export function parseArguments(url: URL, contentType: string, body: Buffer): JsonObject {
  const query = Object.fromEntries(url.searchParams)
  if (body.length === 0) return query
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body.toString('utf8'))
    if (parsed === undefined) throw new SlackRefusal('invalid_json')
    if (!isObject(parsed)) throw new SlackRefusal('json_not_object')
    return { ...query, ...parsed }
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) }
  }
  throw new SlackRefusal('invalid_post_type')
}

/** A structured argument, given as JSON text in a form or as it is in a JSON body. */
export function structured(args: JsonObject, key: string, error: string): JsonObject[string] {
  const value = args[key]
  if (typeof value !== 'string') return value
  if (value === '') return undefined
  const parsed = parseJson(value)
  if (parsed === undefined) throw new SlackRefusal(error)
  return parsed
}

/** True for a switch that is on, in any form Slack takes. */
export function isOn(value: JsonObject[string]): boolean {
  return value === true || value === 'true' || value === '1' || value === 1
}
