import fc from 'fast-check'
import { it } from 'vitest'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Verdict } from '../../core/feedback.ts'
import { onBothEngines } from '../support/engines.ts'
import { edit, post, removal } from '../support/listening-desk.ts'
import { as, expectCountsRight, openShop } from './correction-shop.ts'

const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constantFrom<Verdict>({ say: 'not_us' }, { say: 'right' }),
  fc
    .constantFrom('negative', 'neutral', 'positive')
    .map((mood) => ({ say: 'mood', mood }) as Verdict),
  fc.record({
    say: fc.constant('intent' as const),
    intent: fc.constantFrom('complaint' as const, 'praise' as const, 'question' as const),
    on: fc.boolean(),
  }),
)
const step = fc.oneof(
  fc.record({
    do: fc.constantFrom('post' as const, 'edit' as const, 'remove' as const),
    id: fc.nat(3),
  }),
  fc.record({ do: fc.constant('say' as const), case: fc.nat(5), verdict }),
  fc.record({ do: fc.constant('undo' as const), case: fc.nat(5) }),
)

onBothEngines('whatever is said, taken back, edited and removed', (engine) => {
  it('counters equal a recount', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const { desk, db, ctx } = await openShop(engine)
        const words = ['awful, rude staff', 'lovely, love it', 'open?', 'the usual']
        const said = words.map((text, n) => post(`p${n}`, `juniper ${text}`, { by: `g${n}` }))
        await desk.hear(...said)
        const cases = await db.kysely.selectFrom('case').select('id').orderBy('id').execute()
        for (const [n, one] of steps.entries()) {
          if (one.do === 'say' || one.do === 'undo') {
            const caseId = cases[one.case % cases.length]?.id ?? 0
            const press =
              one.do === 'undo'
                ? undoCorrection(ctx, as('ana'), caseId)
                : correctLabel(ctx, as('ana'), { caseId, verdict: one.verdict })
            await press.catch((error: unknown) => {
              if (!(error instanceof RefusedError)) throw error
            })
          } else {
            const about = said[one.id] ?? post('p0', 'juniper')
            if (one.do === 'remove') await desk.hear(removal(about))
            else if (one.do === 'edit') await desk.hear(edit(about, `juniper awful ${n}`, n + 1))
            else await desk.hear(post(`more${n}`, `juniper love ${n}`, { by: `g${one.id}` }))
          }
          await expectCountsRight(db)
        }
      }),
      { numRuns: engine.dialect === 'sqlite' ? 25 : 8 },
    )
  })
})
