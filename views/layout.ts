import { cleanName } from '../core/hostile-text.ts'
import { type Html, html, trusted } from './html.ts'

/** A brand that the pages can show. */
export interface FrameBrand {
  id: string
  name: string
  openCases: number
  isShown: boolean
}

/** What every page of the desk knows. */
export interface Frame {
  brands: readonly FrameBrand[]
  /** Who is signed in. */
  staffName: string
  /** "4 of 5 sources live". */
  sources: string
  /** Shown on the demo only: how to go live. */
  demo: boolean
  notice: string | null
  csrf: string
}

const PAGES = [
  ['/', 'Today', '<path d="M3 8.2 9 3l6 5.2V15H3z"/><path d="M7.2 15v-4h3.6v4"/>'],
  ['/feeling', 'Feeling', '<path d="M2 13c2.5 0 2.5-7 5-7s2.5 5 4.5 5S14 4 16 4"/>'],
  ['/cases', 'Cases', '<path d="M3 3.5h12V12H9.5L6 15v-3H3z"/>'],
  [
    '/people',
    'People',
    '<circle cx="9" cy="6" r="3"/><path d="M3 15.5c.6-3.3 3-4.7 6-4.7s5.4 1.4 6 4.7"/>',
  ],
  [
    '/sources',
    'Sources',
    '<circle cx="9" cy="13" r="1"/><path d="M5.8 10a4.5 4.5 0 0 1 6.4 0M3 7a8.5 8.5 0 0 1 12 0"/>',
  ],
] as const

const MARK = trusted(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"><path d="M11.5 7.5a4.5 4.5 0 0 1 0 9"/><path d="M11.5 3.2a8.8 8.8 0 0 1 0 17.6"/></g><circle cx="7" cy="12" r="2.6" fill="var(--honey)"/></svg>',
)

/** A whole page of the desk: rail, skip link, one main. */
export function page(frame: Frame, here: string, title: string, main: Html): Html {
  const shown = frame.brands.find(({ isShown }) => isShown)
  const brandName = cleanName(shown?.name ?? 'No brand yet', 40)
  return document(
    `${title} · ${brandName} · Earshot`,
    html`<a class="skip" href="#main">Skip to the page</a>
  <div class="frame">
    <header class="rail">
      <a class="mark" href="/">${MARK}Earshot</a>
      ${brandSwitch(frame.brands, here, brandName)}
      <nav class="nav" aria-label="Pages">${PAGES.map(([path, name, icon]) => navLink(shown?.openCases ?? 0, here, path, name, icon))}</nav>
      <div class="rail-foot"><a href="/sources">${frame.sources}</a><span>${frame.staffName}</span>${frame.demo ? null : html`<form method="post" action="/sign-out"><button class="btn bare" type="submit">Sign out</button></form>`}</div>
    </header>
    <main class="page" id="main">
      ${frame.demo ? html`<p class="small quiet">This is the demo: an invented café chain, and nothing leaves this machine. <a href="/demo/networks">See what left the desk</a>, or <a href="/demo/team">be somebody else of the team</a>. To listen to your own brand, run <code>npx earshot listen "Your brand"</code>.</p>` : null}
      ${frame.notice === null ? null : html`<p class="badge due" role="status">${frame.notice}</p>`}
      ${main}
    </main>
  </div>`,
  )
}

/** Which brand the pages show, and how to see another: by name, each with what is open there. */
function brandSwitch(brands: readonly FrameBrand[], here: string, brandName: string): Html {
  if (brands.length < 2) return html`<span class="brand chip plain">${brandName}</span>`
  const sorted = brands.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return html`<details class="brands"><summary class="brand chip" aria-label="Brand: ${brandName}. Choose another">${brandName}</summary><ul aria-label="Brands">${sorted.map(
    ({ id, name, openCases, isShown }) =>
      html`<li><a href="${here}?brand=${encodeURIComponent(id)}"${isShown ? trusted(' aria-current="true"') : null}><span>${cleanName(name, 40)}</span>${openCases === 0 ? null : html`<span class="n" aria-label="${openCases} open">${openCases}</span>`}</a></li>`,
  )}</ul></details>`
}

/** A page without rail: sign-in, faults. */
export function barePage(title: string, main: Html): Html {
  return document(
    `${title} · Earshot`,
    html`<main class="page" id="main"><p class="mark">${MARK}Earshot</p>${main}</main>`,
  )
}

function document(title: string, body: Html): Html {
  return html`${trusted('<!doctype html>')}
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="stylesheet" href="/public/look.css">
  <link rel="icon" href="/public/mark.svg" type="image/svg+xml">
  <script src="/public/htmx.js" defer></script>
</head>
<body>
  ${body}
</body>
</html>
`
}

function navLink(openCases: number, here: string, path: string, name: string, icon: string): Html {
  const count =
    name === 'Cases' && openCases > 0
      ? html`<span class="n" aria-label="${openCases} open">${openCases}</span>`
      : null
  const svg = trusted(`<svg viewBox="0 0 18 18" aria-hidden="true">${icon}</svg>`)
  return path === here
    ? html`<a href="${path}" aria-current="page">${svg}${name}${count}</a>`
    : html`<a href="${path}">${svg}${name}${count}</a>`
}
