import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { type FakeGitHub, startFakeGitHub, TOKEN } from '../support/fake-github/fake-github.ts'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')
const SECRET = 'a secret of thirty-two characters'

let shop: string
let github: FakeGitHub
beforeEach(async () => {
  shop = mkdtempSync(join(tmpdir(), 'earshot-hooks-'))
  github = await startFakeGitHub(systemClock)
  github.store.addRepo('harbor/beans')
})
afterEach(async () => {
  await github.close()
  rmSync(shop, { recursive: true, force: true })
})

function earshot(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [EARSHOT, ...args], {
      cwd: shop,
      env: { PATH: '/usr/bin:/bin', EARSHOT_DATA: join(shop, 'data'), ...env },
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
const write = (connection: string) =>
  writeFileSync(join(shop, 'earshot.yaml'), `connections:\n  - { ${connection} }\n`)

describe('earshot setup', () => {
  it('webhook tells how, then where, and gives a signed request to try', async () => {
    const guide = await earshot({}, 'setup', 'webhook')
    expect(guide.code).toBe(0)
    for (const word of ['EARSHOT_WEBHOOK_SECRET', 'fields:', 'HMAC-SHA256'])
      expect(guide.text).toContain(word)

    write("id: reviews, network: webhook, source: trustpilot, fields: { text: 'review.body' }")
    expect((await earshot({}, 'apply')).code).toBe(0)
    const shut = await earshot({}, 'setup', 'webhook')
    expect(shut.code).toBe(2)
    expect(shut.text).toContain('reviews: The webhook has no secret')
    const env = { EARSHOT_WEBHOOK_SECRET: SECRET, EARSHOT_PORT: '4800' }
    const ready = await earshot(env, 'setup', 'webhook')
    expect(ready.code).toBe(0)
    expect(ready.text).toContain('http://127.0.0.1:4800/hooks/reviews')
    expect(ready.text).toContain('openssl dgst -sha256 -hmac "$EARSHOT_WEBHOOK_SECRET"')
    expect(ready.text).toContain('Webhook is ready')
    expect((await earshot(env, 'doctor')).text).toContain('reviews: The webhook listens')
    expect([guide, shut, ready].map(({ text }) => text).join('')).not.toContain(SECRET)
  })

  it('github tells what to paste, then checks account and repositories', async () => {
    const guide = await earshot({}, 'setup', 'github')
    for (const word of ['EARSHOT_GITHUB_TOKEN', 'public_repo', '/hooks/github', 'repositories:'])
      expect(guide.text).toContain(word)
    write(
      `id: gh, network: github, repositories: [harbor/beans], account: harborbeans, baseUrl: '${github.apiUrl}'`,
    )
    expect((await earshot({}, 'apply')).code).toBe(0)
    const ready = await earshot({ EARSHOT_GITHUB_TOKEN: TOKEN }, 'setup', 'github')
    expect(ready.code).toBe(0)
    expect(ready.text).toContain('gh: GitHub knows us as @harborbeans.')
    expect(ready.text).toContain('/hooks/gh')
    const wrong = await earshot({ EARSHOT_GITHUB_TOKEN: 'expired' }, 'setup', 'github')
    expect(wrong.code).toBe(2)
    expect(wrong.text).toContain('GitHub wants a new login (401).')
    expect(github.store.things).toEqual([])
  })

  it('says which path of a webhook is none', async () => {
    write("id: reviews, network: webhook, fields: { text: 'a[x]' }")
    const { code, text } = await earshot({}, 'apply')
    expect(code).toBe(2)
    expect(text).toContain('connections.0.fields.text: found "a[x]". Write a path such as')
  })
})
