import type { Context, Hono } from 'hono'
import type { Actor } from '../../actions/context.ts'
import { erasePerson } from '../../actions/erase-person.ts'
import { logContact, undoContact } from '../../actions/log-contact.ts'
import { markAccount } from '../../actions/mark-account.ts'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { optIn, optOut } from '../../actions/opt-out.ts'
import { proposeSame, refuseSame } from '../../actions/propose-same.ts'
import type { Way } from '../../core/contact.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Intent } from '../../core/judgement.ts'
import { readWhen } from '../../core/when.ts'
import type { Side } from '../../db/account-side.ts'
import { readWrittenSince } from '../../db/contacts.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { readJoin, readMerges } from '../../db/person-looks.ts'
import { readPersonPage } from '../../db/person-page.ts'
import { SAID_CHOICES } from '../../views/contact-form.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { type EraseForm, type PersonView, personPage } from '../../views/person-page.ts'
import { type TiesView, tiesSection } from '../../views/person-ties.ts'
import { actorOf, readRights } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readId, refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'
import { customerVerbs, readCustomerSection } from './person-customer.ts'

type Ctx = Context<WebEnv>
type Form = Readonly<Record<string, unknown>>

/** The page of one person, and the way to erase them. */
export function mountPeople(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/people/:id{[0-9]{1,16}}', (c) => showPerson(c, deps, null))
  app.post('/people/:id{[0-9]{1,16}}/contact', (c) =>
    act(c, deps, '#said', async (actor, personId) => {
      const form = await c.req.parseBody()
      const said = SAID_CHOICES.find(({ value }) => value === form['said'])
      if (said === undefined) throw new RefusedError('said', 'Choose what they did.')
      const at = await readMoment(deps, personId, String(form['when'] ?? ''))
      await logContact(deps.ctx, actor, {
        who: { personId },
        way: String(form['way']) as Way,
        sentiment: said.sentiment,
        intents: said.value === 'talk' ? [] : [said.value satisfies Intent],
        text: String(form['text'] ?? ''),
        ...(at === null ? {} : { at }),
      })
    }),
  )
  app.post('/people/:id{[0-9]{1,16}}/uncontact', (c) =>
    act(c, deps, '#said', async (actor) => {
      const { contact } = await c.req.parseBody()
      await undoContact(deps.ctx, actor, readId(contact))
    }),
  )
  const tie = (verb: string, done: (actor: Actor, personId: number, form: Form) => Promise<void>) =>
    app.post(`/people/:id{[0-9]{1,16}}/${verb}`, (c) =>
      act(c, deps, '#ties', async (actor, personId) =>
        done(actor, personId, await c.req.parseBody({ all: true })),
      ),
    )
  tie('merge', async (actor, keepId, form) => {
    const mergeId = readId(form['other'])
    const { brandId } = await brandOf(deps, keepId)
    const alike = await proposeSame(deps.ctx.db, { id: keepId, brandId })
    const evidence = alike.find(({ id }) => id === mergeId)?.evidence.join(', ') ?? 'looked alike'
    await mergePeople(deps.ctx, actor, { keepId, mergeId, evidence })
  })
  tie('unmerge', async (actor, _, form) => {
    const marked = [form['contact'] ?? []].flat()
    await unmergePeople(deps.ctx, actor, readId(form['other']), marked.map(readId))
  })
  tie('not-same', (actor, personId, form) =>
    refuseSame(deps.ctx, actor, { personId, otherId: readId(form['other']) }),
  )
  tie('side', async (actor, personId, form) =>
    markAccount(deps.ctx, actor, {
      authorId: readId(form['account']),
      ...(await brandOf(deps, personId)),
      side: String(form['side']) as Side,
    }),
  )
  for (const [verb, done] of Object.entries(customerVerbs(deps))) tie(verb, done)
  for (const [verb, wish] of Object.entries({ 'opt-out': leaveAlone, 'opt-in': hearAgain }))
    app.post(`/people/:id{[0-9]{1,16}}/${verb}`, (c) =>
      act(c, deps, '#rights', async (actor, personId) =>
        wish(deps, actor, personId, await c.req.parseBody()),
      ),
    )
  app.post('/people/:id{[0-9]{1,16}}/erase', (c) =>
    act(c, deps, '#erase', async (actor, personId) => {
      const { name } = await c.req.parseBody()
      await erasePerson(deps.ctx, actor, { personId }, typeof name === 'string' ? name : '')
    }),
  )
}

type Wish = (deps: WebDeps, actor: Actor, personId: number, form: Form) => Promise<void>

const leaveAlone: Wish = async ({ ctx }, actor, personId) => {
  await optOut(ctx, actor, personId)
}

const hearAgain: Wish = async ({ ctx }, actor, personId, form) =>
  optIn(ctx, actor, { personId, evidence: String(form['evidence'] ?? '') })

/** Does what a form of the page asks and shows the page again, with the reason where it was refused. */
async function act(
  c: Ctx,
  deps: WebDeps,
  place: string,
  done: (actor: Actor, personId: number) => Promise<void>,
): Promise<Response> {
  const personId = Number(c.req.param('id'))
  try {
    await done(actorOf(c), personId)
  } catch (error) {
    return showPerson(c, deps, refusal(c, error))
  }
  return c.redirect(`/people/${personId}${place}`, 303)
}

async function brandOf(
  deps: WebDeps,
  personId: number,
): Promise<{ brandId: string; zone: string }> {
  const row = await deps.ctx.db.kysely
    .selectFrom('person as p')
    .innerJoin('brand as b', 'b.id', 'p.brand_id')
    .select(['b.id', 'b.zone'])
    .where('p.id', '=', personId)
    .executeTakeFirst()
  if (row === undefined) throw new RefusedError('no_person', 'Nobody is here any more.')
  return { brandId: row.id, zone: row.zone }
}

/** A moment in the zone of the brand that knows them; null where nothing was written. */
async function readMoment(deps: WebDeps, personId: number, text: string): Promise<number | null> {
  if (text.trim() === '') return null
  const { zone } = await brandOf(deps, personId)
  const at = readWhen(text.trim(), deps.ctx.clock.now(), zone)
  if (at === null)
    throw new RefusedError('when', `"${text}" is no time. Write it like 2026-11-30 14:30.`)
  return at
}

async function showPerson(c: Ctx, deps: WebDeps, fault: string | null): Promise<Response> {
  const personId = Number(c.req.param('id'))
  const found = await readPersonPage(deps.reader, personId)
  const about = found === null ? {} : { brandId: found.brand_id }
  const frame = { ...(await readFrame(c, deps, about)), notice: fault }
  if (found === null) {
    const join = await readJoin(deps.reader, personId)
    const gone =
      join === null
        ? html`<section class="section"><h1>Nobody is here</h1><p class="mt2">This person was erased, or never was. <a href="/people">See everybody</a></p></section>`
        : html`<section class="section"><h1>They are one with somebody else</h1><p class="mt2">This person was joined to another. <a href="/people/${join.keptId}">See them</a></p></section>`
    return c.html(page(frame, '/people', 'People', gone).toString(), 404)
  }
  const view: PersonView = {
    ...found,
    now: deps.ctx.clock.now(),
    stageSince: found.stage_since,
    strikes: found.strikes ?? 0,
    isOut: found.is_out === 1,
    unproved: found.unproved === 1,
    terms: { love: [], risk: [], ...(JSON.parse(found.terms ?? '{}') as object) },
    nextStep: found.next_step,
    nextDue: found.next_due,
    keyManager: found.key_manager,
  }
  const may = await readRights(c, deps)
  const csrf = may('people.contact') ? c.get('signed').csrf : null
  const of = { personId, brandId: found.brand_id }
  const customer = await readCustomerSection(deps, of, { csrf, mayManage: may('people.manager') })
  const card = await readPersonCard(deps.reader, personId)
  const main = personPage(view, {
    erase: may('people.erase') ? await readEraseForm(c, deps, personId, fault) : null,
    contact: csrf === null ? null : { csrf },
    rights:
      csrf === null
        ? null
        : { csrf, mayExport: may('people.export'), isSilent: card?.isSilent === true },
    ties: html`${tiesSection(await readTies(deps, view, found.brand_id), csrf)}${customer}`,
    card,
  })
  return c.html(page(frame, '/people', found.name, main).toString())
}

async function readTies(deps: WebDeps, view: PersonView, brandId: string): Promise<TiesView> {
  const merges = await readMerges(deps.reader, view.id)
  return {
    personId: view.id,
    now: view.now,
    zone: view.zone,
    accounts: view.authors,
    proposals: await proposeSame(
      { kysely: deps.reader, dialect: deps.ctx.db.dialect },
      { id: view.id, brandId },
    ),
    merges: await Promise.all(
      merges.map(async ({ snapshot, ...one }) => ({
        ...one,
        name: (JSON.parse(snapshot) as { person?: { name?: string } }).person?.name ?? 'somebody',
        since: await readWrittenSince(deps.reader, { ...one, kept_id: view.id }),
      })),
    ),
  }
}

async function readEraseForm(
  c: Ctx,
  deps: WebDeps,
  personId: number,
  fault: string | null,
): Promise<EraseForm> {
  const asked = await deps.ctx.db.kysely
    .selectFrom('erasure')
    .select('id')
    .where('person_id', '=', personId)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return { csrf: c.get('signed').csrf, fault, isWaiting: asked !== undefined }
}
