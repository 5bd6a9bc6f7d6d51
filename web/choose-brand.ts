import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isServed } from '../db/served-brands.ts'
import type { ChosenBrand } from './brands.ts'
import type { WebDeps, WebEnv } from './deps.ts'

const COOKIE = 'brand'
const YEAR_S = 365 * 86_400

/** Which brand the pages show: the one that `?brand=` asks for, which is remembered, else the one of last time, else the first that anybody works for. */
export function chooseBrand(deps: WebDeps): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const rows = await deps.reader
      .selectFrom('brand')
      .select(['id', 'name', 'zone', 'profile'])
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const all = rows.map((row) => ({
      id: row.id,
      name: row.name,
      zone: row.zone,
      isServed: isServed(row),
    }))
    const asked = all.find(({ id }) => id === c.req.query('brand'))
    const last = getCookie(c, COOKIE)
    const first = all.find((brand) => brand.isServed) ?? all[0]
    c.set('brands', { all, shown: asked ?? all.find(({ id }) => id === last) ?? first ?? null })
    // A list that refreshes itself, in a window that was left open, chooses nothing.
    const isPage = c.req.method === 'GET' && c.req.header('hx-request') === undefined
    if (asked !== undefined && isPage && asked.id !== last)
      setCookie(c, COOKIE, asked.id, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        maxAge: YEAR_S,
      })
    await next()
  }
}

/** The brand whose pages are shown; null on an empty desk. */
export function shownBrand(c: Context<WebEnv>): ChosenBrand | null {
  return c.get('brands').shown
}
