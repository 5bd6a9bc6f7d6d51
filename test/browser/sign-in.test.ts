import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLoginLink } from '../../db/sessions.ts'
import { openBrowser } from '../support/browser.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

let browser: Browser
let page: Page
let desk: WebDesk
let server: ServerType
let address: string

beforeAll(async () => {
  ;[browser, desk] = await Promise.all([openBrowser(), openWebDesk()])
  server = serve({ fetch: desk.app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((listening) => server.once('listening', listening))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  server?.close()
  await desk?.db.close()
})

const link = async (token: string) => {
  await createLoginLink(desk.db.kysely, { token, staffId: 'ana', now: desk.clock.now() })
  return `${address}/sign-in#${token}`
}

it('lets in with a link pasted where the sign-in page, or its refusal, is open already', async () => {
  await page.goto(address)
  expect(await page.locator('button:visible').count()).toBe(0)
  expect(await page.textContent('main')).toContain('npx earshot login')

  await page.goto(`${address}/sign-in#never-made`)
  await page.locator('button', { hasText: 'Sign in' }).click()
  await page.waitForSelector('text=does not work any more')

  await page.goto(await link('fresh'))
  await page.locator('button', { hasText: 'Sign in' }).click()
  await page.waitForSelector('text=Most urgent')
  expect(page.url()).toBe(`${address}/`)
})
