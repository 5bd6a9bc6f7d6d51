import type { Context, Hono } from 'hono'
import { editPlaybook, type PlaybookEdit } from '../../actions/edit-playbook.ts'
import { CASE_KINDS } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { ASPECTS } from '../../core/judgement.ts'
import { idOf, linesOf, readFactLines, readGiveLines } from '../../core/playbook-lines.ts'
import { mayDo, type Role } from '../../core/staff.ts'
import { readContradictions, readUsage } from '../../db/playbook-usage.ts'
import { readPlaybooks, type StoredPlaybook } from '../../db/playbooks.ts'
import type { Html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { usageSection } from '../../views/playbook-usage.ts'
import { playbookPage, playbooksPage } from '../../views/playbooks-page.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>
const USED_MS = 90 * 86_400_000

/** The team's answers: to read for everybody, to change for those who may. */
export function mountPlaybooks(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/playbooks', async (c) => {
    const brands = await readBrands(deps)
    const main = playbooksPage(
      await readPlaybooks(deps.reader),
      new Map(brands.map(({ id, name }) => [id, name])),
      await mayEdit(c, deps),
    )
    const frame = await readFrame(deps, c.get('signed'))
    return c.html(page(frame, '/cases', 'Playbooks', main).toString())
  })
  app.get('/playbooks/new', (c) => show(c, deps, null))
  app.get('/playbooks/:id', async (c) => {
    const known = await find(deps, c.req.param('id'))
    return known === null ? c.notFound() : show(c, deps, known)
  })
  app.post('/playbooks/:id', async (c) => {
    const id = c.req.param('id')
    const known = id === 'new' ? null : await find(deps, id)
    if (known === null && id !== 'new') return c.notFound()
    const edit = readEdit(await c.req.parseBody({ all: true }), known)
    try {
      if (known === null && (await find(deps, edit.id)) !== null)
        throw new RefusedError('taken', 'There is a playbook with this name already.')
      await editPlaybook(deps.ctx, { staffId: c.get('signed').staffId, surface: 'desk' }, edit)
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      const typed = { ...edit, id: known === null ? '' : edit.id, isStarter: false }
      return show(c, deps, typed, error.message)
    }
    return c.redirect('/playbooks', 303)
  })
}

async function show(
  c: Ctx,
  deps: WebDeps,
  playbook: StoredPlaybook | null,
  fault: string | null = null,
) {
  const main = playbookPage(playbook, await readBrands(deps), {
    csrf: c.get('signed').csrf,
    mayEdit: await mayEdit(c, deps),
    fault,
    below: await readBelow(deps, playbook),
  })
  const frame = await readFrame(deps, c.get('signed'))
  return c.html(page(frame, '/cases', playbook?.name ?? 'New playbook', main).toString())
}

/** What became of it; nothing yet for one that is only being written. */
async function readBelow(deps: WebDeps, playbook: StoredPlaybook | null): Promise<Html | null> {
  if (playbook === null || playbook.id === '') return null
  const now = deps.ctx.clock.now()
  const [usage, others] = await Promise.all([
    readUsage(deps.reader, playbook.id, now - USED_MS),
    readContradictions(deps.reader, playbook, now - USED_MS),
  ])
  return usageSection(usage, others, now)
}

type Form = Record<string, string | File | (string | File)[] | undefined>

function readEdit(form: Form, known: StoredPlaybook | null): PlaybookEdit {
  const many = (name: string) =>
    [form[name] ?? []].flat().filter((one): one is string => typeof one === 'string')
  const text = (name: string) => (many(name)[0] ?? '').replaceAll('\r\n', '\n').trim()
  const name = text('name')
  return {
    id: known?.id ?? idOf(name),
    name,
    brand: form['brand'] === undefined ? (known?.brand ?? null) : text('brand') || null,
    kinds: CASE_KINDS.filter((kind) => many('kinds').includes(kind)),
    aspects: ASPECTS.filter((aspect) => many('aspects').includes(aspect)),
    steps: linesOf(text('steps')),
    breakTheRule: text('breakTheRule'),
    answer: text('answer'),
    formal: text('formal'),
    ask: text('ask'),
    facts: readFactLines(text('facts')),
    gives: readGiveLines(text('gives'), known?.gives ?? []),
    enabled: many('enabled').length > 0,
  }
}

async function find(deps: WebDeps, id: string): Promise<StoredPlaybook | null> {
  const all = await readPlaybooks(deps.ctx.db.kysely)
  return all.find((one) => one.id === id) ?? null
}

function readBrands(deps: WebDeps) {
  return deps.reader.selectFrom('brand').select(['id', 'name']).orderBy('name').execute()
}

async function mayEdit(c: Ctx, deps: WebDeps): Promise<boolean> {
  const row = await deps.reader
    .selectFrom('staff')
    .select('role')
    .where('id', '=', c.get('signed').staffId)
    .executeTakeFirst()
  return row !== undefined && mayDo(row.role as Role, 'playbook.edit')
}
