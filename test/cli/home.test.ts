import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSeal } from '../../cli/home.ts'

function home() {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-home-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env = (name: string) => (name === 'EARSHOT_DATA' ? folder : undefined)
  return { env, key: join(folder, 'key') }
}

it('makes one key, which its owner alone can read, and keeps it', () => {
  const { env, key } = home()
  const sealed = openSeal(env).seal('CAKE-1')
  expect(statSync(key).mode & 0o777).toBe(0o600)
  expect(openSeal(env).open(sealed)).toBe('CAKE-1')
})

it('names the file of a key that is cut short or cannot be read, and makes no other in its place', () => {
  const { env, key } = home()
  writeFileSync(key, 'short')
  expect(() => openSeal(env)).toThrow(`The key ${key} is empty or cut short. Put a copy`)
  rmSync(key)
  mkdirSync(key)
  expect(() => openSeal(env)).toThrow(`The key ${key} cannot be read.`)
})
