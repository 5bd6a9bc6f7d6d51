import { expect, it } from 'vitest'
import type { Actor } from '../../actions/context.ts'
import { erasePerson } from '../../actions/erase-person.ts'
import { keepDraft } from '../../actions/keep-draft.ts'
import { readDraft } from '../../db/drafts.ts'
import { eraseDue } from '../../db/erasures.ts'
import { onBothEngines } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const as = (staffId: string): Actor => ({ staffId, surface: 'desk' })

onBothEngines('words that did not leave', (engine) => {
  it('are kept for whoever may answer, in a case that is there', async () => {
    const { db, clock } = await engine.open()
    const caseId = await seedCase(db, (await seedShop(db)).authorId)
    const ctx = { db, clock }
    await db.kysely.updateTable('staff').set({ disabled_at: 1 }).where('id', '=', 'sam').execute()
    for (const who of ['ana', 'vic', 'sam', 'nobody'])
      await keepDraft(ctx, as(who), { caseId, text: `${who} writes.` })
    await keepDraft(ctx, as('ana'), { caseId: 999, text: 'Into nothing.' })
    const drafts = await db.kysely.selectFrom('draft').select(['staff_id', 'case_id']).execute()
    expect(drafts).toEqual([{ staff_id: 'ana', case_id: caseId }])
  })

  it('are not written down again about somebody who was erased while they were typed', async () => {
    const { db, clock } = await engine.open()
    const { authorId } = await seedShop(db)
    const caseId = await seedCase(db, authorId)
    const ctx = { db, clock }
    const words = { caseId, text: 'Dear Nadia Brandt' }
    await keepDraft(ctx, as('ana'), words)
    await erasePerson(ctx, as('olga'), { authorId }, 'nadia.example')
    await eraseDue({ db, clock, scrubInbox: () => {} })
    expect(await readDraft(db.kysely, caseId, 'ana')).toBe('')
    await keepDraft(ctx, as('ana'), words)
    expect(await readDraft(db.kysely, caseId, 'ana')).toBe('')
  })
})
