import type { Context, Hono } from 'hono'
import { editPlaybook } from '../../actions/edit-playbook.ts'
import { type KeptPlaybook, markOf, readPlaybook } from '../../core/playbook-form.ts'
import { readUse } from '../../db/playbook-usage.ts'
import { readPlaybooks, type StoredPlaybook } from '../../db/playbooks.ts'
import type { Html } from '../../views/html.ts'
import { page } from '../../views/layout.ts'
import { usageSection } from '../../views/playbook-usage.ts'
import { playbookPage, playbooksPage } from '../../views/playbooks-page.ts'
import { actorOf, readRights } from '../actor.ts'
import type { WebDeps, WebEnv } from '../deps.ts'
import { refusal } from '../forms.ts'
import { readFrame } from '../frame.ts'

type Ctx = Context<WebEnv>

/** The team's answers: to read for everybody, to change for those who may. */
export function mountPlaybooks(app: Hono<WebEnv>, deps: WebDeps): void {
  app.get('/playbooks', async (c) => {
    const may = await readRights(c, deps)
    const brands = await readBrands(deps)
    const main = playbooksPage(
      await readPlaybooks(deps.reader),
      new Map(brands.map(({ id, name }) => [id, name])),
      may('playbook.edit'),
    )
    const frame = await readFrame(c, deps)
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
    const form = await c.req.parseBody({ all: true })
    const edit = readEdit(form, known)
    const seen = known === null ? null : String(form['seen'] ?? '')
    try {
      await editPlaybook(deps.ctx, actorOf(c), edit, seen)
    } catch (error) {
      const typed = { ...edit, id: known === null ? '' : edit.id, isStarter: false }
      return show(c, deps, typed, { fault: refusal(c, error), seen: seen ?? '' })
    }
    return c.redirect('/playbooks', 303)
  })
}

async function show(
  c: Ctx,
  deps: WebDeps,
  playbook: StoredPlaybook | null,
  again: { fault: string; seen: string } | null = null,
) {
  const may = await readRights(c, deps)
  const main = playbookPage(playbook, await readBrands(deps), {
    csrf: c.get('signed').csrf,
    mayEdit: may('playbook.edit'),
    fault: again?.fault ?? null,
    seen: again?.seen ?? (playbook === null ? '' : markOf(playbook)),
    below: await readBelow(deps, playbook),
  })
  const frame = await readFrame(c, deps)
  return c.html(page(frame, '/cases', playbook?.name ?? 'New playbook', main).toString())
}

/** What became of it; nothing yet for one that is only being written. */
async function readBelow(deps: WebDeps, playbook: StoredPlaybook | null): Promise<Html | null> {
  if (playbook === null || playbook.id === '') return null
  const now = deps.ctx.clock.now()
  const { usage, others } = await readUse(deps.reader, playbook, now)
  return usageSection(usage, others, now)
}

type Form = Record<string, string | File | (string | File)[] | undefined>

function readEdit(form: Form, known: StoredPlaybook | null): KeptPlaybook {
  const many = (name: string) =>
    [form[name] ?? []].flat().filter((one): one is string => typeof one === 'string')
  return readPlaybook(many, many('brand')[0], known)
}

async function find(deps: WebDeps, id: string): Promise<StoredPlaybook | null> {
  const all = await readPlaybooks(deps.ctx.db.kysely)
  return all.find((one) => one.id === id) ?? null
}

function readBrands(deps: WebDeps) {
  return deps.reader.selectFrom('brand').select(['id', 'name']).orderBy('name').execute()
}
