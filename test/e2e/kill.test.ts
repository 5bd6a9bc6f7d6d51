import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepareDemo } from '../../cli/commands/demo.ts'
import { openDatabase } from '../../db/database.ts'
import { createQuickClock } from './slack-desk.ts'

const KILLS = 20
const LIMIT_MS = 180_000
const child = join(import.meta.dirname, 'kill-child.ts')
const root = mkdtempSync(join(tmpdir(), 'earshot-kill-'))

interface End {
  stored: string[]
  rejected: string[]
  cursors: [string, string][]
  replies: { key: string; state: string }[]
  sent: { key: string; text: string }[]
  codes: number
}

let disturbed: End
let calm: End

beforeAll(async () => {
  calm = await play(0)
  disturbed = await play(KILLS)
}, LIMIT_MS)

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** One whole play of the demo, its process killed so many times at seeded moments. */
async function play(kills: number): Promise<End> {
  const folder = mkdtempSync(join(root, 'desk-'))
  const url = join(folder, 'desk.db')
  const epoch = Date.now()
  const clock = createQuickClock(50, epoch)
  const first = await openDatabase({ url, clock, node: 1 })
  await prepareDemo(first, { clock }, { liveMs: 1, replies: [] })
  await first.close()
  const random = createRandom(20_261_123)
  for (let kill = 0; kill < kills; kill++)
    await runUntil(folder, epoch, 1 + Math.floor(random() * 30))
  await runUntil(folder, epoch, Number.POSITIVE_INFINITY)
  const db = await openDatabase({ url, clock, node: 1 })
  const { kysely } = db
  const mentions = await kysely.selectFrom('mention').select('key').orderBy('key').execute()
  const rejected = await kysely.selectFrom('rejected').select('key').orderBy('key').execute()
  const cursors = await kysely.selectFrom('cursor').selectAll().orderBy('connection_id').execute()
  const codes = await kysely
    .selectFrom('reward_code')
    .select('grant_id')
    .where('state', '=', 'claimed')
    .execute()
  expect(new Set(codes.map((row) => row.grant_id)).size).toBe(codes.length)
  const replies = await kysely.selectFrom('reply').select(['key', 'state']).execute()
  expect(db.sqlite?.pragma('integrity_check', { simple: true })).toBe('ok')
  await db.close()
  const file = join(folder, 'replies.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  return {
    stored: mentions.map(({ key }) => key),
    rejected: rejected.map(({ key }) => key),
    cursors: cursors.map((row) => [row.connection_id, row.value]),
    replies,
    sent: lines.map((line) => JSON.parse(line) as { key: string; text: string }),
    codes: codes.length,
  }
}

/** Kills the desk after so many of its lines, or when it has nothing left to do. */
async function runUntil(folder: string, epoch: number, lines: number): Promise<void> {
  const desk = spawn(process.execPath, [child, folder, String(epoch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(desk, 'exit')
  let seen = 0
  let isIdle = false
  for await (const line of createInterface({ input: desk.stdout })) {
    isIdle = line === 'idle'
    if (isIdle || ++seen >= lines) break
  }
  desk.kill('SIGKILL')
  await ended
  expect(isIdle || seen >= lines).toBe(true)
}

function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

it('stores or rejects every post exactly once, as if nobody had killed it', () => {
  expect(disturbed.stored.length).toBeGreaterThan(50)
  expect(disturbed.stored).toEqual(calm.stored)
  expect(disturbed.rejected).toEqual(calm.rejected)
})

it('ends at the same place in every network', () => {
  expect(disturbed.cursors).toEqual(calm.cursors)
})

it('sends no reply twice, and every reply that it calls sent', () => {
  const sent = disturbed.sent.map(({ key }) => key).sort()
  const called = disturbed.replies.filter(({ state }) => state === 'sent').map(({ key }) => key)
  expect(sent.length).toBeGreaterThan(20)
  expect(sent).toEqual(called.sort())
})

it('gives no code twice', () => {
  const given = disturbed.sent.flatMap(({ text }) => text.match(/CAKE-DEMO-\d+/g) ?? [])
  expect(given.length).toBeGreaterThan(5)
  expect(new Set(given).size).toBe(given.length)
  expect(given.length).toBeLessThanOrEqual(disturbed.codes)
})
