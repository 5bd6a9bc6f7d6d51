import type { Context, Hono } from 'hono'
import { lookAhead } from '../../actions/look-ahead.ts'
import { markBuilt, markTold } from '../../actions/mark-built.ts'
import { aheadPage } from '../../views/ahead-page.ts'
import { page } from '../../views/layout.ts'
import { actorOf } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readId, refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

const MOST = 50

/** Who is due, whom to tell of what was built, and who answered for us. */
export function mountPeopleAhead(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/ahead', (c) => show(c, deps, null))
  app.post('/people/built', async (c) => {
    const { what, words } = await c.req.parseBody()
    const brandId = shownBrand(c)?.id ?? ''
    const input = { brandId, what: String(what ?? ''), words: String(words ?? '').split(',') }
    return act(c, deps, () => markBuilt(deps.ctx, actorOf(c), input))
  })
  app.post('/people/told', async (c) => {
    const { built, person } = await c.req.parseBody()
    const input = { builtId: readId(built), personId: readId(person) }
    return act(c, deps, () => markTold(deps.ctx, actorOf(c), input))
  })
}

async function act(c: Ctx, deps: WebDeps, done: () => Promise<unknown>): Promise<Response> {
  try {
    await done()
  } catch (error) {
    return show(c, deps, refusal(c, error))
  }
  const of = encodeURIComponent(shownBrand(c)?.id ?? '')
  return c.redirect(`/people/ahead?brand=${of}#built`, 303)
}

async function show(c: Ctx, deps: WebDeps, notice: string | null): Promise<Response> {
  const brand = shownBrand(c) ?? { id: '', zone: 'UTC' }
  const now = deps.ctx.clock.now()
  const ahead = await lookAhead(deps.reader, brand.id, { now, limit: MOST })
  const main = aheadPage(
    { ...ahead, brandId: brand.id, now, zone: brand.zone },
    c.get('signed').csrf,
  )
  const frame = { ...(await readFrame(c, deps)), notice }
  return c.html(page(frame, '/people', 'Ahead', main).toString())
}
