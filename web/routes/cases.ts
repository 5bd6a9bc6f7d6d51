import type { Context, Hono } from 'hono'
import { claimCase } from '../../actions/claim-case.ts'
import type { Actor } from '../../actions/context.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { heedAuthor } from '../../actions/ignore-author.ts'
import { isPlainVerb, performVerb } from '../../actions/perform-verb.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { RefusedError } from '../../core/errors.ts'
import { readVerdict } from '../../core/feedback.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { findOtherCases } from '../../db/other-cases.ts'
import { readVerbChoices } from '../../db/verb-choices.ts'
import { caseCard, caseTitle } from '../../views/case-card.ts'
import type { CaseView } from '../../views/case-view.ts'
import { casePage } from '../../views/desk-pages.ts'
import { type Html, html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { caseOption, verbForms } from '../../views/verb-forms.ts'
import { searchList } from '../../views/verbs-section.ts'
import { actorOf } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readId, refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>
/** Whoever sees more types more. */
const OTHERS = 30

/** What a post is, said with one press. */
const SAID = [
  ['say_unhappy', 'negative'],
  ['say_happy', 'positive'],
  ['say_neither', 'neutral'],
] as const

/** The page of a case and its verbs: the same actions that Slack's buttons call. */
export function mountCases(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/cases/:id{[0-9]{1,16}}', (c) => showCase(c, deps))
  app.get('/cases/:id{[0-9]{1,16}}/label', (c) => showCase(c, deps))
  app.get('/cases/:id{[0-9]{1,16}}/gift', (c) => showGift(c, deps))
  app.get('/cases/:id{[0-9]{1,16}}/others', async (c) => {
    const facts = await readCaseFacts(deps.reader, Number(c.req.param('id')))
    if (facts === null) return c.notFound()
    const search = { words: c.req.query('words') ?? '', limit: OTHERS }
    const found = await findOtherCases(deps.reader, facts, search)
    return c.html(searchList(found.map(caseOption)).toString())
  })

  const verb = (name: string, act: (actor: Actor, id: number) => Promise<void>) =>
    app.post(`/cases/:id{[0-9]{1,16}}/${name}`, async (c) => {
      try {
        await act(actorOf(c), Number(c.req.param('id')))
        deps.wake()
      } catch (error) {
        return showCase(c, deps, refusal(c, error))
      }
      return c.redirect(placeOf(c), 303)
    })
  verb('claim', (actor, id) => claimCase(deps.ctx, actor, id))
  verb('resolve', (actor, id) => resolveCase(deps.ctx, actor, id))
  verb('reopen', (actor, id) => reopenCase(deps.ctx, actor, id))
  verb('not_us', (actor, caseId) =>
    correctLabel(deps.ctx, actor, { caseId, verdict: { say: 'not_us' } }),
  )
  for (const [name, mood] of SAID)
    verb(name, (actor, caseId) =>
      correctLabel(deps.ctx, actor, { caseId, verdict: { say: 'mood', mood } }),
    )
  verb('heed_author', (actor, id) => heedAuthor(deps.ctx, actor, id))
  verb('unlabel', (actor, id) => undoCorrection(deps.ctx, actor, id))

  app.post('/cases/:id{[0-9]{1,16}}/verb/:verb', async (c) => {
    const form = await c.req.parseBody()
    const text = Object.entries(form).filter(([, value]) => typeof value === 'string')
    const values = Object.fromEntries(text) as Record<string, string>
    const caseId = Number(c.req.param('id'))
    const name = c.req.param('verb')
    if (!isPlainVerb(name)) return c.notFound()
    try {
      await performVerb(deps.ctx, actorOf(c), { verb: name, caseId, values })
      deps.wake()
    } catch (error) {
      return showCase(c, deps, refusal(c, error))
    }
    return c.redirect(`/cases/${caseId}`, 303)
  })

  app.post('/cases/:id{[0-9]{1,16}}/label', async (c) => {
    const { verdict: said } = await c.req.parseBody()
    const caseId = Number(c.req.param('id'))
    try {
      const verdict = readVerdict(typeof said === 'string' ? said : '')
      if (verdict === null) throw new RefusedError('no_verdict', 'Choose one of the answers first.')
      await correctLabel(deps.ctx, actorOf(c), { caseId, verdict })
      deps.wake()
    } catch (error) {
      return showCase(c, deps, refusal(c, error))
    }
    return c.redirect(`/cases/${caseId}`, 303)
  })
  app.post('/cases/:id{[0-9]{1,16}}/gift', async (c) => {
    const { grant, decision } = await c.req.parseBody()
    try {
      if (decision !== 'approve' && decision !== 'refuse')
        throw new RefusedError('no_decision', 'Choose one of the answers. Nothing was changed.')
      await decideGrant(deps.ctx, actorOf(c), {
        grantId: readId(grant),
        approve: decision === 'approve',
      })
      deps.wake()
    } catch (error) {
      return showCase(c, deps, refusal(c, error))
    }
    return c.redirect('/cases', 303)
  })
}

/** The page of a case; where there is one, with the form to answer it. */
export async function showCase(
  c: Ctx,
  deps: WebDeps,
  fault: string | null = null,
  form: ((view: CaseView) => Promise<Html>) | null = null,
) {
  const caseId = Number(c.req.param('id'))
  const facts = await readCaseFacts(deps.ctx.db.kysely, caseId)
  if (facts === null) return c.notFound()
  const signed = c.get('signed')
  const view = { ...facts, reply: deps.replyRight(facts) }
  const choices = await readVerbChoices(deps.ctx.db.kysely, facts, signed.staffId)
  const card = caseCard(view, deps.ctx.clock.now())
  const frame = {
    ...(await readFrame(c, deps, { brandId: facts.brandId })),
    notice: form === null ? fault : null,
  }
  const main = casePage(
    { card, openedAt: facts.openedAt, zone: facts.zone },
    view,
    form === null ? null : await form(view),
    verbForms(view, choices),
    signed.csrf,
  )
  return c.html(page(frame, '/cases', caseTitle(view), main).toString())
}

/** Where a case stood when something was pressed: its own page, or its place in a list. */
function placeOf(c: Ctx): string {
  const id = c.req.param('id') ?? ''
  const referer = c.req.header('referer') ?? ''
  const { pathname, search } = URL.canParse(referer)
    ? new URL(referer)
    : { pathname: '/cases', search: '' }
  if (pathname === `/cases/${id}` || pathname.startsWith(`/cases/${id}/`)) return `/cases/${id}`
  if (pathname === '/') return `/#case-${id}`
  return `/cases${pathname === '/cases' ? search : ''}#case-${id}`
}

async function showGift(c: Ctx, deps: WebDeps) {
  const caseId = Number(c.req.param('id'))
  const facts = await readCaseFacts(deps.ctx.db.kysely, caseId)
  if (facts === null || facts.waitingGrant === null) return c.redirect(`/cases/${caseId}`, 303)
  const { csrf } = c.get('signed')
  const grant = facts.waitingGrant
  const main = html`<section class="section"><h1>A gift waits for your decision</h1>
    <p class="mt2">${grant.by.name} asks for “${grant.pool}” in case ${caseId}. Somebody else than ${grant.by.name} decides. The code is taken only when you agree.</p>
    <form class="form" method="post" action="/cases/${caseId}/gift"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="grant" value="${grant.id}">
    <div class="btns"><button class="btn first" name="decision" value="approve" type="submit">Agree and send it</button><button class="btn" name="decision" value="refuse" type="submit">Do not agree</button></div></form></section>`
  return c.html(
    page(await readFrame(c, deps, { brandId: facts.brandId }), '/cases', 'A gift', main).toString(),
  )
}
