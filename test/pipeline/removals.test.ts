import { expect, it } from 'vitest'
import {
  casesOf,
  edit,
  HOUR,
  NOON,
  openDesk,
  outboxOf,
  post,
  removal,
} from '../support/listening-desk.ts'

it('scrubs a removed post, closes its case and has the card redrawn', async () => {
  const desk = await openDesk()
  const said = post('1', 'juniper is awful')
  await desk.hear(said)
  await desk.hear(removal(said))
  const row = await desk.db.kysely.selectFrom('mention').selectAll().executeTakeFirst()
  expect(row).toMatchObject({ state: 'deleted', text: '', title: null })
  expect((await casesOf(desk))[0]).toMatchObject({ status: 'closed_by_author', mentions: 0 })
  expect((await outboxOf(desk)).map((o) => o.kind)).toEqual([
    'card.post',
    'card.update',
    'thread.note',
  ])
  const found = await desk.db.sqlite
    ?.prepare(`select count(*) as n from mention_fts where mention_fts match 'awful'`)
    .get()
  expect(found).toEqual({ n: 0 })
})

it('takes a removed post out of the answer that quotes it, and has the card of that answer redrawn', async () => {
  const desk = await openDesk()
  const said = post('1', 'juniper is awful')
  const parents = { replyTo: '1', root: '1', replyToText: 'juniper is awful' }
  await desk.hear(said, post('2', 'juniper was awful to me, too', { by: 'omar', parents }))
  const before = (await outboxOf(desk)).length
  await desk.hear(removal(said))
  const answer = await desk.db.kysely
    .selectFrom('case_mention as cm')
    .innerJoin('mention as m', 'm.id', 'cm.mention_id')
    .select(['cm.case_id', 'm.parent_text', 'm.text'])
    .where('m.native_id', '=', '2')
    .executeTakeFirstOrThrow()
  expect(answer).toMatchObject({ parent_text: null, text: 'juniper was awful to me, too' })
  const news = (await outboxOf(desk)).slice(before)
  const redrawn = news.filter((row) => row.kind === 'card.update').map((row) => row.case_id)
  expect(redrawn).toContain(answer.case_id)
  // Said again it changes nothing.
  await desk.hear(removal(said))
  expect((await outboxOf(desk)).length).toBe(before + news.length)
})

it('takes a removed post out of the answer that quotes it also where it was never about us', async () => {
  const desk = await openDesk()
  const other = post('1', 'the tea is awful')
  const parents = { replyTo: '1', root: '1', replyToText: 'the tea is awful' }
  await desk.hear(other, post('2', 'juniper is awful, too', { by: 'omar', parents }))
  await desk.hear(removal(other))
  const rows = await desk.db.kysely.selectFrom('mention').select(['text', 'parent_text']).execute()
  expect(rows).toEqual([{ text: 'juniper is awful, too', parent_text: null }])
  expect((await outboxOf(desk)).map((row) => row.kind)).toEqual(['card.post', 'card.update'])
})

it('shows the newest post that is left when the last one of a case is removed', async () => {
  const desk = await openDesk()
  const last = post('2', 'juniper is awful, and I mean it', { createdAt: NOON + HOUR })
  await desk.hear(post('1', 'juniper is awful'))
  await desk.hear(last)
  await desk.hear(removal(last))
  const row = await desk.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['m.native_id', 'c.status', 'c.mentions', 'c.version'])
    .executeTakeFirst()
  expect(row).toEqual({ native_id: '1', status: 'new', mentions: 1, version: 3 })
})

it('scrubs everything of somebody who left the network, and hears them no more', async () => {
  const desk = await openDesk()
  await desk.hear(post('1', 'juniper is awful'), post('2', 'I love juniper', { by: 'omar' }))
  await desk.hear({
    type: 'author_delete',
    network: 'bluesky',
    authorId: 'nadia',
    reason: 'account deleted',
  })
  await desk.hear(post('3', 'juniper is awful, still'))
  const live = await desk.db.kysely
    .selectFrom('mention')
    .select('key')
    .where('state', '=', 'live')
    .execute()
  expect(live).toEqual([{ key: 'bluesky::2' }])
  const author = await desk.db.kysely
    .selectFrom('author')
    .select(['handle', 'name', 'mentions'])
    .where('native_id', '=', 'nadia')
    .executeTakeFirst()
  expect(author).toEqual({ handle: null, name: null, mentions: 0 })
})

it('takes a post out of sight when an edit takes us out of it, also against an older edit', async () => {
  const desk = await openDesk()
  const said = post('1', 'juniper is awful')
  await desk.hear(said)
  await desk.hear(edit(said, 'this cafe is awful', 2000))
  await desk.hear(edit(said, 'juniper is so awful', 1000))
  const row = await desk.db.kysely.selectFrom('mention').selectAll().executeTakeFirst()
  expect(row).toMatchObject({ state: 'withheld', text: '' })
})
