import { isListening } from '../core/health.ts'
import { monthOf } from '../core/month.ts'
import { countOpenCases, readSources } from '../db/figures.ts'
import type { Frame } from '../views/layout.ts'
import type { Signed, WebDeps } from './deps.ts'

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

type Sources = Awaited<ReturnType<typeof readSources>>

/** What stands around every page; `known` are the sources where the page has read them. */
export async function readFrame(deps: WebDeps, signed: Signed, known?: Sources): Promise<Frame> {
  const brand = await readBrand(deps)
  const sources = known ?? (await readSources(deps.reader, monthOf(deps.ctx.clock.now())))
  const live = sources.filter(({ state }) => isListening(state)).length
  return {
    brandName: brand?.name ?? 'No brand yet',
    staffName: signed.staffName,
    openCases: brand === null ? 0 : await countOpenCases(deps.reader, brand.id),
    sources: `${live} of ${sources.length} sources live`,
    demo: deps.demoStaffId !== null,
    notice: null,
    csrf: signed.csrf,
  }
}
