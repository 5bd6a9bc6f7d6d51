import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SETUP_GUIDES } from '../../cli/setup-guides.ts'
import { SHOP_GUIDES } from '../../cli/shop-guides.ts'
import { checkConfig } from '../../core/config.ts'

const ROOT = join(import.meta.dirname, '..', '..')

describe('the guided set-ups', () => {
  it('are there for every network whose program or page names one', () => {
    const named = globSync(['connectors/**/*.ts', 'cli/**/*.ts', 'docs/**/*.md', 'README.md'], {
      cwd: ROOT,
    }).flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/earshot setup ([\w-]+)/g)].map(
        (hit) => hit[1],
      ),
    )
    const guided = ['slack-community', ...Object.keys(SETUP_GUIDES), ...Object.keys(SHOP_GUIDES)]
    expect(new Set(named.filter((name) => !guided.includes(name ?? '')))).toEqual(new Set())
    expect(named.length).toBeGreaterThan(10)
  })

  it.each(Object.entries(SHOP_GUIDES))(
    'show a shop at %s that can be taken as it is',
    (kind, guide) => {
      const example = guide.filter((line) => line.startsWith('     ')).join('\n')
      const brands = [{ id: 'juniper', name: 'Juniper', queries: ['juniper'] }]
      const read = checkConfig({ brands, ...(parse(example) as object) }, 'the guide')
      expect(read.shops).toMatchObject([{ kind }])
    },
  )

  it.each(Object.entries(SETUP_GUIDES))(
    'show a connection to %s that can be taken as it is',
    (network, guide) => {
      const example = guide.filter((line) => line.startsWith('     ')).join('\n')
      const read = checkConfig({ connections: parse(example) as unknown }, 'the guide')
      expect(read.connections).toHaveLength(1)
      expect(read.connections[0]?.network).toBe(network)
    },
  )
})
