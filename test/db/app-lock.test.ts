import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { UsageError } from '../../core/errors.ts'
import { takeAppLock } from '../../db/app-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('lets one program run on a data folder, and names the way out to the second', () => {
  const lock = takeAppLock(folder)
  expect(() => takeAppLock(folder)).toThrow(UsageError)
  expect(() => takeAppLock(folder)).toThrow(/already running.*EARSHOT_DATA/)
  lock.release()
  takeAppLock(folder).release()
})

it('does not say that something runs where the folder cannot be used', () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  expect(() => takeAppLock(file)).toThrow(/start\.lock cannot be opened/)
})

it('is kept without a reference, and freed when its holder is killed', async () => {
  const module = new URL('../../db/app-lock.ts', import.meta.url).href
  const holder = spawn(process.execPath, [
    '--expose-gc',
    '--input-type=module',
    '-e',
    `import { takeAppLock } from ${JSON.stringify(module)}
     takeAppLock(${JSON.stringify(folder)})
     globalThis.gc()
     console.log('held')
     setInterval(() => {}, 1000)`,
  ])
  const [said] = (await once(holder.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('held\n')
  expect(() => takeAppLock(folder)).toThrow('already running')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  takeAppLock(folder).release()
})
