import { afterAll, beforeAll, expect, it } from 'vitest'
import { drawCheck, weekOf } from '../../actions/blind-check.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeView } from '../support/fake-slack/words.ts'
import { COMPLAINT, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

const WEEK_MS = 7 * 86_400_000
const POSTS = 4

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
  for (let i = 0; i < POSTS; i++) await all.hear(`check-${i}`, `${COMPLAINT} <!here>`)
  // What was said this week was said in the week that is checked now.
  await all.db.kysely
    .updateTable('label')
    .set({ at: all.clock.now() - WEEK_MS })
    .execute()
  await drawCheck({ db: all.db, clock: all.clock }, 'juniper')
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user' && kind !== 'link')).toEqual([])
  await all.close()
})

async function play(user: string): Promise<FakeView> {
  await all.slack.command(user, '/earshot check')
  await all.slack.until(() => all.slack.views(user).length > 0, 'the game')
  return all.slack.views(user)[0] as FakeView
}

async function answer(user: string, view: FakeView, what: string): Promise<void> {
  const before = view.updates
  await all.slack.press(user, { view: view.id, actionId: `check.answer.${what}` })
  await all.slack.until(() => view.updates > before, 'the next post')
}

it('is one press a post, never shows what we said, and ends with how often we are right', async () => {
  const view = await play('U_ines')
  expect(words(view.blocks)).toContain(`Post 1 of ${POSTS}`)
  expect(words(view.blocks)).not.toContain('complaint')
  for (const what of ['negative', 'positive', 'cannot_tell']) await answer('U_ines', view, what)
  expect(words(view.blocks)).toContain(`Post ${POSTS} of ${POSTS}`)
  await answer('U_ines', view, 'not_us')
  expect(words(view.blocks)).toContain('All done.')
  expect(words(view.blocks)).toContain('2 of 3 right')
  await all.slack.closeView('U_ines')
  const rows = await all.db.kysely.selectFrom('blind_check').select(['staff_id', 'week']).execute()
  const week = weekOf(all.clock.now()) - 1
  expect(rows).toEqual(Array.from({ length: POSTS }, () => ({ staff_id: 'ines', week })))
})

it('can be that of another brand, where there are several', async () => {
  const { kysely } = all.db
  const brand = await kysely.selectFrom('brand').selectAll().executeTakeFirstOrThrow()
  await kysely
    .insertInto('brand')
    .values({ ...brand, id: 'alder', name: 'Alder Tea', channel: null })
    .execute()
  await kysely.updateTable('blind_check').set({ staff_id: null, judged_at: null }).execute()
  // In the channel of one brand its posts are checked; elsewhere those of the first that has any left.
  const view = await play('U_ines')
  expect(words(view.blocks)).toContain(`Post 1 of ${POSTS}`)
  await all.slack.press('U_ines', { view: view.id, actionId: 'check.brand', value: 'alder' })
  await all.slack.until(
    () => words(view.blocks).includes('No post of last week'),
    'the other brand',
  )
  await all.slack.press('U_ines', { view: view.id, actionId: 'check.brand', value: 'juniper' })
  await all.slack.until(() => words(view.blocks).includes('Post 1 of'), 'the first brand')
  await all.slack.closeView('U_ines')
  await all.slack.openHome('U_ines')
  await all.slack.until(() => words(all.slack.home('U_ines')?.blocks ?? []).includes('check.start'))
  const home = all.slack.home('U_ines')?.id ?? ''
  await all.slack.press('U_ines', { view: home, actionId: 'check.start' })
  await all.slack.until(() => all.slack.views('U_ines').length > 0, 'the game')
  expect(words(all.slack.views('U_ines')[0]?.blocks)).toContain('feel about Juniper Coffee?')
  await all.slack.closeView('U_ines')
  await kysely.deleteFrom('brand').where('id', '=', 'alder').execute()
})

it('takes one word a post, when two play at once, and none of a viewer', async () => {
  await all.db.kysely.updateTable('blind_check').set({ staff_id: null, judged_at: null }).execute()
  const [ines, leo, vic] = [await play('U_ines'), await play('U_leo'), await play('U_vic')]
  await answer('U_vic', vic, 'positive')
  expect(words(vic.blocks)).toContain('needs the role agent')
  await answer('U_ines', ines, 'negative')
  await answer('U_leo', leo, 'positive')
  expect(words(leo.blocks)).toContain('Somebody was faster')
  expect(words(leo.blocks)).toContain(`Post 2 of ${POSTS}`)
  const judged = () =>
    all.db.kysely
      .selectFrom('blind_check')
      .select('staff_id')
      .where('judged_at', 'is not', null)
      .execute()
  expect(await until(judged)).toEqual([{ staff_id: 'ines' }])
})
