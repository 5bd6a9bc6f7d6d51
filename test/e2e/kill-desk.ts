import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { applyConfig } from '../../actions/apply-config.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { createSeal } from '../../core/seal.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { createQuickClock } from '../support/quick-clock.ts'
import { CHANNEL, FACTOR, killConfig, killPlans } from './kill-world.ts'

const WITHOUT_CHARTS = join(import.meta.dirname, 'without-charts.ts')
const LIFE = join(import.meta.dirname, 'kill-life.ts')
const KEY = 'the key of the kill drill'

/** When a life of the desk ends: after so many of its lines, or while Slack or a network is being told something. */
export interface Moment {
  lines: number
  /** Posts and edits that Slack takes. */
  touches: number
  /** Posts in threads. */
  notes: number
  /** Answers that a network takes. */
  answers: number
}

export interface KilledDesk {
  slack: FakeSlack
  /** One life. True where it was killed in the midst of its work, false where nothing was left to do. */
  live(until: Moment): Promise<boolean>
  /** The desk's store, once no life is left. */
  open(): Promise<Database>
  /** Answers that left for the networks. */
  sent(): { key: string; text: string }[]
}

/** Starts one life that does nothing, so that the others find everything compiled. */
export async function warmUp(root: string): Promise<void> {
  await once(start(root, []), 'exit')
}

function start(root: string, words: readonly string[]) {
  return spawn(process.execPath, ['--import', WITHOUT_CHARTS, LIFE, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  })
}

/** A desk that lives in processes of its own, one after another; Slack and the networks' files outlive them. */
export async function prepareKilledDesk(root: string): Promise<KilledDesk> {
  const folder = mkdtempSync(join(root, 'desk-'))
  const epoch = Date.now()
  const clock = createQuickClock(FACTOR, epoch)
  const open = () => openDatabase({ url: join(folder, 'desk.db'), clock, node: 1, durable: false })
  const slack = await startFakeSlack({ clock, rateLimits: 'off', patienceMs: 120_000 })
  slack.addChannel({ id: CHANNEL, name: 'mentions' })
  const db = await open()
  await fill(db)
  await db.close()
  const { apiUrl, botToken, appToken } = slack
  // The desk's time stands still while no desk lives: cards that wait too long would go into a bundle.
  let begin = epoch
  let asleepSince = epoch
  const touches = () =>
    slack.messages(CHANNEL).reduce((n, { revisions }) => n + 1 + revisions.length, 0)
  const notes = () => slack.messages(CHANNEL).filter(({ threadTs }) => threadTs !== null).length
  return {
    slack,
    open,
    async live(until) {
      const times = [begin, asleepSince].map(String)
      const desk = start(root, [
        folder,
        ...times,
        apiUrl,
        botToken,
        appToken,
        KEY,
        String(until.answers),
      ])
      const ended = once(desk, 'exit')
      const last = { touches: touches() + until.touches, notes: notes() + until.notes }
      const isOver = () => touches() >= last.touches || notes() >= last.notes
      // Looks while Slack still holds its answer back: the desk dies without knowing what became of its call.
      void slack.until(() => desk.killed || (isOver() && desk.kill('SIGKILL'))).catch(() => {})
      let lines = 0
      let isIdle = false
      for await (const line of createInterface({ input: desk.stdout })) {
        if (line.startsWith('up ')) begin = Number(line.slice(3))
        isIdle = line === 'idle'
        if (isIdle || ++lines >= until.lines) break
      }
      desk.kill('SIGKILL')
      const [, signal] = (await ended) as [number | null, string | null]
      asleepSince = Date.now()
      if (signal !== 'SIGKILL') throw new Error('the desk ended by itself')
      return !isIdle
    },
    sent() {
      const file = join(folder, 'replies.jsonl')
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
      return lines.map((line) => JSON.parse(line) as { key: string; text: string })
    },
  }

  async function fill(to: Database): Promise<void> {
    const ctx = { db: to, clock, seal: createSeal(KEY) }
    await applyConfig(ctx, killConfig(clock.now()), { hash: 'kill', force: true, by: 'kill' })
    const codes = Array.from({ length: 40 }, (_, i) => ({
      code: `CAKE-${100 + i}`,
      expiresAt: null,
    }))
    await importCodes(ctx, { staffId: 'mara', surface: 'cli' }, { poolId: 'cake', codes })
    for (const [id, { network }] of killPlans())
      await to.kysely
        .insertInto('connection')
        .values({ id, network, config: '{}', enabled: 1, created_at: clock.now() })
        .execute()
  }
}

/** The outbox key that a message of ours carries. */
export function keyOf({ metadata }: FakeMessage): string {
  return String((metadata?.['event_payload'] as { key?: unknown } | undefined)?.key)
}

/** What people read in a message, line by line. */
export function linesOf({ blocks }: FakeMessage): string[] {
  const sections = blocks.flatMap(
    (block) => block['elements'] as { elements: { text: string }[] }[],
  )
  return sections.flatMap(({ elements }) =>
    elements
      .map(({ text }) => text)
      .join('')
      .split('\n'),
  )
}
