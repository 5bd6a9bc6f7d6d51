import { expect, it } from 'vitest'
import { findOtherCases } from '../../db/other-cases.ts'
import { onBothEngines } from '../support/engines.ts'
import { seedCase, seedShop } from '../support/seed.ts'

onBothEngines('another case to join one to', ({ open }) => {
  it('is found by a name with any letters, small or capital, and by no sign that stands for all', async () => {
    const { db } = await open()
    const { authorId } = await seedShop(db)
    await db.kysely.updateTable('author').set({ name: 'ÖZLEM Ångström' }).execute()
    const other = await seedCase(db, authorId)
    const from = { id: await seedCase(db, authorId), brandId: 'juniper', authorId }
    const find = async (words: string) =>
      (await findOtherCases(db.kysely, from, { words, limit: 10 })).map(({ id }) => id)
    for (const words of ['ÖZLEM', 'özlem', 'ångström', 'ÖZ ström', 'wAiTeD'])
      expect(await find(words), words).toEqual([other])
    for (const words of ['%', '_', 'nobody']) expect(await find(words), words).toEqual([])
  })
})
