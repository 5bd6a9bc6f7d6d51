import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanText } from '../../core/hostile-text.ts'
import { createLogger } from '../../core/logger.ts'
import { readMentions } from '../../db/read-mentions.ts'
import { mentionLine, mentionsHead } from '../../views/mentions-table.ts'
import { until } from '../support/demo-desk.ts'
import { HOSTILE, TAG } from '../support/hostile-texts.ts'
import { CHANNEL, openSlackDesk, type SlackDesk } from './slack-desk.ts'

const STAFF = new Set(['U_mara', 'U_ines', 'U_leo'].flatMap((id) => [id, `@${id}`]))

let all: SlackDesk
const lines: string[] = []

beforeAll(async () => {
  all = await openSlackDesk({ log: createLogger((line) => lines.push(line), 'debug') })
  for (const [i, text] of HOSTILE.entries()) {
    // Beyond the alerts of a day a post has no card of its own.
    await all.db.kysely.deleteFrom('alert_count').execute()
    // Every connector hands its posts over cleaned; names come as they are.
    await all.hear(
      `post-${i}`,
      cleanText(`Awful coffee at Juniper Coffee ${text}`).slice(0, 63_800),
      {
        by: `h${i}`,
        name: text,
      },
    )
    // One by one: what waits for long goes out as one message.
    await until(() => all.slack.messages(CHANNEL).length > i)
  }
})

afterAll(async () => {
  await all.close()
})

async function page(path: string): Promise<string> {
  const response = await fetch(`${all.desk.address}${path}`)
  expect(response.status, path).toBe(200)
  return response.text()
}

describe('hostile text stays text', () => {
  it('knows a hundred of them', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(100)
  })

  it('shows one card for every post in Slack, and none of it comes to life', () => {
    expect(all.slack.messages(CHANNEL)).toHaveLength(HOSTILE.length)
    expect(all.slack.liveTokens.filter(({ value }) => !STAFF.has(value))).toEqual([])
    expect(all.slack.foreignLinks()).toEqual([])
    expect(all.slack.violations).toEqual([])
  })

  it('opens a dialog on every card without anything coming to life in it', async () => {
    for (const card of all.slack.messages(CHANNEL)) {
      const target = { channel: CHANNEL, ts: card.ts }
      await all.slack.press('U_ines', { ...target, actionId: 'case.reply' })
      await all.slack.until(
        () => all.slack.views('U_ines').length + all.slack.ephemerals('U_ines').length > 0,
        'a dialog',
      )
      await all.slack.closeView('U_ines')
    }
    expect(all.slack.ephemerals('U_ines')).toEqual([])
    expect(all.slack.liveTokens.filter(({ value }) => !STAFF.has(value))).toEqual([])
    expect(all.slack.violations).toEqual([])
  })

  it('lists them on Home without anything coming to life there', async () => {
    await all.slack.openHome('U_ines')
    const home = () => all.slack.home('U_ines')
    await all.slack.until(() => home() !== undefined, 'the Home')
    await all.slack.press('U_ines', { view: home()?.id ?? '', actionId: 'home.more' })
    await all.slack.until(() => (home()?.updates ?? 0) > 0, 'the one section')
    expect(home()?.blocks.length).toBeGreaterThan(50)
    expect(all.slack.liveTokens.filter(({ value }) => !STAFF.has(value))).toEqual([])
    expect(all.slack.violations).toEqual([])
  })

  it('holds no tag, link or attribute of theirs in any page of the desk', async () => {
    const cases = await all.db.kysely.selectFrom('case').select('id').execute()
    const paths = ['/', '/cases', '/cases/list', '/feeling', '/people', '/sources']
    for (const { id } of cases) paths.push(`/cases/${id}`, `/cases/${id}/reply`)
    for (const path of paths) {
      const html = await page(path)
      // Quoted values may hold anything but a quote; what is left are tags, names and text.
      const bare = html.replaceAll(/="[^"]*"/g, '=""')
      expect(bare.includes(`<${TAG}`), path).toBe(false)
      expect(bare, path).not.toMatch(/<[^>]*\son[a-z]+=/i)
      expect(bare, path).not.toMatch(/<(?:iframe|base|style|img)[\s>]/i)
      const links = [...html.matchAll(/\s(?:href|src|action|hx-get|hx-post)="([^"]*)"/g)]
      expect(
        links.map(([, link = '']) => link).filter((link) => !/^[/#]/.test(link)),
        path,
      ).toEqual([])
      expect(html.isWellFormed(), path).toBe(true)
      expect(html, path).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    }
  })

  it('hands out tables in which every post is one whole row', async () => {
    let table = mentionsHead()
    for await (const row of readMentions(all.db.kysely, 'juniper', 0, Number.MAX_SAFE_INTEGER))
      table += mentionLine(row)
    const rows = parse(table) as string[][]
    expect(rows).toHaveLength(HOSTILE.length + 1)
    expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([9]))
    expect(await page('/people.csv')).toMatch(/^(?:\uFEFF)?person,name,handle,/)
  })

  it('stores every post whole, well-formed and no longer than allowed', async () => {
    const stored = await all.db.kysely.selectFrom('mention').select('text').execute()
    expect(stored).toHaveLength(HOSTILE.length)
    for (const { text } of stored) {
      expect(text.isWellFormed()).toBe(true)
      expect(text.length).toBeLessThanOrEqual(64_000)
    }
  })

  it('writes neither a token nor a post nor a broken line into the log', async () => {
    all.slack.fail('chat.update', { how: 'html' })
    all.slack.fail('views.open', { how: 'ok_false:internal_error' })
    const card = all.slack.messages(CHANNEL)[0]
    const target = { channel: CHANNEL, ts: card?.ts ?? '' }
    await all.slack.press('U_ines', { ...target, actionId: 'case.claim' })
    await all.slack.press('U_ines', { ...target, actionId: 'case.reply' })
    await until(() => lines.some((line) => line.includes('a Slack handler failed')))
    for (const line of lines) {
      expect(() => JSON.parse(line) as unknown).not.toThrow()
      expect(line).not.toContain(all.slack.botToken)
      expect(line).not.toContain(all.slack.appToken)
      expect(line).not.toContain(TAG)
      expect(line).not.toContain('Awful coffee')
      expect(line).not.toContain('CAKE-')
    }
  })
})
