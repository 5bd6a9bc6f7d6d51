import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Desk } from './desk.ts'
import { parseJson } from './json.ts'
import { receiveUpload } from './methods-files.ts'
import { respondTo } from './replies.ts'
import { readBody } from './request-body.ts'
import type { WebApi } from './web-api.ts'

export interface WebServer {
  /** 0 until it listens. */
  readonly port: number
  listen(): Promise<void>
  /** Cuts every connection and refuses new ones; `listen` brings the same port back. */
  refuseAll(): Promise<void>
}

/** The one door of the fake: Web API, response_urls, uploads and the sockets of Socket Mode. */
export function createWebServer(desk: Desk, api: () => WebApi): WebServer {
  const server: Server = createServer((request, response) => {
    route(desk, api(), request, response).catch((error: unknown) => {
      // A mistake in the fake itself must not pass for a trouble of Slack.
      desk.workspace.violations.push(`the fake itself failed: ${String(error)}`)
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => desk.hub.upgrade(request, socket, head))
  server.keepAliveTimeout = 60_000
  let port = 0
  return {
    get port() {
      return port
    },
    listen() {
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          port = (server.address() as AddressInfo).port
          server.removeListener('error', reject)
          resolve()
        })
      })
    },
    refuseAll() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        desk.hub.dropAll()
        server.closeAllConnections()
      })
    },
  }
}

async function route(
  desk: Desk,
  api: WebApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://slack')
  if (url.pathname.startsWith('/api/')) return api.handle(request, response, url)
  const body = await readBody(request)
  if (url.pathname.startsWith('/response/')) {
    const reply = respondTo(desk, url.pathname, parseJson(body.toString('utf8')))
    response.writeHead(reply.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(reply.body))
    return
  }
  if (url.pathname.startsWith('/upload/')) {
    const bytes = await uploadedBytes(request, body)
    const ok = receiveUpload(desk, url.pathname.slice('/upload/'.length), bytes)
    response.writeHead(ok ? 200 : 400).end(ok ? `OK - ${bytes.length}` : 'refused')
    return
  }
  response.writeHead(404).end()
}

/** The client sends a form with one part; raw bytes are taken too. */
async function uploadedBytes(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return body
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData()
  for (const part of form.values()) {
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer())
  }
  return Buffer.alloc(0)
}
