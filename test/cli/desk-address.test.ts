import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { deskAddress, notePort } from '../../cli/desk-address.ts'

function shop(more: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-address-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env: Readonly<Record<string, string>> = { EARSHOT_DATA: folder, ...more }
  return { folder, env: (name: string) => env[name] }
}

it('names the desk that runs, whatever port it was started on, until it stops', () => {
  const { env } = shop({ EARSHOT_PORT: '4700' })
  expect(deskAddress(env)).toBe('http://127.0.0.1:4700')
  const forget = notePort(env, 'http://127.0.0.1:51234')
  expect(deskAddress(env)).toBe('http://127.0.0.1:51234')
  expect(deskAddress(env, '4800')).toBe('http://127.0.0.1:4800')
  forget()
  expect(deskAddress(env)).toBe('http://127.0.0.1:4700')
})

it('names the address that the browser uses where one is set', () => {
  const { env } = shop({ EARSHOT_URL: 'https://desk.example/' })
  notePort(env, 'http://127.0.0.1:51234')
  expect(deskAddress(env)).toBe('https://desk.example')
})

it('takes nothing from a note that is none, and needs no folder of data', () => {
  const { env, folder } = shop()
  writeFileSync(join(folder, 'desk.port'), '1@evil.example')
  expect(deskAddress(env)).toBe('http://127.0.0.1:4747')
  const nowhere = shop({ EARSHOT_DATA: join(folder, 'desk.port') }).env
  notePort(nowhere, 'http://127.0.0.1:51234')()
  expect(deskAddress(nowhere)).toBe('http://127.0.0.1:4747')
})
