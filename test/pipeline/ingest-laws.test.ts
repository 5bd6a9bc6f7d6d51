import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Item } from '../../connectors/connector.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import type { Database } from '../../db/database.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import {
  batchOf,
  countBothWays,
  type Desk,
  edit,
  HOUR,
  NOON,
  OPEN_POLICY,
  openDesk,
  plainReader,
  post,
  removal,
} from '../support/listening-desk.ts'

const one = post('1', 'juniper is awful')
const two = post('2', 'I love juniper and its staff', { by: 'omar', createdAt: NOON - HOUR })
const three = post('3', 'when does juniper open?', { by: 'lena' })
const story: Item[] = [
  one,
  edit(one, 'juniper is awful, rude staff', 1000),
  edit(one, 'juniper made it good, love', 2000),
  two,
  edit(two, 'juniper is on fire', 500),
  removal(two),
  three,
  edit(three, 'when does juniper open on Sunday?', 700),
  post('4', 'juniper, the usual', { by: 'lena', createdAt: NOON - 2 * HOUR }),
]

it('ends the same in 200 orders of posts, edits and deletions, each told twice', async () => {
  const desk = await openDesk()
  await desk.hear(...story)
  const expected = await finalState(desk.db)
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...story, ...story], { minLength: 18, maxLength: 18 }),
      fc.integer({ min: 1, max: 6 }),
      async (order, size) => {
        const other = await openDesk()
        for (let i = 0; i < order.length; i += size) await other.hear(...order.slice(i, i + size))
        expect(await finalState(other.db)).toEqual(expected)
        await other.db.close()
      },
    ),
    { numRuns: 200 },
  )
})

it('keeps counters equal to a recount, whatever comes and goes', async () => {
  const words = fc.constantFrom('awful', 'love', 'maybe', 'fire', 'staff', 'open?')
  const event = fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    by: fc.constantFrom('nadia', 'omar'),
    text: fc.array(words, { maxLength: 4 }),
    hour: fc.integer({ min: 0, max: 30 }),
    kind: fc.constantFrom('post', 'edit', 'delete', 'forget'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 8 }),
      async (story) => {
        const desk = await openDesk()
        for (const batch of story) await desk.hear(...batch.map(itemOf))
        const { recounted, stored } = await countBothWays(desk.db)
        expect(stored.hours).toEqual(recounted.hours)
        expect(stored.days).toEqual(recounted.days)
        expect(await wronglyCountedAuthors(desk)).toEqual([])
        await desk.db.close()
      },
    ),
    { numRuns: 150 },
  )
})

it('loses nothing and doubles nothing when it dies between any two steps', async () => {
  const whole = await openDesk()
  await whole.hear(one, three)
  await whole.hear(edit(one, 'juniper is awful, rude staff', 1000), removal(three))
  const expected = await finalState(whole.db)
  for (const step of ['removals', 'mentions', 'counters', 'cases', 'cursor']) {
    let isDeadly = true
    const desk = await openDesk({
      fault: (at) => {
        if (at === step && isDeadly) throw new Error(`died after ${step}`)
      },
    })
    const first = [one, three]
    await expect(desk.hear(...first)).rejects.toThrow('died')
    const left = await desk.db.kysely.selectFrom('mention').select('id').execute()
    const cursor = await desk.db.kysely.selectFrom('cursor').selectAll().execute()
    expect([left, cursor]).toEqual([[], []])
    isDeadly = false
    await desk.hear(...first)
    isDeadly = true
    const second = [edit(one, 'juniper is awful, rude staff', 1000), removal(three)]
    await expect(desk.hear(...second)).rejects.toThrow('died')
    isDeadly = false
    await desk.hear(...second)
    expect(await finalState(desk.db)).toEqual(expected)
  }
})

it('never brings back a post that another process deletes while it is judged', async () => {
  const desk = await openDesk()
  const writer = createBatchWriter(desk.db)
  let isFirst = true
  const slow = createIngest({
    db: desk.db,
    clock: desk.clock,
    understander: plainReader,
    watchList: () => desk.watchList,
    writer: {
      async write(...batch) {
        if (isFirst) await desk.hear(removal(one))
        isFirst = false
        return writer.write(...batch)
      },
    },
  })
  await slow(batchOf([one]), { connectionId: 'twin', policy: OPEN_POLICY })
  expect(await desk.db.kysely.selectFrom('mention').selectAll().execute()).toEqual([])
})

function itemOf(event: {
  id: number
  by: string
  text: string[]
  hour: number
  kind: string
}): Item {
  const said = post(`${event.by}${event.id}`, `juniper ${event.text.join(' ')}`, {
    by: event.by,
    createdAt: NOON - event.hour * HOUR,
  })
  if (event.kind === 'edit') return edit(said, `juniper ${event.text.join(' ')} edited`, 1000)
  if (event.kind === 'delete') return removal(said)
  if (event.kind === 'forget' && event.id === 1)
    return { type: 'author_delete', network: 'bluesky', authorId: event.by, reason: 'gone' }
  return said
}

/** Everything that people see, without ids. */
async function finalState(db: Database) {
  const mentions = await db.kysely
    .selectFrom('mention')
    .select(['key', 'revision', 'text', 'edited_at'])
    .where('state', '=', 'live')
    .orderBy('key')
    .execute()
  const authors = await db.kysely
    .selectFrom('author')
    .select(['key', 'mentions', 'handle'])
    .where('mentions', '>', 0)
    .orderBy('key')
    .execute()
  const open = await db.kysely
    .selectFrom('case as c')
    .innerJoin('author as a', 'a.id', 'c.author_id')
    .select(['a.key', 'c.brand_id'])
    .where('c.status', '=', 'new')
    .orderBy('a.key')
    .execute()
  const { stored } = await countBothWays(db)
  return { mentions, authors, open, stored }
}

async function wronglyCountedAuthors({ db }: Desk) {
  const rows = await db.kysely
    .selectFrom('author as a')
    .leftJoin('mention as m', (join) =>
      join.onRef('m.author_id', '=', 'a.id').on('m.state', '=', 'live'),
    )
    .select(({ fn }) => ['a.key', 'a.mentions', fn.count<number>('m.id').as('n')])
    .groupBy(['a.key', 'a.mentions'])
    .execute()
  return rows.filter((row) => row.mentions !== row.n)
}
