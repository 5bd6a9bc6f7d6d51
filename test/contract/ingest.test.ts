import { expect, it } from 'vitest'
import type { Item } from '../../connectors/connector.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { searchMentions } from '../../db/search-index.ts'
import { createHealthBook } from '../../pipeline/health-book.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { onBothEngines } from '../support/engines.ts'
import {
  batchOf,
  countBothWays,
  edit,
  HOUR,
  NOON,
  OPEN_POLICY,
  openDesk,
  plainReader,
  post,
  removal,
} from '../support/listening-desk.ts'

onBothEngines('hearing', (engine) => {
  async function open() {
    const { db, clock } = await engine.open()
    await clock.advance(NOON - clock.now())
    return openDesk({ db, clock })
  }

  it.each(['\0', '\ud800', '\udc00x'])(
    'takes a batch whole where posts carry signs that a database cannot hold: %j',
    async (sign) => {
      const desk = await open()
      const bad = post(`bad${sign}1`, `juniper is awful${sign} and late`, {
        url: `https://a.example/${sign}`,
        title: `A title${sign}`,
        lang: `en${sign}`,
        parents: { replyTo: `p${sign}`, replyToText: `what${sign}?` },
        hashtags: [`tag${sign}`],
        links: [`https://b.example/${sign}`],
        mentionedHandles: [`juniper${sign}`],
        media: [{ type: 'image', url: 'https://c.example', alt: `alt${sign}`, storable: true }],
        replyRef: { cid: `c${sign}` },
      })
      const author = {
        ...bad.mention.author,
        id: `nadia${sign}`,
        handle: `nadia${sign}`,
        name: `Nadia${sign}`,
      }
      const hostile: Item = {
        type: 'upsert',
        mention: { ...bad.mention, author, revision: `r${sign}` },
      }
      const poison: Item = { type: 'poison', raw: `raw${sign}`, reason: `reason${sign}` }
      const heard = await desk.hear(hostile, post('2', 'I love juniper', { by: 'omar' }), poison)
      expect(heard).toMatchObject({ inserted: 2, failed: 0 })
      expect((await desk.hear(hostile)).inserted).toBe(0)
      await desk.hear({ type: 'delete', key: bad.mention.key, reason: `gone${sign}` })
      const states = await desk.db.kysely
        .selectFrom('mention')
        .select('state')
        .orderBy('id')
        .execute()
      expect(states.map(({ state }) => state)).toEqual(['deleted', 'live'])
    },
  )

  it('notes how a source is in the words of the network, whatever signs are in them', async () => {
    const { db, clock } = await open()
    await createHealthBook(db, clock, 'bsky').note({ state: 'degraded', detail: 'no\0 \ud800' })
    const { detail } = await db.kysely
      .selectFrom('health')
      .select('detail')
      .executeTakeFirstOrThrow()
    expect(detail).toBe('no\uFFFD \uFFFD')
  })

  it('stores posts, edits and removals with counters, cases and cursor alike', async () => {
    const desk = await open()
    const bad = post('1', 'juniper is awful, rude staff')
    const kind = post('2', 'I love juniper', { by: 'omar', lang: 'en' })
    await desk.hear(bad, kind, post('3', 'when does juniper open?', { by: 'lena' }))
    await desk.hear(bad, kind)
    await desk.hear(edit(bad, 'juniper is awful, and there is a fire', 1000), removal(kind))
    const { recounted, stored } = await countBothWays(desk.db)
    expect(stored.hours).toEqual(recounted.hours)
    expect(stored.days).toEqual(recounted.days)
    const cases = await desk.db.kysely
      .selectFrom('case')
      .select(['kind', 'status', 'version'])
      .orderBy('kind')
      .execute()
    expect(cases).toEqual([
      { kind: 'emergency', status: 'new', version: 2 },
      { kind: 'praise', status: 'closed_by_author', version: 2 },
      { kind: 'question', status: 'new', version: 1 },
    ])
    const cursor = await desk.db.kysely.selectFrom('cursor').select('value').execute()
    expect(cursor).toEqual([{ value: '{"v":1,"n":2}' }])
  })

  it('makes every stored post findable by its words and its brand, and no removed one', async () => {
    const desk = await open()
    const gone = post('2', 'juniper croissant, love', { by: 'omar' })
    await desk.hear(post('1', 'awful juniper croissant'), gone)
    const find = (sentiment?: string) =>
      searchMentions(desk.db, {
        text: 'croissant',
        brandId: 'juniper',
        ...(sentiment === undefined ? {} : { sentiment }),
      })
    expect(await find()).toHaveLength(2)
    expect(await find('negative')).toHaveLength(1)
    await desk.hear(removal(gone))
    expect(await find()).toHaveLength(1)
  })

  it('ends the same when two processes hear the same story in different orders at once', async () => {
    const desk = await open()
    const other = createIngest({
      db: desk.db,
      writer: createBatchWriter(desk.db),
      clock: desk.clock,
      understander: plainReader,
      watchList: () => desk.watchList,
    })
    const elsewhere = (...items: Item[]) =>
      other(batchOf(items), { connectionId: 'twin', policy: OPEN_POLICY })
    const said = Array.from({ length: 8 }, (_, i) =>
      post(String(i), `juniper is awful ${i}`, { by: `guest${i}` }),
    )
    await Promise.all(
      said.flatMap((one, i) => {
        const newer = edit(one, `juniper is awful, really ${i}`, 1000)
        const newest = edit(one, `juniper made it good ${i}`, 2000)
        const both = [() => desk.hear(newer), () => elsewhere(newest), () => elsewhere(one)]
        if (i % 2 === 0) both.push(() => desk.hear(removal(one)))
        return (i % 3 === 0 ? both.toReversed() : both).map((act) => act())
      }),
    )
    const rows = await desk.db.kysely
      .selectFrom('mention')
      .select(['native_id', 'text'])
      .where('state', '=', 'live')
      .orderBy('native_id')
      .execute()
    expect(rows).toEqual(
      [1, 3, 5, 7].map((i) => ({ native_id: String(i), text: `juniper made it good ${i}` })),
    )
    const { recounted, stored } = await countBothWays(desk.db)
    expect(stored.hours).toEqual(recounted.hours)
  })

  it('lets batches of several connections at once store every post once', async () => {
    const desk = await open()
    const posts = Array.from({ length: 40 }, (_, i) =>
      post(String(i), `juniper note ${i}`, { by: `guest${i % 7}`, createdAt: NOON - i * HOUR }),
    )
    await Promise.all([desk.hear(...posts), desk.hear(...posts.toReversed()), desk.hear(...posts)])
    const rows = await desk.db.kysely.selectFrom('mention').select('key').execute()
    expect(new Set(rows.map((row) => row.key)).size).toBe(40)
    expect(rows).toHaveLength(40)
    const { recounted, stored } = await countBothWays(desk.db)
    expect(stored.hours).toEqual(recounted.hours)
  })
})
