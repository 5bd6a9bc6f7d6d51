import { expect, it } from 'vitest'
import { correctLabel } from '../../actions/correct-label.ts'
import type { UnderstandInput } from '../../analysis/understand/understanding.ts'
import type { Item } from '../../connectors/connector.ts'
import { readAuthorHistories } from '../../db/batch-writer/author-history.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { type Engine, onBothEngines } from '../support/engines.ts'
import {
  batchOf,
  edit,
  OPEN_POLICY,
  openDesk,
  plainReader,
  post,
} from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

/** A desk whose analysis tells what it was given around each post. */
async function openListener(engine: Engine) {
  const { db, clock } = await engine.open()
  await openDesk({ db, clock })
  await seedStaff(db, 'ana')
  const watchList = await loadWatchList(db, compileSources)
  const given: UnderstandInput[] = []
  const ingest = createIngest({
    db,
    writer: createBatchWriter(db),
    clock,
    understander: {
      ...plainReader,
      understand(input) {
        given.push(input)
        return plainReader.understand(input)
      },
    },
    watchList: () => watchList,
  })
  /** What the analysis is given of the last of these posts. */
  const hear = async (policy: typeof OPEN_POLICY, ...items: Item[]) => {
    await ingest(batchOf(items), { connectionId: 'bsky', policy })
    return given.at(-1)
  }
  const notUs = async () => {
    const { id } = await db.kysely
      .selectFrom('case')
      .select('id')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const verdict = { say: 'not_us' } as const
    await correctLabel({ db, clock }, { staffId: 'ana', surface: 'slack' }, { caseId: id, verdict })
  }
  return { db, hear, notUs }
}

onBothEngines('who wrote a post', (engine) => {
  it('is told to the analysis: how their earlier posts were taken, staff having the last word', async () => {
    const { hear, notUs } = await openListener(engine)
    const first = post('1', 'juniper is awful')
    expect((await hear(OPEN_POLICY, first))?.author).toEqual({ followers: 10 })
    const second = post('2', 'juniper is so awful again')
    expect((await hear(OPEN_POLICY, second))?.author?.history).toMatchObject({ ours: 1, others: 0 })
    const edited = edit(second, 'juniper was so very awful', 60_000)
    expect((await hear(OPEN_POLICY, edited))?.author?.history).toMatchObject({ ours: 1, others: 0 })
    await hear(OPEN_POLICY, post('3', 'juniper: awful bread', { by: 'omar' }))
    await notUs()
    const other = await hear(OPEN_POLICY, post('4', 'juniper: awful buns', { by: 'omar' }))
    expect(other?.author?.history).toEqual({ ours: 0, others: 1, isKnown: false })
    expect(other?.matched).toEqual(['juniper'])
  })

  it('stays unknown on a network that wants their word first', async () => {
    const { hear } = await openListener(engine)
    const policy = { ...OPEN_POLICY, needsOptIn: true }
    await hear(policy, post('1', 'juniper is awful'))
    const next = await hear(policy, post('2', 'juniper is so awful again'))
    expect(next?.author).toEqual({ followers: 10 })
  })

  it('costs the same however long they have been writing', async () => {
    const { db, hear } = await openListener(engine)
    await hear(OPEN_POLICY, ...many(30))
    const { id } = await db.kysely.selectFrom('author').select('id').executeTakeFirstOrThrow()
    const asked = { authorId: id, brandId: 'juniper', ownId: null }
    const nobody = { ...asked, authorId: 1 }
    expect(
      await readAuthorHistories(
        db,
        Array.from({ length: 101 }, (_, n) => (n === 100 ? asked : nobody)),
      ),
    ).toEqual([
      ...Array.from({ length: 100 }, () => ({ ours: 0, others: 0, isKnown: false })),
      expect.objectContaining({ ours: 8, others: 0 }),
    ])
  })
})

function many(n: number): Item[] {
  return Array.from({ length: n }, (_, at) => post(`m${at}`, `juniper, day ${at} of my diary`))
}
