import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { createFakeX, type FakeX } from '../support/fake-x/server.ts'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')
let shop: string
let x: FakeX
beforeEach(async () => {
  shop = mkdtempSync(join(tmpdir(), 'earshot-x-'))
  x = createFakeX(systemClock)
  await x.start()
})
afterEach(async () => {
  await x.stop()
  rmSync(shop, { recursive: true, force: true })
})

function earshot(...args: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [EARSHOT, ...args], {
      cwd: shop,
      env: {
        PATH: '/usr/bin:/bin',
        EARSHOT_DATA: join(shop, 'data'),
        EARSHOT_X_API_KEY: 'app-key',
        EARSHOT_X_API_SECRET: 'app-secret',
        EARSHOT_X_CLIENT_SECRET: 'client-secret-of-the-app',
      },
    })
    let text = ''
    for (const pipe of [child.stdout, child.stderr])
      pipe.on('data', (part: Buffer) => {
        text += part.toString()
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text }))
  })
}

it('setup x leads through the login in the browser, and the doctor says what the month is heading for', async () => {
  writeFileSync(
    join(shop, 'earshot.yaml'),
    [
      'brands: [{ id: harbor, name: Harbor, queries: ["juniper coff*"] }]',
      'connections:',
      `  - { id: x, network: x, userId: "900", handle: harborbeans, words: true, clientId: client-id, baseUrl: '${x.baseUrl()}' }`,
    ].join('\n'),
  )
  expect((await earshot('apply')).code).toBe(0)
  const begun = await earshot('setup', 'x')
  expect(begun.code).toBe(2)
  const link = /https:\/\/x\.com\/i\/oauth2\/authorize\S+/.exec(begun.text)?.[0] ?? ''
  expect(begun.text).toContain('press "Authorize app"')
  const back = x.authorize(link)
  const done = await earshot('setup', 'x', '--address', back)
  expect(done.text).toContain('x: logged in.')
  expect(done.text).toContain('x: X knows the account @harborbeans.')
  expect(done.text).toContain('x: X can look for 1 of 1 queries.')
  expect(done.code).toBe(0)
  const again = await earshot('setup', 'x', '--address', back)
  expect(again.code).toBe(2)
  expect(again.text).toContain('does not belong to the last link')
  const { text } = await earshot('doctor')
  expect(text).toContain('x: $0.00 of $20.00 are spent this month')
  const said = [begun, done, again].map((one) => one.text).join('')
  for (const secret of [
    ...x.tokens.access,
    x.tokens.refresh,
    'client-secret-of-the-app',
    'app-bearer',
  ])
    expect(said).not.toContain(secret)
  expect(x.posts.size).toBe(0)
})
