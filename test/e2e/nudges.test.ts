import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { silentLogger } from '../../core/logger.ts'
import { createDeadlineWatch } from '../../jobs/watch-deadlines.ts'
import { until } from '../support/demo-desk.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

const ines = { staffId: 'ines', surface: 'desk' as const }

let all: SlackDesk
beforeEach(async () => {
  all = await openSlackDesk()
})
afterEach(async () => {
  await all.close()
  expect(all.slack.violations).toEqual([])
})

const ctx = () => ({ db: all.db, clock: all.clock, openCode: (sealed: string) => sealed })
const told = (id: string) => all.slack.directMessages(`U_${id}`)

/** A claimed case whose promise is so far gone, as if it had been opened earlier. */
async function caseAt(share: number, id = 'one'): Promise<number> {
  await all.hear(id, COMPLAINT)
  const caseId = caseOf(await all.cardOf(id))
  await allSent()
  await claimCase(ctx(), ines, caseId)
  const minutes = 60 * 60_000
  const opened = all.clock.now() - share * minutes
  await all.db.kysely
    .updateTable('case')
    .set({
      warn_at: Math.round(opened + 0.75 * minutes),
      due_at: Math.round(opened + minutes),
      lead_at: Math.round(opened + 1.5 * minutes),
      nudge_at: all.clock.now(),
    })
    .where('id', '=', caseId)
    .execute()
  return caseId
}

const look = () => createDeadlineWatch({ db: all.db, clock: all.clock, log: silentLogger })()

async function allSent(): Promise<void> {
  await until(async () => {
    const rows = await all.db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('state', '<>', 'sent')
      .execute()
    return rows.length === 0
  })
}

describe('a reminder in Slack', () => {
  it('reaches the owner as a direct message with a way to the card, which says "soon"', async () => {
    await caseAt(0.8)
    await look()
    await allSent()
    expect(told('ines').map(({ text }) => text)).toEqual([
      expect.stringMatching(/^1 answer is due soon\. Complaint from author-one on Bluesky: due /),
    ])
    const card = await all.cardOf('one')
    expect(words(told('ines')[0]?.blocks)).toContain(`/archives/${CHANNEL}/p`)
    expect(words(card.blocks)).toContain('answer due soon')
    expect(all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)).toHaveLength(1)
  })

  it('goes to the lead when it is very late, and the card says "late"', async () => {
    await caseAt(2)
    await look()
    await allSent()
    expect(told('mara')[0]?.text).toMatch(/^1 answer is late\. .*late by 1 h, .*Ines Okafor has it/)
    expect(words((await all.cardOf('one')).blocks)).toContain('late since')
  })

  it('is not sent where the answer came before it', async () => {
    const caseId = await caseAt(0.8)
    // Nothing can be posted while somebody answers.
    const times = Number.POSITIVE_INFINITY
    all.slack.fail('chat.postMessage', { how: 'rate_limited', times, retryAfter: 1 })
    await look()
    await until(() => all.slack.calls('chat.postMessage').some(({ ok }) => !ok))
    const { version } = await all.db.kysely
      .selectFrom('case')
      .select('version')
      .where('id', '=', caseId)
      .executeTakeFirstOrThrow()
    await sendReply(ctx(), ines, {
      caseId,
      text: 'I am so sorry.',
      pressKey: 'press-1',
      seenVersion: version,
    })
    all.slack.mend()
    await allSent()
    expect(told('ines')).toEqual([])
  })

  it.each(['reset_after', 'http_503', 'broken_json', 'reset_before'] as const)(
    'comes once although the answer of Slack is lost (%s)',
    async (how) => {
      await caseAt(0.8)
      await allSent()
      all.slack.fail('chat.postMessage', { how, times: 2 })
      await look()
      await allSent()
      expect(told('ines')).toHaveLength(1)
    },
  )
})
