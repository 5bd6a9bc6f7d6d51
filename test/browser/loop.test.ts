import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { type DemoDesk, openDemoDesk, until } from '../support/demo-desk.ts'

let browser: Browser
let demo: DemoDesk
let page: Page
const faults: string[] = []

beforeAll(async () => {
  ;[browser, demo] = await Promise.all([openBrowser(), openDemoDesk()])
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // A press that is refused answers 409, which Chromium writes down as well.
    if (message.type() === 'error' && !message.text().includes('409 (Conflict)'))
      faults.push(message.text())
  })
  await until(async () => (await openCases()) > 20)
})

afterAll(async () => {
  await browser?.close()
  await demo?.close()
})

async function openCases(): Promise<number> {
  const rows = await demo.db.kysely
    .selectFrom('case')
    .select('id')
    .where('status', '=', 'new')
    .execute()
  return rows.length
}

describe('the whole loop in a browser', () => {
  it('shows the feeling of the day with its number of posts', async () => {
    await page.goto(`${demo.desk.address}/feeling`)
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.textContent('main')).toMatch(/n = \d+/)
    expect(await page.locator('.chart-svg svg').count()).toBeGreaterThan(0)
  })

  it('claims a complaint, answers it, and the answer stands on the network', async () => {
    await page.goto(`${demo.desk.address}/cases`)
    const claim = page.locator('button', { hasText: 'Claim' }).first()
    const caseId = Number(
      (await claim.locator('xpath=ancestor::article').getAttribute('id'))?.replace('case-', ''),
    )
    await claim.click()
    await page.waitForURL(/\/cases#case-\d+$/)
    expect(await page.textContent(`#case-${caseId}`)).toContain('has it since')

    await page.locator(`#case-${caseId} a`, { hasText: 'Reply…' }).click()
    await page.fill('textarea', 'I am sorry. We will make this right today.')
    await page.locator('button', { hasText: 'Send to' }).click()
    await until(() => demo.replies.find((reply) => reply.text.startsWith('I am sorry')))
    const row = await until(() =>
      demo.db.kysely
        .selectFrom('case')
        .selectAll()
        .where('id', '=', caseId)
        .where('answered_at', 'is not', null)
        .executeTakeFirst(),
    )
    expect(row.status).toBe('replied')
    expect(demo.replies).toHaveLength(1)
    await page.goto(`${demo.desk.address}/demo/networks`)
    expect(await page.textContent('main')).toContain(
      `in answer to “${demo.replies[0]?.said.slice(0, 60)}`,
    )
    expect(demo.replies[0]?.said).not.toBe('')
  })

  it('thanks somebody with one code and its disclosure', async () => {
    const praise = await until(() =>
      demo.db.kysely
        .selectFrom('case as c')
        .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
        .select('c.id')
        .where('c.kind', '=', 'praise')
        .where('c.status', '=', 'new')
        .where('m.network', '<>', 'discord')
        .executeTakeFirst(),
    )
    await page.goto(`${demo.desk.address}/cases/${praise.id}/thank`)
    await page.fill('textarea', 'Thank you, that made our day.')
    await page.selectOption('#gift', 'cake')
    await page.locator('button', { hasText: 'Send to' }).click()
    const reply = await until(() => demo.replies.find((r) => r.text.startsWith('Thank you, that')))
    expect(reply.text).toContain('No review asked.')
    expect(reply.text).toMatch(/CAKE-DEMO-\d+$/)
    const used = await demo.db.kysely
      .selectFrom('reward_code')
      .selectAll()
      .where('state', '=', 'claimed')
      .execute()
    expect(used).toHaveLength(1)
  })

  it('gives a gift that needs a second person once somebody else of the team agrees', async () => {
    const praise = await until(() =>
      demo.db.kysely
        .selectFrom('case as c')
        .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
        .select('c.id')
        .where('c.kind', '=', 'praise')
        .where('c.status', '=', 'new')
        .where('m.network', '=', 'bluesky')
        .executeTakeFirst(),
    )
    const gift = `${demo.desk.address}/cases/${praise.id}/gift`
    await page.goto(`${demo.desk.address}/cases/${praise.id}/thank`)
    await page.fill('textarea', 'Thank you, these are for your kitchen.')
    await page.selectOption('#gift', 'beans')
    await page.fill('#reason', 'She told the whole town.')
    await page.locator('button', { hasText: 'Send to' }).click()
    await until(() =>
      demo.db.kysely
        .selectFrom('reward_grant')
        .select('id')
        .where('state', '=', 'waiting')
        .executeTakeFirst(),
    )
    await page.goto(gift)
    await page.locator('button', { hasText: 'Agree and send' }).click()
    await page.locator('text=You asked for this gift.').first().waitFor()
    const words = (reply: { text: string }) => reply.text.startsWith('Thank you, these')
    expect(demo.replies.some(words)).toBe(false)

    await page.goto(`${demo.desk.address}/cases`)
    await page.locator('a', { hasText: 'somebody else of the team' }).click()
    await page.locator('button', { hasText: 'Be Leo' }).click()
    await page.waitForURL(/\/cases$/)
    expect(await page.textContent('.rail-foot')).toContain('Leo Marsh')
    await page.goto(gift)
    await page.locator('button', { hasText: 'Agree and send' }).click()
    const reply = await until(() => demo.replies.find(words))
    expect(reply.text).toMatch(/BEANS-DEMO-\d+$/)
    await page.goto(`${demo.desk.address}/demo/team`)
    await page.locator('button', { hasText: 'Be Mara' }).click()
    await page.waitForURL(/\/cases$/)
  })

  it('lets an owner say how sure is sure enough, and shows what that means', async () => {
    await page.goto(`${demo.desk.address}/check`)
    const asks = page.locator('#doubt')
    expect(await asks.textContent()).toMatch(/From the newest \d+ posts\./)
    await asks.locator('input[name=sentiment][value="0.6"]').check()
    await asks.locator('button', { hasText: 'Ask like this from now on' }).click()
    await page.waitForURL(/#doubt$/)
    expect(await asks.locator('input[name=sentiment]:checked').inputValue()).toBe('0.6')
    const { profile } = await demo.db.kysely
      .selectFrom('brand')
      .select('profile')
      .orderBy('created_at')
      .orderBy('id')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(profile)).toMatchObject({ unsureBelow: { sentiment: 0.6 } })
  })

  it('keeps typed words when the answer is refused', async () => {
    const open = await until(() =>
      demo.db.kysely.selectFrom('case').select('id').where('status', '=', 'new').executeTakeFirst(),
    )
    await page.goto(`${demo.desk.address}/cases/${open.id}/reply`)
    await page.fill('textarea', 'Dear {name}, sorry.')
    await page.locator('button', { hasText: 'Send to' }).click()
    expect(await page.textContent('[role=alert]')).toContain('Fill in {name}')
    expect(await page.inputValue('textarea')).toBe('Dear {name}, sorry.')
  })

  it('opens every page without a fault, a script of a stranger or anything wider than a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of ['/', '/feeling', '/cases', '/people', '/sources', '/check']) {
      await page.goto(`${demo.desk.address}${path}`)
      expect(await page.locator('main').count(), path).toBe(1)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      expect(wide, path).toBeLessThanOrEqual(390)
    }
    expect(faults).toEqual([])
  })
})
