import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { openDatabase } from '../../db/database.ts'
import { countBothWays, openDesk } from '../support/listening-desk.ts'

const KILLS = 5
const child = fileURLToPath(new URL('../support/hear-forever.ts', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-kill-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('loses nothing and doubles nothing when the process is killed again and again', async () => {
  const url = join(folder, 'earshot.db')
  const first = await openDatabase({ url, clock: systemClock })
  await openDesk({ db: first })
  await first.close()
  for (let kill = 0; kill < KILLS; kill++) {
    const running = spawn(process.execPath, [child, url], { stdio: ['ignore', 'pipe', 'inherit'] })
    await killAfterLines(running, 3 + kill * 4)
  }
  const db = await openDatabase({ url, clock: systemClock })
  const cursor = await db.kysely.selectFrom('cursor').select('value').executeTakeFirstOrThrow()
  const { n } = JSON.parse(cursor.value) as { n: number }
  const countOf = async (table: 'mention' | 'case' | 'case_event') =>
    (await db.kysely.selectFrom(table).select('id').execute()).length
  expect(n).toBeGreaterThan(KILLS * 10)
  expect(await countOf('mention')).toBe(n)
  expect(await countOf('case')).toBe(n)
  expect(await countOf('case_event')).toBe(n)
  const { recounted, stored } = await countBothWays(db)
  expect(stored.hours).toEqual(recounted.hours)
  expect(db.sqlite?.pragma('integrity_check', { simple: true })).toBe('ok')
  await db.close()
})

/** Kills while the n-th batch is being stored. */
async function killAfterLines(running: ChildProcess, lines: number): Promise<void> {
  const ended = once(running, 'exit')
  if (running.stdout === null) throw new Error('the child has no output')
  let seen = 0
  for await (const _ of createInterface({ input: running.stdout })) if (++seen >= lines) break
  running.kill('SIGKILL')
  await ended
}
