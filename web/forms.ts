import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RefusedError } from '../core/errors.ts'
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
  // No key of a keyboard writes NUL, and Postgres cannot hold it.
  const isReadable = await c.req.parseBody().then(
    (form) =>
      !Object.values(form).some((value) => typeof value === 'string' && value.includes('\0')),
    () => false,
  )
  return isReadable
    ? next()
    : c.text('This form cannot be read. Go back, reload the page and try again.', 400)
}

/** Why a press was refused, for the page that tells it; to programs the answer says so too. Any other fault goes on. */
export function refusal(c: Context, error: unknown): string {
  if (!(error instanceof RefusedError)) throw error
  c.status(409)
  return error.message
}

/** The id in a field; 0, which nothing has, for whatever is none. */
export function readId(value: unknown): number {
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : 0
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
