import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

const EARSHOT = join(import.meta.dirname, '..', '..', 'cli', 'earshot.mjs')

/** Settings of a shop with an owner and a gift. */
export const SETTINGS = `
brands:
  - id: juniper
    name: Juniper Coffee
    queries: ['"juniper coffee"']
staff:
  - { id: olga, name: Olga, role: owner }
rewards:
  - { id: cake, brand: juniper, name: Cake, value: '4.50', disclosure: A gift., needsApproval: false }
`

interface Ended {
  code: number | null
  out: string
  err: string
}

/**
 * A folder of its own for each test of a file, and commands typed in it as its owner would. A command loads for a second or
 * two on a slow machine; a test types up to three.
 */
export function typeInAShop() {
  let shop = ''
  beforeEach(() => {
    shop = mkdtempSync(join(tmpdir(), 'earshot-cli-'))
  })
  afterEach(() => rmSync(shop, { recursive: true, force: true }))

  /** Types a command and waits for its end. */
  function earshot(
    args: readonly string[],
    input = '',
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [EARSHOT, ...args], {
        cwd: shop,
        env: { PATH: '/usr/bin:/bin', EARSHOT_DATA: join(shop, 'data'), ...env },
      })
      const ended: Ended = { code: null, out: '', err: '' }
      child.stdout.on('data', (part: Buffer) => {
        ended.out += part.toString()
      })
      child.stderr.on('data', (part: Buffer) => {
        ended.err += part.toString()
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ ...ended, code }))
      child.stdin.end(input)
    })
  }

  function write(name: string, text: string): string {
    writeFileSync(join(shop, name), text)
    return name
  }

  return { earshot, write, folder: () => shop }
}
