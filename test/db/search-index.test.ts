import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBulkSource } from '../../db/batch-writer/bulk.ts'
import type { LabelChange, PostChange } from '../../db/batch-writer/changes.ts'
import { indexPosts, unindexPosts } from '../../db/batch-writer/mentions.ts'
import type { Database } from '../../db/database.ts'
import { searchMentions } from '../../db/search-index.ts'
import { onBothEngines } from '../support/engines.ts'

interface Post {
  text: string
  title?: string
  network?: string
  lang?: string
  about?: Readonly<Record<string, string>>
}

async function store(db: Database, posts: readonly Post[]): Promise<number[]> {
  const ids = posts.map(() => db.nextId())
  await change(db, (bulk) =>
    indexPosts(
      bulk,
      db.dialect,
      posts.map(({ text, title = '', network = 'x', lang = 'en', about = {} }, i) => ({
        authorId: null,
        change: {
          id: ids[i] ?? 0,
          lang,
          mention: { text, title, network },
          labels: Object.entries(about).map(
            ([brandId, sentiment]) => ({ brandId, sentiment }) as LabelChange,
          ),
        } as unknown as PostChange,
      })),
    ),
  )
  return ids
}

async function change(
  db: Database,
  act: (bulk: ReturnType<ReturnType<typeof createBulkSource>>) => Promise<void>,
) {
  const source = createBulkSource(db)
  await db.transaction((trx) => act(source(trx)))
}

onBothEngines('search', ({ open }) => {
  it('finds posts that hold every word, newest first', async () => {
    const { db } = await open()
    const [a, , c] = await store(db, [
      { text: 'The oat flat white was cold' },
      { text: 'The oat milk is out' },
      { text: 'A flat tyre on the way', title: 'No OAT today' },
    ])
    expect(await searchMentions(db, { text: 'flat oat' })).toEqual([c, a])
  })

  it('keeps quoted words together', async () => {
    const { db } = await open()
    const [a] = await store(db, [{ text: 'flat white please' }, { text: 'white and flat' }])
    expect(await searchMentions(db, { text: '"flat white"' })).toEqual([a])
  })

  it('finds words in small or capital letters of any alphabet, with or without their marks', async () => {
    const { db } = await open()
    const [a, b, c] = await store(db, [
      { text: 'СЛИШКОМ дорого!' },
      { text: 'Köstlich, sagte ÖZLEM' },
      { text: 'Trop cher, hélas.' },
    ])
    expect(await searchMentions(db, { text: 'слишком ДОРОГО' })).toEqual([a])
    expect(await searchMentions(db, { text: 'KÖSTLICH özlem' })).toEqual([b])
    expect(await searchMentions(db, { text: 'helas' })).toEqual([c])
  })

  it('finds words beyond the alphabet and at the end of sentences', async () => {
    const { db } = await open()
    const [a, b] = await store(db, [{ text: 'Слишком дорого!' }, { text: 'Trop cher, hélas.' }])
    expect(await searchMentions(db, { text: 'дорого' })).toEqual([a])
    expect(await searchMentions(db, { text: 'hélas' })).toEqual([b])
  })

  it('narrows to a brand whose name begins or ends another’s', async () => {
    const { db } = await open()
    const [a, b, c] = await store(db, [
      { text: 'good coffee', about: { juniper: 'positive' } },
      { text: 'good coffee', about: { 'juniper-coffee': 'positive' } },
      { text: 'good coffee', about: { juniper_z: 'positive' } },
    ])
    expect(await searchMentions(db, { text: 'coffee', brandId: 'juniper' })).toEqual([a])
    expect(await searchMentions(db, { text: 'coffee', brandId: 'juniper-coffee' })).toEqual([b])
    expect(await searchMentions(db, { text: 'coffee', brandId: 'juniper_z' })).toEqual([c])
    expect(
      await searchMentions(db, { text: 'coffee', brandIds: ['juniper_z', 'juniper'] }),
    ).toEqual([c, a])
    expect(await searchMentions(db, { text: 'tea', brandIds: ['juniper_z', 'juniper'] })).toEqual(
      [],
    )
  })

  it('tells apart how a post feels about each of two brands', async () => {
    const { db } = await open()
    const [a] = await store(db, [
      { text: 'left them for you', about: { ours: 'positive', theirs: 'negative' } },
    ])
    const of = (brandId: string, sentiment: string) =>
      searchMentions(db, { text: '', brandId, sentiment })
    expect(await of('ours', 'positive')).toEqual([a])
    expect(await of('theirs', 'positive')).toEqual([])
  })

  it('narrows to network and language without any word', async () => {
    const { db } = await open()
    const [, b] = await store(db, [
      { text: 'eins', network: 'x', lang: 'de' },
      { text: 'zwei', network: 'bluesky', lang: 'de' },
      { text: 'two', network: 'bluesky', lang: 'en' },
    ])
    expect(await searchMentions(db, { text: '', network: 'bluesky', lang: 'de' })).toEqual([b])
  })

  it('never takes a filter word for a word of a post', async () => {
    const { db } = await open()
    await store(db, [{ text: 'juniper is a shrub' }])
    expect(await searchMentions(db, { text: '', brandId: 'juniper' })).toEqual([])
    expect(await searchMentions(db, { text: '' })).toEqual([])
  })

  it('pages through many hits, 50 at a time, without a gap or a repeat', async () => {
    const { db } = await open()
    const ids = await store(
      db,
      Array.from({ length: 120 }, () => ({ text: 'same words' })),
    )
    const seen: number[] = []
    for (;;) {
      const before = seen.at(-1)
      const page = await searchMentions(db, {
        text: 'same',
        limit: 500,
        ...(before === undefined ? {} : { before }),
      })
      expect(page.length).toBeLessThanOrEqual(50)
      if (page.length === 0) break
      seen.push(...page)
    }
    expect(seen).toEqual(ids.toReversed())
  })

  it('forgets a removed post', async () => {
    const { db } = await open()
    const [a, b] = await store(db, [{ text: 'stay here' }, { text: 'go from here' }])
    await change(db, (bulk) => unindexPosts(bulk, db.dialect, [b ?? 0]))
    expect(await searchMentions(db, { text: 'here' })).toEqual([a])
  })

  it('takes whatever a person types as words, never as syntax', async () => {
    const { db } = await open()
    const typed = [
      'text:a OR *',
      '" AND "',
      'NEAR(a b, 2)',
      "'; drop table mention; --",
      '{tags}: zqbjuniper',
      'a & !b | (c <-> d):*',
      '^a -b "c',
      '\ud800 lone',
      '\u0000',
    ]
    const [a] = await store(db, [{ text: 'near text tags drop table' }])
    for (const text of typed) await searchMentions(db, { text })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect((await searchMentions(db, { text })).length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 100 },
    )
    expect(await searchMentions(db, { text: 'NEAR' })).toEqual([a])
    expect(await searchMentions(db, { text: 'NOT drop' })).toEqual([])
  })
})
