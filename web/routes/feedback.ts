import type { Context, Hono } from 'hono'
import { askFeedback } from '../../actions/ask-feedback.ts'
import { keepDraft } from '../../actions/keep-draft.ts'
import { measureNps } from '../../analysis/figures/nps.ts'
import { linkToken, markedText } from '../../core/ask.ts'
import { RefusedError } from '../../core/errors.ts'
import { choosesByFeeling } from '../../core/segment.ts'
import { readAnswers, readOpenAsks, readScores } from '../../db/asks.ts'
import { readFeedbackSettings } from '../../db/feedback-settings.ts'
import { readSegments } from '../../db/segments.ts'
import { askWords } from '../../views/ask-words.ts'
import { type FeedbackView, feedbackPage } from '../../views/feedback-page.ts'
import { page } from '../../views/layout.ts'
import { actorOf, readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

const DAYS = 90
const DAY_MS = 86_400_000
const SHOWN = 50

/** The page of the one question: whom to ask, the links, the answers and their score. */
export function mountFeedback(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/feedback', (c) => show(c, deps, { notice: null, done: null }))
  app.post('/feedback/ask', async (c) => {
    const form = await c.req.parseBody()
    const most = String(form['most'] ?? '').trim()
    const brand = shownBrand(c)
    try {
      if (most !== '' && !/^\d{1,5}$/.test(most))
        throw new RefusedError('most', `"${most.slice(0, 20)}" is no number of people.`)
      const { asked, left } = await askFeedback(deps.ctx, actorOf(c), {
        brandId: brand?.id ?? '',
        selection: String(form['selection'] ?? ''),
        atMost: most === '' ? null : Number(most),
        despite: String(form['despite'] ?? ''),
      })
      return await show(c, deps, { notice: null, done: askWords(asked.length, left) })
    } catch (error) {
      return show(c, deps, { notice: refusal(c, error), done: null })
    }
  })
  app.post('/feedback/:id{[0-9]{1,16}}/draft', async (c) => {
    const brand = shownBrand(c)
    const may = await readRights(c, deps)
    const open = may('ask.feedback') ? await readOpen(c, deps, brand) : []
    const one = open.find((ask) => ask.id === Number(c.req.param('id')))
    if (one === undefined || one.caseId === null) {
      c.status(409)
      return show(c, deps, { notice: 'Their case is closed, or they have answered.', done: null })
    }
    await keepDraft(deps.ctx, actorOf(c), { caseId: one.caseId, text: one.text })
    return c.redirect(`/cases/${one.caseId}`, 303)
  })
}

async function show(
  c: Ctx,
  deps: WebDeps,
  { notice, done }: { notice: string | null; done: string | null },
): Promise<Response> {
  const may = await readRights(c, deps)
  const brand = shownBrand(c)
  const id = brand?.id ?? ''
  const now = deps.ctx.clock.now()
  const { scores, asked } = await readScores(deps.ctx.db.kysely, id, now - DAYS * DAY_MS)
  const answers = await readAnswers(deps.ctx.db.kysely, id, SHOWN)
  const segments = await readSegments(deps.ctx.db.kysely)
  const view: FeedbackView = {
    brandId: id,
    now,
    zone: brand?.zone ?? 'UTC',
    days: DAYS,
    nps: measureNps(scores),
    asked,
    open: may('ask.feedback') ? await readOpen(c, deps, brand) : [],
    answers: answers.map(({ person_id, case_id, reading, ...one }) => ({
      ...one,
      reading:
        reading === null
          ? null
          : (JSON.parse(reading) as FeedbackView['answers'][number]['reading']),
      personId: person_id,
      caseId: case_id,
    })),
    segments: segments.filter(({ rule }) => !choosesByFeeling(rule)),
    mayDespite: may('ask.despite_pause'),
    done,
  }
  const frame = { ...(await readFrame(c, deps)), notice }
  const main = feedbackPage(view, may('ask.feedback') ? c.get('signed').csrf : null)
  return c.html(page(frame, '/people', 'One question', main).toString())
}

/**
 * Links that wait, each with the text to send; only this desk can make them. Whoever holds one speaks for the
 * customer, so they are read for nobody but those who may ask.
 */
async function readOpen(
  c: Ctx,
  deps: WebDeps,
  brand: ReturnType<typeof shownBrand>,
): Promise<FeedbackView['open']> {
  const { ctx } = deps
  const { address } = await readFeedbackSettings(ctx.db.kysely)
  const base = (address ?? new URL(c.req.url).origin).replace(/\/+$/, '')
  const rows = await readOpenAsks(ctx.db.kysely, brand?.id ?? '', ctx.clock.now(), SHOWN)
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    name: row.name ?? row.author_name ?? 'Somebody',
    handle: row.handle,
    network: row.network,
    expiresAt: row.expires_at,
    text: `How likely are you to recommend ${brand?.name ?? 'us'} to a friend? One question, no sign-in: ${base}/f/${linkToken(row.id, ctx.fingerprint(markedText(row.id, row.expires_at)))}`,
    caseId: row.case_id,
  }))
}
