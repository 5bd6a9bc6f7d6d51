import { expect, it } from 'vitest'
import { readStoredPosts } from '../../db/stored-posts.ts'
import { onBothEngines } from '../support/engines.ts'
import { batchOf, OPEN_POLICY, openDesk, post, removal } from '../support/listening-desk.ts'

onBothEngines('stored posts for a sweep', (engine) => {
  it('are the living ones of that connection, newest first, page by page', async () => {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    const of = (n: number, more: object = {}) =>
      post(`${n}`, `juniper number ${n} is another thing`, {
        key: `x::${n}`,
        network: 'x',
        ...more,
      })
    const gone = of(3)
    await desk.hear(of(1), of(2), gone, of(4), of(5))
    const elsewhere = post('b', 'juniper elsewhere', { connectionId: 'other' })
    await desk.ingest(batchOf([elsewhere]), { connectionId: 'other', policy: OPEN_POLICY })
    await desk.hear(removal(gone))
    const first = await readStoredPosts(db.kysely, 'bsky', null, 2)
    expect(first.map(({ key, nativeId, revision }) => [key, nativeId, revision])).toEqual([
      ['x::5', '5', 'r1'],
      ['x::4', '4', 'r1'],
    ])
    const rest = await readStoredPosts(db.kysely, 'bsky', first[1]!.id, 10)
    expect(rest.map(({ key }) => key)).toEqual(['x::2', 'x::1'])
    const others = await readStoredPosts(db.kysely, 'other', null, 10)
    expect(others.map(({ key }) => key)).toEqual(['bluesky::b'])
  })

  it('a gap that was fetched after all is a gap no more', async () => {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    const options = { connectionId: 'x', policy: OPEN_POLICY }
    const empty = { items: [], cursor: { v: 1 as const }, caughtUp: true }
    await desk.ingest({ ...empty, gap: { from: 100, to: 900, why: 'no money' } }, options)
    await desk.ingest({ ...empty, gap: { from: 50, to: 60, why: 'older' } }, options)
    await desk.ingest(
      { ...empty, filled: { from: 100, to: 500 }, gap: { from: 100, to: 300, why: 'still' } },
      options,
    )
    const open = await db.kysely
      .selectFrom('gap')
      .select(['from_at', 'to_at', 'why'])
      .where('filled_at', 'is', null)
      .orderBy('from_at')
      .execute()
    expect(open).toEqual([
      { from_at: 50, to_at: 60, why: 'older' },
      { from_at: 100, to_at: 300, why: 'still' },
    ])
  })
})
