import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { until } from '../support/demo-desk.ts'
import { seeded } from '../support/mutate-json.ts'

const CHILD = join(import.meta.dirname, 'hooks-child.ts')
const SECRET = 'a secret of thirty-two characters'
const KILLS = 6
/** Senders that post at once; each sends its post again until somebody says 2xx. */
const SENDERS = 4

let folder: string
let url: string
let db: Database
let child: ChildProcess | null = null
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-hooks-'))
  url = join(folder, 'earshot.db')
  db = await openDatabase({ url, clock: systemClock, node: 1 })
  const at = Date.now()
  const brand = { id: 'juniper', name: 'Juniper', description: '', zone: 'UTC', channel: null }
  const profile = '{"handles":[],"keywords":[],"not":[]}'
  await db.kysely
    .insertInto('brand')
    .values({ ...brand, profile, created_at: at })
    .execute()
  const query = { id: 'q1', brand_id: 'juniper', source: 'juniper', enabled: 1 }
  await db.kysely
    .insertInto('query')
    .values({ ...query, created_at: at, updated_at: at })
    .execute()
})
afterEach(async () => {
  await kill()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a desk and answers its address. */
function live(): Promise<string> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [CHILD, url, SECRET], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let errors = ''
    started.stderr.on('data', (part: Buffer) => {
      errors += part.toString()
    })
    started.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    started.once('exit', () => reject(new Error(`the desk ended: ${errors}`)))
    child = started
  })
}

async function kill(): Promise<void> {
  const dying = child
  child = null
  if (dying === null || dying.exitCode !== null || dying.signalCode !== null) return
  const gone = new Promise((resolve) => dying.once('exit', resolve))
  dying.kill('SIGKILL')
  await gone
}

const sign = (text: string) => `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`

/** A post through the webhook, or an issue through GitHub's events. */
function send(address: string, n: number): Promise<Response> {
  const id = `p${n}`
  const stamp = String(Math.floor(Date.now() / 1000))
  const at = new Date(Date.now() - 60_000).toISOString()
  if (n % 2 === 0) {
    const body = JSON.stringify({ id, text: `juniper ${id}`, author_name: id, created_at: at })
    const headers = {
      'content-type': 'application/json',
      'x-earshot-timestamp': stamp,
      'x-earshot-signature': sign(`${stamp}.${body}`),
      'idempotency-key': id,
    }
    return fetch(`${address}/hooks/door`, { method: 'POST', headers, body })
  }
  const repo = 'https://api.github.com/repos/harbor/beans'
  const issue = {
    id: n,
    number: n,
    title: `No ${n}`,
    body: `juniper ${id}`,
    html_url: `https://github.com/harbor/beans/issues/${n}`,
    repository_url: repo,
    user: { id: n, login: id, type: 'User' },
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  }
  const body = JSON.stringify({
    action: 'opened',
    issue,
    repository: { full_name: 'harbor/beans', private: false },
  })
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-hub-signature-256': sign(body),
  }
  return fetch(`${address}/hooks/gh`, { method: 'POST', headers, body })
}

it(`loses nothing that it acknowledged, and stores nothing twice, killed ${KILLS} times`, async () => {
  const random = seeded(3)
  const acknowledged = new Set<number>()
  let next = 0
  for (let round = 0; round < KILLS; round++) {
    const address = await live()
    const end = acknowledged.size + 5 + Math.floor(random() * 30)
    const senders = { stopped: false }
    const work = Array.from({ length: SENDERS }, async () => {
      while (!senders.stopped) {
        const n = next++
        try {
          const answer = await send(address, n)
          if (answer.status === 202) acknowledged.add(n)
          // Some are sent twice, as by a sender that did not hear us.
          if (n % 5 === 0) await send(address, n)
        } catch {
          return
        }
      }
    })
    await until(() => acknowledged.size >= end)
    await kill()
    senders.stopped = true
    await Promise.all(work)
  }
  await live()
  const stored = () => db.kysely.selectFrom('mention').select('text').execute()
  await until(async () => {
    const texts = new Set((await stored()).map(({ text }) => text))
    return [...acknowledged].every((n) => texts.has(`juniper p${n}`))
  })
  const texts = (await stored()).map(({ text }) => text)
  expect(texts).toHaveLength(new Set(texts).size)
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * 5)
  // What was sent and never acknowledged may be there, and nothing else.
  expect(texts.length).toBeLessThanOrEqual(next)
})
