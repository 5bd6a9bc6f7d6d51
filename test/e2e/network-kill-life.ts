import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { flushCompileCache } from 'node:module'
import type Sqlite from 'better-sqlite3'
import { claimCase } from '../../actions/claim-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import { createConnectors } from '../../cli/connections.ts'
import { RefusedError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { createSeal } from '../../core/seal.ts'
import { openDatabase } from '../../db/database.ts'
import { plainReader, plainWords } from '../support/listening-desk.ts'
import { createQuickClock } from '../support/quick-clock.ts'
import { ANSWER, FACTOR, KEY, type Life, SLOWLY_MS } from './network-kill-world.ts'

/**
 * A desk in a process of its own with the connectors as they come, which dies by its own hand, by SIGKILL, at a
 * step of its work. It counts what crosses its border, whatever library does it: questions before they leave,
 * answers as they arrive, and commits, before and after. It says each step.
 */
// A killed process leaves no cache behind, so every start writes what is new in it.
flushCompileCache()

const life = JSON.parse(process.argv[2] ?? 'null') as Life | null
if (life === null) process.exit(0)
const clock = createQuickClock(FACTOR, life.begin)
const say = (line: string) => process.stdout.write(`${line}\n`)
// Whoever listens is gone: then nobody waits for this desk any more.
process.stdout.on('error', () => process.exit(1))

let isUp = false
const counts = new Map<string, number>()
function step(name: string): void {
  if (!isUp) return
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  if (name === life?.death?.step && count === life.death.nth) process.kill(process.pid, 'SIGKILL')
  say(`step ${name}`)
}

const ports = new Map(Object.entries(life.ports))
function cross(what: string, port: string | undefined): void {
  const network = ports.get(port ?? '')
  if (network !== undefined) step(`${what} ${network}`)
}
const portOf = (url: string) => new URL(url).port
subscribe('undici:request:create', (told) => cross('question', portOf(originOf(told))))
subscribe('undici:request:headers', (told) => cross('answer', portOf(originOf(told))))
subscribe('http.client.request.start', (told) => cross('question', portOfHttp(told)))
subscribe('http.client.response.finish', (told) => cross('answer', portOfHttp(told)))

function originOf(told: unknown): string {
  return String((told as { request: { origin: string | URL } }).request.origin)
}

function portOfHttp(told: unknown): string | undefined {
  const { request } = told as { request: ClientRequest }
  return /:(\d+)$/.exec(String(request.getHeader('host')))?.[1]
}

const db = await openDatabase({ url: life.file, clock, node: 5, durable: false })
if (db.sqlite !== null) watchCommits(db.sqlite)

/** Every commit, of transactions and of statements that stand alone. */
function watchCommits(sqlite: Sqlite.Database): void {
  const exec = sqlite.exec.bind(sqlite)
  sqlite.exec = (text) => {
    const isCommit = text === 'commit'
    if (isCommit) step('before a commit')
    const done = exec(text)
    if (isCommit) step('after a commit')
    return done
  }
}

const { connectors, capUsd } = await createConnectors(db, () => true)
const seal = createSeal(KEY)
const world = { db, clock, random: Math.random, log: silentLogger, seal }
const ctxOf = await createConnectionCtx({
  ...world,
  env: (name) => life.secrets[name],
  capUsd,
  allowPrivateAddresses: true,
})
isUp = true
const desk = await openDesk({
  ...world,
  understander: plainReader,
  compileQueries: plainWords,
  connectors,
  ctxOf,
  slack: null,
  ingestUrl: null,
  readFile: null,
  port: 0,
  demoStaffId: null,
})
say(`up ${desk.address}`)

/** Who answers here: every case once, on networks that take answers. */
const actor = { staffId: 'mara', surface: 'cli' as const }
const ctx = { db, clock, openCode: seal.open }
for (;;) {
  const open = await db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['c.id', 'c.status', 'c.version', 'm.connection_id'])
    .where('c.status', 'in', ['new', 'claimed'])
    .where('c.id', 'not in', db.kysely.selectFrom('reply').select('case_id'))
    .execute()
  for (const row of open) {
    if (connectors.get(row.connection_id)?.reply === undefined) continue
    try {
      if (row.status === 'new') await claimCase(ctx, actor, row.id)
      else
        await sendReply(ctx, actor, {
          caseId: row.id,
          seenVersion: row.version,
          text: ANSWER,
          pressKey: `auto:${row.id}`,
        })
    } catch (error) {
      // The pipeline was faster; the next round looks again.
      if (!(error instanceof RefusedError)) throw error
    }
  }
  await clock.sleep(SLOWLY_MS)
}
