import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlackBot, type SlackBot } from '../../bot/slack-bot.ts'
import { createSlackClients } from '../../bot/slack-client.ts'
import { systemClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { type Inbox, openInbox } from '../../db/inbox.ts'
import { caseCard } from '../../views/case-card.ts'
import { slackCard } from '../../views/slack-card.ts'
import { until } from '../support/demo-desk.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { seedCase, seedShop } from '../support/seed.ts'

let slack: FakeSlack
let db: Database
let inbox: Inbox
let bot: SlackBot
let folder: string
let caseId: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-http-'))
  slack = await startFakeSlack({ rateLimits: 'off' })
  slack.addUser({ id: 'U_ana' })
  slack.addChannel({ id: 'C1', name: 'juniper', members: ['U_ana'] })
  db = await openDatabase({ url: join(folder, 'a.db'), clock: systemClock })
  inbox = openInbox(join(folder, 'inbox.db'))
  caseId = await seedCase(db, (await seedShop(db)).authorId)
  bot = createSlackBot(
    {
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      door: { mode: 'http', signingSecret: slack.signingSecret, port: 0 },
    },
    {
      ctx: { db, clock: systemClock, openCode: (sealed) => sealed, fingerprint: (plain) => plain },
      log: silentLogger,
      reader: db,
      archive: db,
      rules: () => {
        throw new Error('nothing is logged by hand here')
      },
      replyRight: () => ({ may: true, account: '@juniper' }),
      countReply: (_, text) => ({ length: text.length, max: null }),
      drafter: null,
      wake: () => {},
      inbox,
      random: Math.random,
    },
  )
  await bot.start()
  await slack.connectHttp(`${bot.address()}/slack/events`)
})

afterEach(async () => {
  await bot.stop()
  await slack.close()
  inbox.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

async function postCard(): Promise<string> {
  const facts = await readCaseFacts(db.kysely, caseId)
  if (facts === null) throw new Error('no case')
  const card = slackCard(caseCard({ ...facts, reply: { may: true, account: '@j' } }, Date.now()))
  const { bulk } = createSlackClients(slack, silentLogger)
  return (await bulk.chat.postMessage({ channel: 'C1', ...card })).ts ?? ''
}

const owner = async () =>
  (await db.kysely.selectFrom('case').select('owner_id').executeTakeFirstOrThrow()).owner_id

describe('Slack over HTTP', () => {
  it('takes a signed press', async () => {
    const ts = await postCard()
    const answer = await slack.press('U_ana', { channel: 'C1', ts, actionId: 'case.claim' })
    expect(answer.acked).toBe(true)
    await until(async () => (await owner()) === 'ana')
  })

  it.each([
    ['a wrong signature', { badSignature: true }],
    ['an old date', { skewSeconds: -600 }],
    ['a date in the future', { skewSeconds: 600 }],
  ])('refuses %s', async (_, forged) => {
    const ts = await postCard()
    slack.forgeNext(forged)
    const answer = await slack.press('U_ana', { channel: 'C1', ts, actionId: 'case.claim' })
    expect(answer).toMatchObject({ acked: false, status: 401 })
    expect(await owner()).toBeNull()
  })
})
