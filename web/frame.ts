import type { Context } from 'hono'
import { isListening } from '../core/health.ts'
import { monthOf } from '../core/month.ts'
import { countOpenByBrand, readSources } from '../db/figures.ts'
import type { Frame } from '../views/layout.ts'
import type { WebDeps, WebEnv } from './deps.ts'

type Sources = Awaited<ReturnType<typeof readSources>>

/**
 * What stands around every page; `sources` where the page has read them, `brandId` where it is about something of that
 * brand, whichever is chosen.
 */
export async function readFrame(
  c: Context<WebEnv>,
  deps: WebDeps,
  of: { sources?: Sources; brandId?: string } = {},
): Promise<Frame> {
  const signed = c.get('signed')
  const { all, shown } = c.get('brands')
  const brandId = of.brandId ?? shown?.id
  const open = await countOpenByBrand(deps.reader)
  const sources = of.sources ?? (await readSources(deps.reader, monthOf(deps.ctx.clock.now())))
  const live = sources.filter(({ state }) => isListening(state)).length
  return {
    brands: all.map(({ id, name }) => {
      return { id, name, openCases: open.get(id) ?? 0, isShown: id === brandId }
    }),
    staffName: signed.staffName,
    sources: `${live} of ${sources.length} sources live`,
    demo: deps.demoStaffId !== null,
    notice: null,
    csrf: signed.csrf,
  }
}
