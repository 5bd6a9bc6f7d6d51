import type { Context, Hono } from 'hono'
import { BLIND_ANSWERS, drawCheck, judgeBlind } from '../../actions/blind-check.ts'
import { setUnsureLimits } from '../../actions/set-unsure-limits.ts'
import { measureAccuracy } from '../../analysis/figures/accuracy.ts'
import { RefusedError } from '../../core/errors.ts'
import { countAnswers, readCheck } from '../../db/feedback.ts'
import { checkPage, shownPost } from '../../views/check-page.ts'
import { doubtSection } from '../../views/doubt-section.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { actorOf, readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readDoubt } from '../doubt.ts'
import { readId, refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

/** The weekly check: twenty posts that people judge without seeing our answer, and what it shows. */
export function mountCheck(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/check', (c) => showCheck(c, deps, null))
  app.post('/check', async (c) => {
    const form = await c.req.parseBody()
    const named = String(form['brand'] ?? shownBrand(c)?.id ?? '')
    const answer = BLIND_ANSWERS.find((one) => one === form['answer'])
    try {
      if (answer === undefined)
        throw new RefusedError('no_answer', 'Choose one of the answers. Nothing was saved.')
      await judgeBlind(deps.ctx, actorOf(c), {
        brandId: named,
        mentionId: readId(form['mention']),
        answer,
      })
    } catch (error) {
      return showCheck(c, deps, refusal(c, error), named)
    }
    return c.redirect(`/check?brand=${encodeURIComponent(named)}`, 303)
  })
  app.post('/check/limits', async (c) => {
    const form = await c.req.parseBody()
    const brandId = String(form['brand'] ?? '')
    const limits = {
      relevance: readLimit(form['relevance']),
      sentiment: readLimit(form['sentiment']),
    }
    try {
      await setUnsureLimits(deps.ctx, actorOf(c), { brandId, limits })
    } catch (error) {
      return showCheck(c, deps, refusal(c, error), brandId)
    }
    return c.redirect(`/check?brand=${encodeURIComponent(brandId)}#doubt`, 303)
  })
}

/** A limit as the form sends it; what is none fails every comparison. */
function readLimit(value: unknown): number {
  return typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
}

async function showCheck(c: Context<WebEnv>, deps: WebDeps, fault: string | null, named?: string) {
  const signed = c.get('signed')
  const brand = c.get('brands').all.find((one) => one.id === named) ?? shownBrand(c)
  const id = brand?.id ?? ''
  const week = await drawCheck(deps.ctx, id)
  const { drawn, judged, next } = await readCheck(deps.ctx.db.kysely, id, week)
  const answers = await countAnswers(deps.ctx.db.kysely, id)
  const main = checkPage(
    {
      brandId: id,
      brandName: brand?.name ?? 'the brand',
      drawn,
      judged,
      next: next === null ? null : shownPost(next),
      blind: measureAccuracy(answers, true),
      corrected: measureAccuracy(answers, false),
      fault,
    },
    deps.ctx.clock.now(),
    brand?.zone ?? 'UTC',
    signed.csrf,
  )
  const may = await readRights(c, deps)
  const doubt =
    brand === null
      ? null
      : doubtSection({ ...(await readDoubt(deps, id)), maySet: may('brand.unsure') }, signed.csrf)
  const all = html`${main}${doubt}`
  return c.html(
    page(await readFrame(c, deps, { brandId: id }), '/check', 'Check 20 posts', all).toString(),
  )
}
