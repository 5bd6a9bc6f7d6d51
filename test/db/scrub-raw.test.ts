import { expect, it } from 'vitest'
import { scrubRaw } from '../../db/erasure/scrub-raw.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

onBothEngines('what is kept as it came', ({ open }) => {
  it('loses a statement that names somebody whose name has signs in it, and no other', async () => {
    const { db } = await open()
    await seedShop(db)
    const name = 'Ana "Nan" \\ Quill'
    for (const [id, statement] of [
      [1, `We are sorry, ${name}.`],
      [2, 'We are sorry, Ana.'],
    ] as const)
      await db.kysely
        .insertInto('incident')
        .values({
          id,
          brand_id: 'juniper',
          kind: 'take_off',
          state: 'closed',
          mention_id: id,
          started_at: TODAY,
          found_at: TODAY,
          ended_at: TODAY,
          evidence: '{"topics":[],"mentionIds":[]}',
          version: 1,
          channel: null,
          slack_ts: null,
          statement,
        })
        .execute()
    await scrubRaw(db, { ids: [], parts: [name] }, TODAY)
    const left = await db.kysely.selectFrom('incident').select('statement').orderBy('id').execute()
    expect(left.map((row) => row.statement)).toEqual([null, 'We are sorry, Ana.'])
  })
})
