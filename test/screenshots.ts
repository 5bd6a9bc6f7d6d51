import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { silentLogger } from '../core/logger.ts'
import { createPeopleWatch } from '../jobs/assess-people.ts'
import { createTopicWatch } from '../jobs/discover-topics.ts'
import { createSignalWatch } from '../jobs/watch-signals.ts'
import { createCustomerWatch } from '../jobs/weigh-customers.ts'
import { openBrowser } from './support/browser.ts'
import { fillDemoTill, hearAll, openDemoDesk } from './support/demo-desk.ts'

/** Draws the pictures of the docs from the running demo: `npm run screenshots`. */
const folder = join(import.meta.dirname, '..', 'docs', 'pictures')
mkdirSync(folder, { recursive: true })
const [browser, demo] = await Promise.all([openBrowser(), openDemoDesk()])
await hearAll(demo)
await fillDemoTill(demo)
const ctx = { db: demo.db, clock: systemClock, log: silentLogger }
const assess = createPeopleWatch(ctx)
while ((await assess()) > 0);
await createCustomerWatch(ctx)()
await createTopicWatch(ctx)()
await createSignalWatch(ctx)()
// One page for all: this Chromium runs in one process and ends with its first closed page.
const page = await browser.newPage()
for (const [name, path, colorScheme, width] of [
  ['today', '/', 'light', 1280],
  ['today-dark', '/', 'dark', 1280],
  ['cases', '/cases', 'light', 1280],
  ['cases-phone', '/cases', 'light', 390],
  ['feeling', '/feeling', 'light', 1280],
  ['people', '/people', 'light', 1280],
  ['ahead', '/people/ahead', 'light', 1280],
  ['sources', '/sources', 'light', 1280],
] as const) {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme })
  await page.goto(`${demo.desk.address}${path}`)
  // What people talk about stands below the charts.
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: path === '/feeling' })
}
await browser.close()
await demo.close()
