import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { html, trusted } from '../views/html.ts'
import { BLOCK_KIT_CSS } from './support/block-kit-html.ts'
import { openBrowser } from './support/browser.ts'
import { shrinkPng } from './support/shrink-png.ts'
import { type Scene, slackScenes } from './support/slack-scenes.ts'

/** Draws everything that Earshot shows in Slack, as Slack would, into the docs: `npm run screenshots`. */
const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs', 'pictures', 'slack')
const css = readFileSync(join(root, 'web', 'public', 'look.css'), 'utf8')
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
// One page for all: this Chromium runs in one process and ends with its first closed page.
const page = await browser.newPage()
for (const scene of slackScenes())
  for (const theme of ['light', 'dark'] as const) await draw(scene, theme, 'wide')
for (const scene of slackScenes().slice(0, 1)) await draw(scene, 'light', 'phone')
await browser.close()

async function draw(scene: Scene, theme: 'light' | 'dark', width: 'wide' | 'phone'): Promise<void> {
  const body = scene.shown.map(
    ([name, drawn]) => html`<p class="bk-name">${name}</p><div class="sl">${drawn}</div>`,
  )
  await page.setViewportSize({ width: width === 'wide' ? 680 : 390, height: 300 })
  await page.setContent(
    html`<!doctype html><html lang="en" data-theme="${theme}"><head><meta charset="utf-8"><style>${trusted(css)}${trusted(BLOCK_KIT_CSS)}</style></head><body><main class="sheet-of ${width}">${body}</main></body></html>`.toString(),
  )
  const name = [scene.name, theme === 'dark' ? 'dark' : '', width === 'phone' ? 'phone' : '']
  const path = join(folder, `${name.filter((part) => part !== '').join('-')}.png`)
  writeFileSync(path, shrinkPng(await page.screenshot({ fullPage: true })))
}
