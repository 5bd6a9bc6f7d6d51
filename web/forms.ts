import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { WebEnv } from './deps.ts'

/** Far above the longest answer and its form, in bytes. */
const MAX_FORM = 256 * 1024

/** Turns away a body that is too long to be one of our forms. */
export const limitForms = bodyLimit({
  maxSize: MAX_FORM,
  onError: (c) => c.text('This is too long. Nothing was changed.', 413),
})

/** Turns away whatever another site sends, and a body that cannot be read as a form. */
export const refuseForeignForms: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  if (!sameOrigin(c))
    return c.text('This came from another site. Open the desk itself and try again.', 403)
  try {
    await c.req.parseBody()
  } catch {
    return c.text('This form cannot be read. Go back, reload the page and try again.', 400)
  }
  return next()
}

/** Browsers say where a form came from; whoever says another place, or none that can be read, is refused. */
function sameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const origin = c.req.header('origin')
  return (
    origin === undefined ||
    (URL.canParse(origin) && new URL(origin).host === (c.req.header('host') ?? ''))
  )
}
