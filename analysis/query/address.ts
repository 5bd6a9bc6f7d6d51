import { fold } from './fold.ts'
import { SPACED } from './tokenise.ts'

const BEFORE_HOST = /^([a-z][a-z0-9+.-]*:)?\/\/|^mailto:/
const WRITTEN_LINK = new RegExp(`(?<!${SPACED})(?:https?://|www\\.)[^\\s<>"'\`]+`, 'gv')
const AFTER_LINK = /[.,;:!?)\]}»”’…]+$/u

/** An address as it is compared: folded, without scheme, `www.`, port, query, fragment, closing slash. */
export function plainAddress(address: string): string {
  const rest = fold(address)
    .trim()
    .replace(BEFORE_HOST, '')
    .replace(/[?#].*$/s, '')
  const slash = rest.indexOf('/')
  const host = (slash < 0 ? rest : rest.slice(0, slash)).replace(/^.*@/, '').replace(/:\d*$/, '')
  const path = slash < 0 ? '' : rest.slice(slash).replace(/\/+$/, '')
  return host.replace(/^(?:www\.)+/, '').replace(/\.+$/, '') + path
}

/** Whether a plain address lies on the site, one of its sub-sites, or below its path. */
export function liesWithin(address: string, site: string): boolean {
  const [host, path] = halves(address)
  const [siteHost, sitePath] = halves(site)
  if (host !== siteHost && !host.endsWith(`.${siteHost}`)) return false
  return path === sitePath || path.startsWith(`${sitePath}/`)
}

/** Addresses written out in a folded text, with `https://` or `www.`, in plain form. */
export function writtenLinks(folded: string): string[] {
  if (!folded.includes('://') && !folded.includes('www.')) return []
  return Array.from(folded.matchAll(WRITTEN_LINK), ([link]) =>
    plainAddress(link.replace(AFTER_LINK, '')),
  )
}

/** The host and every name above it that has a dot: `a.b.com` gives `a.b.com`, `b.com`. */
export function sitesAbove(address: string): string[] {
  let [host] = halves(address)
  const sites: string[] = []
  while (host.includes('.')) {
    sites.push(host)
    host = host.slice(host.indexOf('.') + 1)
  }
  return sites
}

function halves(address: string): [host: string, path: string] {
  const slash = address.indexOf('/')
  return slash < 0 ? [address, ''] : [address.slice(0, slash), address.slice(slash)]
}
