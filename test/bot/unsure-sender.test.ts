import { WebClient } from '@slack/web-api'
import { afterEach, expect, it } from 'vitest'
import { createUnsureSenders } from '../../bot/unsure-sender.ts'
import { silentLogger } from '../../core/logger.ts'
import { enqueue } from '../../db/queue.ts'
import { askKey, redrawAsk } from '../../db/unsure-posts.ts'
import { createOutbox } from '../../jobs/outbox.ts'
import { aSlack } from '../contract/fake-slack-support.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

it('tells the team of a message that keeps what had to go out of it, as its channel is archived', async () => {
  const { slack, clock } = await aSlack()
  undo.push(() => slack.close())
  const db = await openMemory({ clock })
  undo.push(() => db.close())
  const { authorId } = await seedShop(db)
  await db.kysely.updateTable('brand').set({ channel: 'C_team' }).execute()
  const askedIn = db.nextId()
  await seedCase(db, authorId, { kind: 'unsure', bundled: 1, asked_in: askedIn })
  const deps = { db, clock, slack: new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }) }
  const replyRight = () => ({ may: false, why: 'nowhere', openUrl: null }) as const
  const senders = createUnsureSenders({ ...deps, replyRight })
  const settings = { random: () => 0.5, log: silentLogger, owner: 'test', senders }
  const deliver = createOutbox({ ...settings, db, clock })
  const about = { lane: 'slack:C1', now: clock.now() }
  await db.transaction((trx) =>
    enqueue(trx, {
      id: db.nextId(),
      kind: 'unsure.post',
      key: askKey(askedIn),
      lane: about.lane,
      case_id: null,
      priority: 1,
      payload: JSON.stringify({ askedIn }),
      due_at: about.now,
      created_at: about.now,
    }),
  )
  expect(await deliver()).toBe(1)
  const [asked] = slack.messages('C1')
  expect(asked?.text).toContain('unsure')
  slack.archive('C1')
  const notices = async () => {
    const rows = db.kysely.selectFrom('outbox').select('payload').where('kind', '=', 'notice.post')
    return (await rows.execute()).map(({ payload }) => JSON.parse(payload) as object)
  }
  for (const [takesOut, told] of [
    [false, 0],
    [true, 1],
  ] as const) {
    await clock.advance(10_000)
    const redrawn = { ...about, askedIn, id: db.nextId(), takesOut }
    await db.transaction((trx) => redrawAsk(trx, redrawn))
    expect(await deliver()).toBe(1)
    expect(await notices()).toHaveLength(told)
  }
  expect((await notices())[0]).toMatchObject({ message: { channel: 'C1', ts: asked?.ts } })
})
