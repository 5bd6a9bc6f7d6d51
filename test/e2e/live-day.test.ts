import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Config, checkConfig } from '../../core/config.ts'
import { playLiveDay } from '../support/live-day.ts'

const INVENTED = join(import.meta.dirname, '..', '..', 'analysis', 'training', 'invented')
const PARTS = ['a1', 'a2', 'a3', 'a4', 'a5']
/** Alerts a channel gets a day here: few, as the rows are few. */
const BUDGET = 8

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-rows-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Invented posts as the table a shop would export: no author, no time, two bad rows at the end. */
function writeRows(): { file: string; rows: number } {
  const lines = PARTS.flatMap((part) =>
    readFileSync(join(INVENTED, `posts-${part}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  )
  const posts = lines.map((line) => JSON.parse(line) as { id: string; text: string })
  const rows = posts.map(({ id, text }) => `${id}\t${text.replaceAll(/\s+/g, ' ')}`)
  const bad = ['empty\t', 'long\tone\tfield too many']
  const file = join(folder, 'posts.tsv')
  writeFileSync(file, ['id\ttext', ...rows, ...bad].join('\n'))
  return { file, rows: rows.length + bad.length }
}

function inventedBrands(): Config {
  const profiles = JSON.parse(readFileSync(join(INVENTED, 'brands-a.json'), 'utf8')) as {
    id: string
    name: string
    handles: string[]
    keywords: string[]
    not: string[]
  }[]
  const brands = profiles.map(({ id, name, handles, keywords, not }) => ({
    id,
    name,
    handles,
    keywords,
    not,
    queries: [[`"${name}"`, ...handles].join(' OR ')],
  }))
  return checkConfig({ brands, alerts: { perDay: BUDGET } }, 'the invented brands')
}

it('plays a day of rows as if they came now: every row accounted for, no channel flooded, nothing twice', async () => {
  const { file, rows } = writeRows()
  const day = await playLiveDay({ file, rows, config: inventedBrands() })
  expect(day.rows).toMatchObject({ read: rows, faulty: 2 })
  expect(day.sumsAgree, JSON.stringify(day)).toBe(true)
  expect(day.slack.cards).toBeGreaterThan(BUDGET)
  expect(day.slack.bundles).toBeGreaterThan(0)
  expect(day.cases.bundled).toBeGreaterThan(0)
  expect(day.slack.mostMessagesASecond).toBe(1)
  expect(day.slack.mostCardsADay).toBeGreaterThan(0)
  expect(day.slack.mostCardsADay).toBeLessThanOrEqual(BUDGET)
  expect(day.slack.refusals).toEqual({})
  expect(day.slack.violations).toEqual([])
  expect(day.again).toEqual({ stored: 0, changed: [] })
})
