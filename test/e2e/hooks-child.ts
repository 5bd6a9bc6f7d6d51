import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { createGitHubConnector } from '../../connectors/github/connector.ts'
import { createWebhookConnector } from '../../connectors/webhook/connector.ts'
import { systemClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import { openDatabase } from '../../db/database.ts'
import { plainReader, plainWords } from '../support/listening-desk.ts'

/** A live desk with a webhook and GitHub's events, on the database of argv[2], until it is killed. */
const [, , url = '', secret = ''] = process.argv
const clock = systemClock
const db = await openDatabase({ url, clock, node: 7 })
const seal = createSeal('a key for the tests only')
const env: Record<string, string> = {
  EARSHOT_WEBHOOK_SECRET: secret,
  EARSHOT_GITHUB_WEBHOOK_SECRET: secret,
}
// A GitHub that says nothing by itself: all comes through the door.
const quiet = createServer((request, response) => {
  const body = request.url === '/rate_limit' ? '{"resources":{}}' : '[]'
  response.writeHead(200, { 'content-type': 'application/json' }).end(body)
})
await new Promise<void>((resolve) => quiet.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(quiet.address() as AddressInfo).port}`
const ctxOf = await createConnectionCtx({
  db,
  clock,
  random: Math.random,
  log: silentLogger,
  seal,
  env: (name) => env[name],
  capUsd: new Map(),
  allowPrivateAddresses: true,
})
const desk = await openDesk({
  db,
  clock,
  random: Math.random,
  log: silentLogger,
  seal,
  understander: plainReader,
  compileQueries: plainWords,
  connectors: new Map([
    ['door', createWebhookConnector({ perMinute: 10_000 })],
    ['gh', createGitHubConnector({ repositories: ['harbor/beans'], baseUrl })],
  ]),
  ctxOf,
  slack: null,
  ingestUrl: null,
  readFile: null,
  port: 0,
  demoStaffId: null,
})
process.stdout.write(`${desk.address}\n`)
