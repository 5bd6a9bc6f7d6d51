import type { Context, Hono } from 'hono'
import { decideTightening, undoTightening } from '../../actions/tighten-filter.ts'
import { wilson } from '../../analysis/figures/intervals.ts'
import { judgeDigest } from '../../analysis/figures/judge-digest.ts'
import type { DigestFacts } from '../../core/digest.ts'
import { dateAt } from '../../core/digest-time.ts'
import { readActedOn } from '../../db/acted-on.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { readDigestFacts } from '../../db/digest-facts.ts'
import { readDigestWords } from '../../db/digest-words.ts'
import { readDigests } from '../../db/digests.ts'
import { readTightening, readTightenings } from '../../db/tightenings.ts'
import { digestCard } from '../../views/digest-card.ts'
import { type DigestChoice, digestPage } from '../../views/digest-page.ts'
import { dayLabel } from '../../views/digest-verdict.ts'
import { filterSection, type ShownCards } from '../../views/filter-section.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { actorOf, readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

const DAY_MS = 86_400_000
const CARD_DAYS = 28
const KEPT = 14

/** The digest with the same words as in Slack, and the tighter filter that waits for an owner. */
export function mountDigest(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/digest', (c) => showDigest(c, deps, null))
  app.post('/digest/filter/:id{[0-9]{1,16}}/:what{apply|refuse|undo}', async (c) => {
    const id = Number(c.req.param('id'))
    const what = c.req.param('what')
    try {
      if (what === 'undo') await undoTightening(deps.ctx, actorOf(c), id)
      else await decideTightening(deps.ctx, actorOf(c), { id, apply: what === 'apply' })
    } catch (error) {
      return showDigest(c, deps, refusal(c, error))
    }
    const brandId = (await readTightening(deps.ctx.db.kysely, id))?.brandId ?? ''
    return c.redirect(`/digest?brand=${encodeURIComponent(brandId)}#cards`, 303)
  })
}

async function showDigest(c: Ctx, deps: WebDeps, fault: string | null): Promise<Response> {
  const frame = await readFrame(c, deps)
  const brand = shownBrand(c)
  if (brand === null) {
    const none = html`<section class="section"><h1>Nothing to tell yet</h1><p class="mt2">The digest begins with the first brand.</p></section>`
    return c.html(page(frame, '/digest', 'Digest', none).toString())
  }
  const { facts, choices } = await readShownFacts(c, deps, brand)
  const words = await readDigestWords(deps.reader, facts)
  const may = new Map<number, boolean>()
  for (const { caseId } of facts.todo) {
    const found = await readCaseFacts(deps.reader, caseId)
    may.set(caseId, found !== null && deps.replyRight(found).may)
  }
  const mayReply = (caseId: number) => may.get(caseId) ?? false
  const card = digestCard({ facts, words, judged: judgeDigest(facts), mayReply })
  const filter = filterSection(await readCards(c, deps, brand.id, fault), c.get('signed').csrf)
  const main = digestPage(card, choices, filter)
  return c.html(page(frame, '/digest', 'Digest', main).toString())
}

/** The digest that was asked for: one that was told, or yesterday or the last seven days as of now. */
async function readShownFacts(
  c: Ctx,
  deps: WebDeps,
  brand: { id: string; zone: string },
): Promise<{ facts: DigestFacts; choices: DigestChoice[] }> {
  const now = deps.ctx.clock.now()
  const kept = await readDigests(deps.reader, brand.id, KEPT)
  const told = kept.find(({ day }) => day === c.req.query('day'))
  const kind = c.req.query('kind') === 'week' ? 'week' : 'day'
  const day = dateAt(brand.zone, now)
  const of = `brand=${encodeURIComponent(brand.id)}`
  return {
    facts: told?.facts ?? (await readDigestFacts(deps.reader, brand.id, { kind, day }, now)),
    choices: [
      { href: `/digest?${of}`, label: 'Yesterday', isShown: told === undefined && kind === 'day' },
      {
        href: `/digest?${of}&kind=week`,
        label: 'Last seven days',
        isShown: told === undefined && kind === 'week',
      },
      ...kept.map((one) => ({
        href: `/digest?${of}&day=${one.day}`,
        label: `Told on ${dayLabel(one.day)}${one.facts.kind === 'week' ? ', the week' : ''}`,
        isShown: one === told,
      })),
    ],
  }
}

async function readCards(
  c: Ctx,
  deps: WebDeps,
  brandId: string,
  fault: string | null,
): Promise<ShownCards> {
  const now = deps.ctx.clock.now()
  const channels = await readActedOn(deps.reader, brandId, now - CARD_DAYS * DAY_MS, now)
  const may = await readRights(c, deps)
  return {
    days: CARD_DAYS,
    channels: channels.map((one) => ({ ...one, interval: wilson(one.acted, one.shown) })),
    tightenings: await readTightenings(deps.reader, brandId),
    isOwner: may('query.tighten'),
    fault,
  }
}
