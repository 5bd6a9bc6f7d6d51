import type { Context, Hono } from 'hono'
import { CASE_KINDS, type CaseKind } from '../../core/case.ts'
import { forecastMonth } from '../../core/forecast.ts'
import type { HealthState } from '../../core/health.ts'
import { monthOf } from '../../core/month.ts'
import { isNetwork, networkName } from '../../core/network.ts'
import { readCasesFacts } from '../../db/case-facts.ts'
import { readOpenCases, readService, readSources } from '../../db/figures.ts'
import { readIncidents } from '../../db/incidents.ts'
import { readShopStates } from '../../db/shop-states.ts'
import { caseCard } from '../../views/case-card.ts'
import {
  caseList,
  casesPage,
  feelingPage,
  type ShownCase,
  type ShownCases,
  sourcesPage,
  todayPage,
} from '../../views/desk-pages.ts'
import { html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { shopsSection } from '../../views/shops-section.ts'
import { readRights } from '../actor.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFeeling } from '../feeling.ts'
import { readFrame } from '../frame.ts'
import { readShownRecoveries } from '../people-sections.ts'
import { readTalk } from '../talk.ts'

const MONTH_MS = 30 * 86_400_000
const WEEK_MS = 7 * 86_400_000
const INBOX = 50
/** States in which nothing comes in; what is only slow, quiet or starting does not count. */
const DEAF = new Set<string>(['degraded', 'needs_login', 'paused', 'failed'])

/** The pages that only show. */
export function mountPages(app: Hono<WebEnv>, deps: WebDeps): void {
  const now = () => deps.ctx.clock.now()

  app.get('/', async (c) => {
    const { csrf } = c.get('signed')
    const brand = shownBrand(c)
    const zone = brand?.zone ?? 'UTC'
    const id = brand?.id ?? ''
    const feeling = await readFeeling(deps.reader, id, zone, now())
    const sources = await readSources(deps.reader, monthOf(now()))
    const main = todayPage(
      {
        brandId: id,
        isServed: brand?.isServed ?? true,
        now: now(),
        zone,
        today: feeling.todayFeeling,
        month: feeling.month,
        ...(await readService(deps.reader, id, now(), now() - MONTH_MS)),
        cases: await readShown(deps, id, 3),
        incidents: await readIncidents(deps.reader, id, now() - WEEK_MS),
        recoveries: await readShownRecoveries(deps.reader, id, now()),
        sources: countSources(sources),
      },
      csrf,
    )
    const frame = await readFrame(c, deps, { sources })
    return c.html(page(frame, '/', 'Today', main).toString())
  })

  app.get('/cases', async (c) => {
    const kind = readKind(c.req.query('kind'))
    const main = casesPage(await readCases(c, deps, kind, INBOX), c.get('signed').csrf)
    return c.html(page(await readFrame(c, deps), '/cases', 'Cases', main).toString())
  })

  app.get('/cases/list', async (c) => {
    const isFew = c.req.query('few') !== undefined
    const shown = await readCases(c, deps, readKind(c.req.query('kind')), isFew ? 3 : INBOX)
    const list = isFew ? { ...shown, more: false } : shown
    return c.html(caseList(list, c.get('signed').csrf).toString())
  })

  app.get('/feeling', async (c) => {
    const brand = shownBrand(c)
    const feeling = await readFeeling(deps.reader, brand?.id ?? '', brand?.zone ?? 'UTC', now())
    const main = feelingPage(feeling, await readTalk(deps.reader, brand?.id ?? '', now()))
    return c.html(page(await readFrame(c, deps), '/feeling', 'Feeling', main).toString())
  })

  app.get('/sources', async (c) => {
    const brand = shownBrand(c)
    const zone = brand?.zone ?? 'UTC'
    const shops = await readShopStates(deps.reader, brand?.id ?? '')
    const sources = await readSources(deps.reader, monthOf(now()))
    const may = await readRights(c, deps)
    const main = sourcesPage(
      sources.map((s) => ({
        id: s.id,
        name: `${isNetwork(s.network) ? networkName(s.network) : s.network} (${s.id})`,
        state: (s.state ?? 'starting') as HealthState,
        detail: s.detail,
        lastOkAt: s.last_ok_at,
        lastEventAt: s.last_event_at,
        lagMs: s.lag_ms,
        received: s.received ?? 0,
        quarantined: s.quarantined ?? 0,
        spentUsd: s.usd ?? 0,
        capUsd: s.cap_usd,
        forecastUsd: forecastMonth(s.usd ?? 0, s.created_at, now()),
        gaps: s.gaps.map((gap) => ({ from: gap.from_at, to: gap.to_at, why: gap.why })),
      })),
      now(),
      zone,
      may('source.check') ? c.get('signed').csrf : null,
    )
    const all = html`${main}${shopsSection(shops, now(), zone)}`
    const frame = await readFrame(c, deps, { sources })
    return c.html(page(frame, '/sources', 'Sources', all).toString())
  })
}

function countSources(sources: readonly { state: string | null }[]): {
  all: number
  deaf: number
} {
  const deaf = sources.filter(({ state }) => DEAF.has(state ?? 'starting'))
  return { all: sources.length, deaf: deaf.length }
}

function readKind(text: string | undefined): CaseKind | null {
  return CASE_KINDS.find((kind) => kind === text) ?? null
}

/** Open cases of the brand the desk shows, and whether there are more than these. */
async function readCases(
  c: Context<WebEnv>,
  deps: WebDeps,
  kind: CaseKind | null,
  limit: number,
): Promise<ShownCases> {
  const brandId = shownBrand(c)?.id ?? ''
  const found = await readShown(deps, brandId, limit + 1, kind)
  const isServed = shownBrand(c)?.isServed ?? true
  return { brandId, cases: found.slice(0, limit), kind, more: found.length > limit, isServed }
}

/** The soonest due cases as cards. */
async function readShown(
  deps: WebDeps,
  brandId: string,
  limit: number,
  kind: CaseKind | null = null,
): Promise<ShownCase[]> {
  const ids = await readOpenCases(deps.reader, brandId, limit, kind)
  const all = await readCasesFacts(deps.reader, ids)
  return all.map((facts): ShownCase => {
    const view = { ...facts, reply: deps.replyRight(facts) }
    const card = caseCard(view, deps.ctx.clock.now())
    return { card, openedAt: facts.openedAt, zone: facts.zone }
  })
}
