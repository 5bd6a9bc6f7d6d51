import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { countBothWays } from '../support/listening-desk.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk()
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

async function choose(user: string, card: FakeMessage, action: string): Promise<void> {
  const target = { channel: CHANNEL, ts: card.ts, actionId: 'case.more' }
  await all.slack.press(user, { ...target, value: `${action}:${caseOf(card)}` })
}

async function expectCountsRight() {
  const { stored, recounted } = await countBothWays(all.db)
  expect(stored).toEqual(recounted)
}

describe('putting our reading right in Slack', () => {
  it('takes a post that is not about us off the table, and back with Undo on the same card', async () => {
    await all.hear('homonym', COMPLAINT, { by: 'nadia' })
    const card = await all.cardOf('homonym')
    await choose('U_ines', card, 'case.not_us')
    await all.slack.until(() => words(card.blocks).includes('case.unlabel'), 'a closed card')
    expect(words(card.blocks)).toContain('Not about us')
    await expectCountsRight()
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.unlabel' })
    await all.slack.until(() => words(card.blocks).includes('case.reply'), 'the card being open')
    await expectCountsRight()
  })

  it('asks in a dialog what is true, and shows it on the card', async () => {
    await all.hear('mood', COMPLAINT, { by: 'theo' })
    const card = await all.cardOf('mood')
    await choose('U_ines', card, 'case.label')
    await all.slack.until(() => all.slack.views('U_ines').length > 0, 'a dialog')
    const [view] = all.slack.views('U_ines')
    expect(words(view?.blocks)).toContain('We read it as: unhappy, a complaint.')
    const done = await all.slack.submit('U_ines', view?.id ?? '', { verdict: 'mood:positive' })
    expect(done.outcome).toBe('closed')
    await all.slack.until(() => words(card.blocks).includes('Checked by'), 'the card saying so')
    const label = () =>
      all.db.kysely
        .selectFrom('label_feedback')
        .select(['truth', 'staff_id', 'surface'])
        .where('head', '=', 'sentiment')
        .executeTakeFirst()
    expect(await until(label)).toEqual({ truth: 'positive', staff_id: 'ines', surface: 'slack' })
    await expectCountsRight()
  })

  it('tells a stranger that they are not on the team, and writes nothing', async () => {
    await all.hear('stranger', COMPLAINT, { by: 'mona' })
    const card = await all.cardOf('stranger')
    const before = await all.db.kysely.selectFrom('label_feedback').select('id').execute()
    await choose('U_stranger', card, 'case.not_us')
    await all.slack.until(() => all.slack.ephemerals('U_stranger').length > 0, 'the refusal')
    expect(await all.db.kysely.selectFrom('label_feedback').select('id').execute()).toEqual(before)
  })
})
