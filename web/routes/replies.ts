import type { Context, Hono } from 'hono'
import { askMachine } from '../../actions/ask-machine.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { keepDraft } from '../../actions/keep-draft.ts'
import { lookOver } from '../../actions/look-over.ts'
import { readMoment } from '../../actions/moment.ts'
import { type OpenReplyInput, openReply } from '../../actions/open-reply.ts'
import { leaveReply } from '../../actions/reply-lock.ts'
import { submitReply } from '../../actions/submit-reply.ts'
import { ADDRESSES } from '../../core/address.ts'
import { isOpen } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { playbookOf, type Seen } from '../../core/reply-sheet.ts'
import { readWay, refuseWay } from '../../core/reply-way.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { readGifts } from '../../db/gifts.ts'
import { type Html, html } from '../../views/html.ts'
import { replyChecks, replyForm } from '../../views/reply-form.ts'
import { actorOf } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readId, refusal } from '../forms.ts'
import { showCase } from './cases.ts'

type Ctx = Context<WebEnv>
type Kind = 'reply' | 'thank'
/** What a form brings; everything in it is only said by the browser. */
type Form = (name: string) => string

const CASE = '/cases/:id{[0-9]{1,16}}'

/** Answering and thanking on the desk: the same drafts, checks and presses as in Slack. */
export function mountReplies(app: Hono<WebEnv>, deps: WebDeps): void {
  for (const kind of ['reply', 'thank'] as const) {
    app.get(`${CASE}/${kind}`, (c) => {
      const choice = c.req.query('draft') ?? null
      return showForm(c, deps, { kind, choice, isPicked: choice !== null })
    })
    app.post(`${CASE}/${kind}`, (c) => send(c, deps, kind))
  }
  app.post(`${CASE}/compose`, async (c) => {
    const form = await readForm(c)
    if (form('do') === 'suggest') return suggest(c, deps, form)
    return showForm(c, deps, { ...again(form), isPicked: true, choice: form('draft') || null })
  })
  app.post(`${CASE}/look`, (c) => look(c, deps))
  app.post(`${CASE}/leave`, async (c) => {
    const caseId = Number(c.req.param('id'))
    await keep(c, deps, caseId, (await readForm(c))('text'))
    try {
      await leaveReply(deps.ctx, actorOf(c), caseId)
    } catch (error) {
      return showCase(c, deps, refusal(c, error))
    }
    deps.wake()
    return c.redirect(`/cases/${caseId}`, 303)
  })
  app.get(`${CASE}/review`, (c) => showReview(c, deps, null))
  app.post(`${CASE}/review`, async (c) => {
    const form = await readForm(c)
    try {
      await decideReply(deps.ctx, actorOf(c), {
        replyId: readId(form('reply')),
        approve: form('decision') === 'approve',
        reason: form('reason'),
      })
    } catch (error) {
      return showReview(c, deps, refusal(c, error))
    }
    deps.wake()
    return c.redirect('/cases', 303)
  })
}

async function send(c: Ctx, deps: WebDeps, kind: Kind): Promise<Response> {
  const form = await readForm(c)
  const facts = await readCaseFacts(deps.ctx.db.kysely, Number(c.req.param('id')))
  if (facts === null) return c.notFound()
  const text = form('text')
  const chosen = form('chosen') || null
  const way = readWay(form('way'))
  try {
    refuseWay(deps.replyRight(facts), way)
    const follow = form('follow')
    const outcome = await submitReply(deps.ctx, actorOf(c), {
      facts,
      kind,
      text,
      pressKey: `desk:${form('press')}`,
      count: deps.countReply(facts, text, way),
      seen: seenOf(form),
      shown: shownOf(form),
      isStatement: chosen?.startsWith('incident:') ?? false,
      playbookId: playbookOf(chosen),
      anyway: form('anyway') === 'yes',
      resolveAfter: form('resolve') === 'yes',
      followUpAt:
        follow === '' ? null : await readMoment(deps.ctx, actorOf(c), facts.id, { when: follow }),
      address: addressOf(form),
      way,
      gift: form('gift') === '' ? null : { poolId: form('gift'), reason: form('reason') },
    })
    if ('look' in outcome) {
      await keep(c, deps, facts.id, text)
      const shown = outcome.look.map(({ code }) => code)
      const words = outcome.look.map((check) => check.words).join(' ')
      return showForm(c, deps, { ...again(form), kind, shown }, `${words} Press again to send it.`)
    }
  } catch (error) {
    await keep(c, deps, facts.id, text)
    return showForm(c, deps, { ...again(form), kind }, refusal(c, error))
  }
  deps.wake()
  return c.redirect(`/cases/${facts.id}`, 303)
}

async function showForm(
  c: Ctx,
  deps: WebDeps,
  input: Pick<OpenReplyInput, 'kind'> & Partial<OpenReplyInput>,
  fault: string | null = null,
): Promise<Response> {
  const facts = await readCaseFacts(deps.ctx.db.kysely, Number(c.req.param('id')))
  if (facts === null) return c.notFound()
  const right = deps.replyRight(facts)
  try {
    if (!right.may) throw new RefusedError('no_reply', right.why)
    if (!isOpen(facts.status))
      throw new RefusedError('closed', fault ?? 'This case is already closed. Reopen it first.')
    const count = (text: string) => deps.countReply(facts, text, input.way)
    const sheet = await openReply(deps.ctx, actorOf(c), {
      ...input,
      facts,
      count,
      reader: deps.ctx.db.kysely,
    })
    deps.wake()
    const gifts = input.kind === 'thank' ? await readGifts(deps.ctx.db.kysely, facts.brandId) : []
    const { csrf } = c.get('signed')
    const drawn = { pressKey: deps.token(), csrf, fault, gifts, suggests: deps.drafter !== null }
    return await showCase(
      c,
      deps,
      fault,
      async (view): Promise<Html> => replyForm(view, sheet, drawn),
    )
  } catch (error) {
    const why = refusal(c, error)
    return showCase(c, deps, fault ?? why)
  }
}

/** What a machine makes of the words that stand there; those are kept as the draft first. */
async function suggest(c: Ctx, deps: WebDeps, form: Form): Promise<Response> {
  const { ctx, reader, drafter } = deps
  const facts = await readCaseFacts(ctx.db.kysely, Number(c.req.param('id')))
  if (facts === null || drafter === null) return c.notFound()
  const draft = form('text')
  await keep(c, deps, facts.id, draft)
  const { max } = deps.countReply(facts, draft, readWay(form('way')))
  const asked = { facts, chosen: playbookOf(form('chosen') || null), draft, max }
  try {
    const { text, note } = await askMachine({ ...ctx, reader, drafter }, actorOf(c), asked)
    return await showForm(c, deps, { ...again(form), typed: text ?? draft, note })
  } catch (error) {
    return showCase(c, deps, refusal(c, error))
  }
}

/** The checks of what stands there now, while somebody types. */
async function look(c: Ctx, deps: WebDeps): Promise<Response> {
  const form = await readForm(c)
  const facts = await readCaseFacts(deps.ctx.db.kysely, Number(c.req.param('id')))
  if (facts === null) return c.notFound()
  const count = deps.countReply(facts, form('text'), readWay(form('way')))
  const checks = await lookOver({ db: deps.reader, clock: deps.ctx.clock }, actorOf(c), facts, {
    text: form('text'),
    count,
    seen: seenOf(form),
    isStatement: form('chosen').startsWith('incident:'),
  })
  const view = { ...facts, reply: deps.replyRight(facts) }
  return c.html(replyChecks(view, { checks, count, approval: null }).toString())
}

async function showReview(c: Ctx, deps: WebDeps, fault: string | null): Promise<Response> {
  const facts = await readCaseFacts(deps.ctx.db.kysely, Number(c.req.param('id')))
  if (facts === null) return c.notFound()
  const reply = facts.waitingReply
  if (reply === null) return showCase(c, deps, fault ?? 'No reply waits in this case.')
  const { csrf } = c.get('signed')
  return showCase(c, deps, fault, async () => reviewForm(facts, reply, csrf, fault))
}

function reviewForm(
  facts: CaseFacts,
  reply: NonNullable<CaseFacts['waitingReply']>,
  csrf: string,
  fault: string | null,
): Html {
  return html`<section class="section"><header><h2>${reply.by.name} wrote this ${reply.way === 'direct' ? 'direct message' : 'reply'}</h2><p>${reply.why}</p></header>
    ${fault === null ? null : html`<p class="badge late" role="alert">${fault}</p>`}
    <blockquote class="quote">${reply.text}</blockquote>
    <form class="form mt5" method="post" action="/cases/${facts.id}/review"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="reply" value="${reply.id}">
    <div><label for="reason">Why it goes back, where it does</label><input id="reason" name="reason" maxlength="300"></div>
    <div class="btns">${isOpen(facts.status) && !facts.removed ? html`<button class="btn first" name="decision" value="approve" type="submit">Send it</button>` : null}<button class="btn" name="decision" value="back" type="submit">Send it back</button></div></form></section>`
}

function keep(c: Ctx, deps: WebDeps, caseId: number, text: string): Promise<void> {
  return keepDraft(deps.ctx, actorOf(c), { caseId, text })
}

async function readForm(c: Ctx): Promise<Form> {
  const form = await c.req.parseBody()
  return (name) => {
    const value = form[name]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
  }
}

/** The dialog as it stood, to be drawn once more. */
function again(form: Form): Pick<OpenReplyInput, 'kind'> & Partial<OpenReplyInput> {
  return {
    kind: form('kind') === 'thank' ? 'thank' : 'reply',
    choice: form('chosen') || null,
    typed: form('text'),
    address: addressOf(form),
    way: readWay(form('way')),
    seen: seenOf(form),
    shown: shownOf(form),
  }
}

function seenOf(form: Form): Seen {
  const [version, reply, event] = ['version', 'reply', 'event'].map((name) => readId(form(name)))
  return { version: version ?? 0, reply: reply ?? 0, event: event ?? 0 }
}

function shownOf(form: Form): string[] {
  return form('shown')
    .split(' ')
    .filter((code) => code !== '')
}

function addressOf(form: Form) {
  return ADDRESSES.find((one) => one === form('address')) ?? null
}
