import type { Context } from 'hono'
import { monthOf } from '../core/month.ts'
import type { Role } from '../core/staff.ts'
import { readOpenCases, readSources } from '../db/figures.ts'
import type { Frame } from '../views/layout.ts'
import type { Signed, WebDeps, WebEnv } from './deps.ts'

/** The brand the desk shows first; null on an empty desk. */
export async function readBrand(deps: WebDeps) {
  return (
    (await deps.reader
      .selectFrom('brand')
      .select(['id', 'name', 'zone'])
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()) ?? null
  )
}

/** What stands around every page. */
export async function readFrame(deps: WebDeps, signed: Signed): Promise<Frame> {
  const brand = await readBrand(deps)
  const sources = await readSources(deps.reader, monthOf(deps.ctx.clock.now()))
  const live = sources.filter((s) => s.state === 'live' || s.state === 'quiet').length
  return {
    brandName: brand?.name ?? 'No brand yet',
    staffName: signed.staffName,
    openCases: brand === null ? 0 : (await readOpenCases(deps.reader, brand.id, 1000)).length,
    sources: `${live} of ${sources.length} sources live`,
    demo: deps.demoStaffId !== null,
    notice: null,
    csrf: signed.csrf,
  }
}

/** The role of whoever is signed in, as the store says now; null for somebody who left. */
export async function readRole(c: Context<WebEnv>, deps: WebDeps): Promise<Role | null> {
  const staff = await deps.ctx.db.kysely
    .selectFrom('staff')
    .select('role')
    .where('id', '=', c.get('signed').staffId)
    .executeTakeFirst()
  return (staff?.role as Role | undefined) ?? null
}
