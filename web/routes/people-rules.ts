import type { Context, Hono } from 'hono'
import { previewRules } from '../../actions/preview-rules.ts'
import { setPeopleRules } from '../../actions/set-people-rules.ts'
import { readTypedRules } from '../../core/config-people.ts'
import { readPeopleRules } from '../../db/people-rules.ts'
import { page } from '../../views/layout.ts'
import { rulesPage, type ShownMoves, typedRules } from '../../views/rules-page.ts'
import { actorOf, readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

/** So many people are looked at while somebody waits. */
const MOST = 2000

/** The rules that people are scored by: who would move, and setting them. */
export function mountPeopleRules(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/rules', async (c) =>
    show(c, deps, typedRules(await readPeopleRules(deps.reader)), { moves: null, fault: null }),
  )
  app.post('/people/rules', async (c) => {
    const form = await c.req.parseBody()
    const typed = Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    )
    const read = readTypedRules(typed)
    if ('fault' in read) {
      c.status(400)
      return show(c, deps, typed, { moves: null, fault: read.fault })
    }
    if (typed['do'] !== 'set') {
      const brand = shownBrand(c)
      const look = { now: deps.ctx.clock.now(), most: MOST }
      const moves = await previewRules(deps.reader, brand?.id ?? '', read.rules, look)
      return show(c, deps, typed, { moves, fault: null })
    }
    try {
      await setPeopleRules(deps.ctx, actorOf(c), read.rules)
    } catch (error) {
      return show(c, deps, typed, { moves: null, fault: refusal(c, error) })
    }
    return c.redirect('/people/rules', 303)
  })
}

async function show(
  c: Ctx,
  deps: WebDeps,
  typed: Readonly<Record<string, string>>,
  { moves, fault }: { moves: ShownMoves | null; fault: string | null },
): Promise<Response> {
  const may = await readRights(c, deps)
  const maySet = may('people.rules')
  const main = rulesPage(typed, { moves, fault, csrf: c.get('signed').csrf, maySet })
  const frame = await readFrame(c, deps)
  return c.html(page(frame, '/people', 'Rules for people', main).toString())
}
