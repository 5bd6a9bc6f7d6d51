import type { Context, Hono } from 'hono'
import { PEOPLE_FILTERS, type PeopleFilter, readPeopleList } from '../../db/people-list.ts'
import { countStages } from '../../db/standings.ts'
import { readWeekLists } from '../../db/week-lists.ts'
import { page } from '../../views/layout.ts'
import { peoplePage } from '../../views/people-page.ts'
import { peopleTable } from '../../views/people-table.ts'
import { weekTable } from '../../views/week-lists.ts'
import { shownBrand } from '../choose-brand.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFrame } from '../frame.ts'
import { readRecoverySection, readWeekSection } from '../people-sections.ts'

type Ctx = Context<WebEnv>

const SHOWN = 100
const MAX_PEOPLE = 10_000
const FIND_MAX = 80

/** Everybody with stage, scores and next step, and the same as tables. */
export function mountPeopleList(app: Hono<WebEnv>, deps: WebDeps): void {
  const now = () => deps.ctx.clock.now()
  const reading = { kysely: deps.reader, dialect: deps.ctx.db.dialect }

  app.get('/people', async (c) => {
    const { id, zone } = shownBrand(c) ?? { id: '', zone: 'UTC' }
    const find = (c.req.query('find') ?? '').trim().slice(0, FIND_MAX) || null
    const filter = readFilter(c)
    const of = { filter, find, limit: SHOWN + 1, now: now() }
    const people = await readPeopleList(reading, id, of)
    const isWhole = filter === 'everybody' && find === null
    const main = peoplePage({
      people: people.slice(0, SHOWN),
      more: people.length > SHOWN,
      filter,
      find,
      stages: await countStages(deps.reader, id),
      now: now(),
      zone,
      above: isWhole ? await readWeekSection(deps.reader, id, now(), zone) : null,
      below: isWhole ? await readRecoverySection(deps.reader, id, now(), zone) : null,
    })
    return c.html(page(await readFrame(c, deps), '/people', 'People', main).toString())
  })

  app.get('/people.csv', async (c) => {
    const of = { filter: readFilter(c), find: null, limit: MAX_PEOPLE, now: now() }
    const people = await readPeopleList(reading, shownBrand(c)?.id ?? '', of)
    return tableAnswer(c, 'people.csv', peopleTable(people))
  })

  app.get('/people/week.csv', async (c) => {
    const brand = shownBrand(c)
    const lists = await readWeekLists(deps.reader, brand?.id ?? '', now(), MAX_PEOPLE)
    return tableAnswer(c, 'people-of-the-week.csv', weekTable(lists))
  })
}

function readFilter(c: Ctx): PeopleFilter {
  return PEOPLE_FILTERS.find((filter) => filter === c.req.query('show')) ?? 'everybody'
}

function tableAnswer(c: Ctx, name: string, table: string): Response {
  return c.body(`\uFEFF${table}`, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  })
}
