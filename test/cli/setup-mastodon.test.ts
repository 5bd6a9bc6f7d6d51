import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { type FakeMastodon, startFakeMastodon } from '../support/fake-mastodon/server.ts'
import { OUR_TOKEN } from '../support/fake-mastodon/tokens.ts'
import { DOMAIN } from '../support/fake-mastodon/world.ts'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')
let shop: string
let fake: FakeMastodon
beforeEach(async () => {
  shop = mkdtempSync(join(tmpdir(), 'earshot-mastodon-'))
  fake = await startFakeMastodon(systemClock)
})
afterEach(async () => {
  await fake.close()
  rmSync(shop, { recursive: true, force: true })
})

function earshot(...args: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [EARSHOT, ...args], {
      cwd: shop,
      env: {
        PATH: '/usr/bin:/bin',
        EARSHOT_DATA: join(shop, 'data'),
        EARSHOT_MASTODON_TOKEN: OUR_TOKEN,
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

describe('earshot setup mastodon', () => {
  it('tells what to paste, then checks it, and says what is missing; the doctor says the same', async () => {
    const guide = await earshot('setup', 'mastodon')
    expect(guide.code).toBe(0)
    for (const word of [
      'read:notifications',
      'write:statuses',
      'EARSHOT_MASTODON_TOKEN',
      'server:',
    ])
      expect(guide.text).toContain(word)

    writeFileSync(
      join(shop, 'earshot.yaml'),
      `connections:\n  - { id: fedi, network: mastodon, server: ${DOMAIN}, account: '@juniper', hashtags: [coffee], baseUrl: '${fake.url}' }\n`,
    )
    expect((await earshot('apply')).code).toBe(0)
    const ready = await earshot('setup', 'mastodon')
    expect(ready.text).toContain(`fedi: The token is that of @juniper@${DOMAIN}.`)
    expect(ready.text).toContain('Mastodon is ready')
    expect(ready.code).toBe(0)

    fake.tokens.grant(OUR_TOKEN, ['profile', 'read:notifications', 'read:statuses'])
    const short = await earshot('setup', 'mastodon')
    expect(short.code).toBe(2)
    expect(short.text).toContain('the right write:statuses is missing')
    expect((await earshot('doctor')).text).toContain('the right write:statuses is missing')
    expect([guide, ready, short].map(({ text }) => text).join('')).not.toContain(OUR_TOKEN)
    expect(fake.world.statuses.size).toBe(0)
  })
})
