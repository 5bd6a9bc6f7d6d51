import { cleanName } from '../core/hostile-text.ts'
import { type Html, html } from './html.ts'

/** A brand that a page can show. */
export interface BrandChip {
  href: string
  name: string
  isShown: boolean
}

/** Which brand a page shows, where there are several; nothing where there is one. */
export function brandChips(chips: readonly BrandChip[]): Html | null {
  if (chips.length < 2) return null
  return html`<nav class="filters" aria-label="Which brand">${chips.map(
    ({ href, name, isShown }) =>
      isShown
        ? html`<a class="chip plain on" href="${href}" aria-current="true">${cleanName(name, 40)}</a>`
        : html`<a class="chip plain" href="${href}">${cleanName(name, 40)}</a>`,
  )}</nav>`
}
