import { expect, it } from 'vitest'
import { createBatchWriter } from '../../db/batch-writer.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import {
  batchOf,
  DAY,
  type Desk,
  NOON,
  OPEN_POLICY,
  openDesk,
  plainReader,
  post,
  removal,
} from '../support/listening-desk.ts'

const FIRST =
  'Queue for forty minutes at Juniper on Mill Street and then the coffee was simply awful, never again.'
const RETOLD = `RT @nadia: ${FIRST.replace('simply', 'really')} 😡 https://x.example/1`

async function joins(desk: Desk): Promise<(number | null)[]> {
  const rows = await desk.db.kysely
    .selectFrom('mention')
    .select(['id', 'joined_to'])
    .orderBy('id')
    .execute()
  return rows
    .map((row) => rows.findIndex((other) => other.id === row.joined_to))
    .map((at) => (at === -1 ? null : at))
}

it('joins a retelling with small changes, also within one batch, and opens one case', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', FIRST), post('2', RETOLD, { by: 'omar' }))
  await desk.hear(post('3', `${FIRST} So true`, { by: 'lena' }))
  expect(await joins(desk)).toEqual([null, 0, 0])
  expect(await desk.db.kysely.selectFrom('case').select('id').execute()).toHaveLength(1)
})

it('still knows them after a restart', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', FIRST))
  const restarted = createIngest({
    db: desk.db,
    writer: createBatchWriter(desk.db),
    clock: desk.clock,
    understander: plainReader,
    watchList: () => desk.watchList,
  })
  await restarted(batchOf([post('2', RETOLD, { by: 'omar' })]), {
    connectionId: 'bsky',
    policy: OPEN_POLICY,
  })
  expect(await joins(desk)).toEqual([null, 0])
})

it('joins nothing to a post that was deleted or is older than a week', async () => {
  const deleted = await openDesk()
  const first = post('1', FIRST)
  await deleted.hear(first)
  await deleted.hear(removal(first))
  await deleted.hear(post('2', RETOLD, { by: 'omar' }))
  expect(await joins(deleted)).toEqual([null, null])

  const late = await openDesk()
  await late.hear(first)
  await late.clock.advance(8 * DAY)
  await late.hear(post('2', RETOLD, { by: 'omar', createdAt: late.clock.now() }))
  expect(await joins(late)).toEqual([null, null])
})

it.each([
  [
    'an old-style retweet',
    'the queue at juniper harbour street is a joke',
    'RT @nadia: The queue at Juniper Harbour Street is a joke',
  ],
  [
    'other emoji',
    'the queue at juniper harbour street is a joke',
    'the queue at juniper harbour street is a joke 😡🇬🇧👍🏽',
  ],
  [
    'the giveaway of other handles',
    'Congrats @anna! You won a free Juniper coffee, click now',
    'Congrats @bernd! You won a free Juniper coffee, click now https://x.example',
  ],
])('joins a short text exactly, for all its wrapping: %s', async (_, one, other) => {
  const desk = await openDesk()
  await desk.hear(post('1', one), post('2', other, { by: 'omar' }))
  expect(await joins(desk)).toEqual([null, 0])
})

it.each([
  [
    'a question',
    'the juniper at mill lane is shut on bank holidays',
    'the juniper at mill lane is shut on bank holidays?',
  ],
  [
    'one other word',
    'the queue at juniper harbour street is a joke',
    'the queue at juniper harbour street is a dream',
  ],
  [
    'a retweet with a comment of its own',
    FIRST,
    `They charged me twice there and then laughed about it. RT @nadia: ${FIRST}`,
  ],
  ['nothing but emoji', 'juniper 😡😡', 'juniper 😍'],
])('leaves apart what says something else: %s', async (_, one, other) => {
  const desk = await openDesk()
  await desk.hear(post('1', one), post('2', other, { by: 'omar' }))
  expect(await joins(desk)).toEqual([null, null])
})

const caseCount = async ({ db }: Desk) =>
  (await db.kysely.selectFrom('case').select('id').execute()).length

it('opens a case for who deletes a post and says it again, as those do who cannot edit', async () => {
  for (const again of [FIRST, RETOLD]) {
    const desk = await openDesk()
    const first = post('1', FIRST)
    await desk.hear(first)
    await desk.hear(removal(first))
    await desk.hear(post('2', again))
    expect(await caseCount(desk)).toBe(2)
  }
})

it('hears who says the same again because nobody helped, and takes it for no second bad experience', async () => {
  for (const text of [FIRST, 'juniper: awful, still no refund']) {
    const desk = await openDesk()
    await desk.hear(post('1', text))
    await desk.db.kysely
      .updateTable('case')
      .set({ status: 'resolved', resolved_at: desk.clock.now() })
      .execute()
    await desk.hear(post('2', text, { createdAt: NOON + 10 * 60_000 }))
    expect(await caseCount(desk), 'pressed twice').toBe(1)
    await desk.clock.advance(3 * DAY)
    await desk.hear(post('3', text, { createdAt: desk.clock.now() }))
    expect(await caseCount(desk), 'three days later').toBe(2)
    const people = desk.db.kysely.selectFrom('person').select('id').execute()
    expect(await people, 'a second strike makes a person').toEqual([])
    await desk.hear(post('4', text, { by: 'omar', createdAt: desk.clock.now() }))
    expect((await joins(desk)).slice(0, 3)).toEqual([null, 0, null])
  }
})

it('remembers nothing of a batch that was not stored', async () => {
  let isBroken = true
  const desk = await openDesk({
    fault: () => {
      if (isBroken) throw new Error('the disk is full')
    },
  })
  await expect(desk.hear(post('1', FIRST))).rejects.toThrow('the disk is full')
  isBroken = false
  await desk.hear(post('2', RETOLD, { by: 'omar' }))
  expect(await joins(desk)).toEqual([null])
})
