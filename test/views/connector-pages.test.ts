import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connection } from '../../core/config-connections.ts'
import { STATE_WORDS } from '../../views/source-words.ts'

/** A page is named after the network, but for these. */
const NAMES: Readonly<Record<string, string>> = { feed: 'feeds', slack: 'slack-community' }
/** Stand in every connection, or lead to a world of trials. */
const EVERYWHERE = new Set(['id', 'network', 'enabled', 'baseUrl'])

const PAGES = connection.options.map(({ shape }) => {
  const network = shape.network.value
  const file = join(import.meta.dirname, `../../docs/connectors/${NAMES[network] ?? network}.md`)
  const settings = Object.keys(shape).filter((name) => !EVERYWHERE.has(name))
  return { network, text: readFileSync(file, 'utf8'), settings }
})

describe.each(PAGES)('the page about $network', ({ network, text, settings }) => {
  it('names every setting', () => {
    expect(settings.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
  })

  it('says how a source is in the words of the desk', () => {
    const [, table = ''] = /^\| state \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(text) ?? []
    const states = table.split('\n').flatMap((row) => row.split('|')[1]?.trim() ?? [])
    // Whoever sends to us has no state to look at, but an answer.
    expect(states.length > 0).toBe(network !== 'webhook')
    const known = Object.values(STATE_WORDS)
    const isKnown = (said: string) =>
      known.some((word) => said === word || said.startsWith(`${word}, `))
    expect(states.filter((said) => !isKnown(said))).toEqual([])
  })
})
