import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import type { Actor } from '../../actions/context.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { enqueue } from '../../db/queue.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, PRAISE, type SlackDesk } from './slack-desk.ts'

const ines: Actor = { staffId: 'ines', surface: 'desk' }

const FOREVER = Number.POSITIVE_INFINITY

let all: SlackDesk

beforeEach(async () => {
  all = await openSlackDesk()
})

afterEach(async () => {
  await all.close()
  expect(all.slack.violations).toEqual([])
  expect(all.slack.liveTokens.filter(({ kind }) => kind !== 'user')).toEqual([])
})

/** Everything the outbox had to do is done. */
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

function notes(card: FakeMessage): FakeMessage[] {
  return all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === card.ts)
}

/** The lines of a thread, as people read them. */
function lines(card: FakeMessage): string[] {
  return notes(card).flatMap(({ blocks }) => {
    const elements = blocks.flatMap((block) => block['elements'] as { elements: object[] }[])
    const parts = elements.flatMap((section) => section.elements) as { text: string }[]
    return parts
      .map(({ text }) => text)
      .join('')
      .split('\n')
  })
}

async function card(id: string, text = COMPLAINT, by = id) {
  await all.hear(id, text, { by })
  const message = await all.cardOf(id)
  await allSent()
  const press = async () => ({
    caseId: caseOf(message),
    pressKey: `press-${id}`,
    seenVersion: (
      await all.db.kysely
        .selectFrom('case')
        .select('version')
        .where('id', '=', caseOf(message))
        .executeTakeFirstOrThrow()
    ).version,
  })
  return { message, caseId: caseOf(message), press }
}

function ctx() {
  const { db, clock } = all
  return { db, clock, openCode: (sealed: string) => `CODE ${sealed}` }
}

/** Slack lets nothing be posted until it is mended, and has said so. */
async function holdPosts(): Promise<void> {
  const before = all.slack.calls('chat.postMessage').length
  all.slack.fail('chat.postMessage', { how: 'rate_limited', times: FOREVER, retryAfter: 1 })
  await all.hear('held', PRAISE)
  await all.slack.until(
    () => all.slack.calls('chat.postMessage').length > before,
    'the post that is held',
  )
}

describe('the thread of a card', () => {
  it('tells the story of the case in order, and only there', async () => {
    const { message, caseId, press } = await card('one')
    await claimCase(ctx(), ines, caseId)
    await allSent()
    await sendReply(ctx(), ines, { ...(await press()), text: 'I am sorry,\n<!here> friend.' })
    await allSent()
    await all.hear('two', 'Still no refund from Juniper Coffee, this is awful.', { by: 'one' })
    await allSent()
    await resolveCase(ctx(), ines, caseId)
    await allSent()
    await reopenCase(ctx(), ines, caseId)
    await allSent()
    expect(lines(message)).toEqual([
      'Ines Okafor claimed this.',
      'A reply by Ines Okafor is on its way to Bluesky.',
      'Reply sent on Bluesky as @junipercoffee: “I am sorry, <!here> friend.”',
      'A further post joined this case. It has 2 posts now.',
      'Ines Okafor resolved this.',
      'Ines Okafor opened this again.',
    ])
    expect(all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)).toHaveLength(1)
    for (const note of notes(message)) {
      expect(note.subtype).toBeNull()
      expect(note.text).not.toBe('')
      expect(JSON.stringify(note.blocks)).not.toContain('"user"')
    }
  })

  it('names a gift and never shows its code', async () => {
    const { message, press } = await card('one', PRAISE)
    await thankAuthor(ctx(), ines, {
      ...(await press()),
      text: 'Thank you.',
      gift: { poolId: 'cake', reason: 'kind words' },
    })
    await allSent()
    expect(all.replies[0]?.text).toContain('CODE')
    expect(lines(message)).toEqual([
      'Thanks by Ines Okafor are on their way to Bluesky.',
      'Thanks sent on Bluesky as @junipercoffee, with a gift (A slice of cake).',
    ])
    expect(JSON.stringify(notes(message))).not.toContain('CODE')
  })

  it.each(['reset_after', 'http_503', 'broken_json', 'reset_before'] as const)(
    'tells each thing once where the answer to telling it was lost (%s)',
    async (how) => {
      const { message, caseId } = await card('one')
      all.slack.fail('chat.postMessage', { how })
      await claimCase(ctx(), ines, caseId)
      await until(() => all.slack.calls('chat.postMessage').length > 1)
      await resolveCase(ctx(), ines, caseId)
      await allSent()
      expect(lines(message)).toEqual(['Ines Okafor claimed this.', 'Ines Okafor resolved this.'])
      expect(all.slack.calls('conversations.replies').length).toBeGreaterThan(0)
    },
  )

  it('puts events that are due together into one message, behind every card', async () => {
    const { message, caseId } = await card('one')
    await holdPosts()
    await claimCase(ctx(), ines, caseId)
    await resolveCase(ctx(), ines, caseId)
    await reopenCase(ctx(), ines, caseId)
    await all.hear('late', 'An awful queue at Juniper Coffee on Harbour Street this morning.')
    all.slack.mend()
    await allSent()
    expect(lines(message)).toEqual([
      'Ines Okafor claimed this.',
      'Ines Okafor resolved this.',
      'Ines Okafor opened this again.',
    ])
    expect(notes(message)).toHaveLength(1)
    expect(all.slack.messages(CHANNEL).map(({ threadTs }) => threadTs)).toEqual([
      null,
      null,
      null,
      message.ts,
    ])
  })

  it('waits for the card where that is still to come', async () => {
    await holdPosts()
    await all.hear('one', COMPLAINT)
    const { id } = await all.db.kysely
      .selectFrom('case')
      .select('id')
      .where('kind', '=', 'complaint')
      .executeTakeFirstOrThrow()
    await claimCase(ctx(), ines, id)
    all.slack.mend()
    await allSent()
    expect(lines(await all.cardOf('one'))).toEqual(['Ines Okafor claimed this.'])
  })

  it('goes behind a card that a case without one gets later', async () => {
    const { caseId } = await card('one')
    await all.db.kysely.updateTable('case').set({ slack_ts: null }).execute()
    await holdPosts()
    await claimCase(ctx(), ines, caseId)
    const now = all.clock.now()
    await all.db.transaction((trx) =>
      enqueue(trx, {
        id: all.db.nextId(),
        kind: 'card.post',
        key: 'later',
        lane: `slack:${CHANNEL}`,
        case_id: caseId,
        priority: 0,
        payload: '{}',
        due_at: now + 10_000,
        created_at: now,
      }),
    )
    all.slack.mend()
    await allSent()
    const [first, second] = all.slack.messages(CHANNEL).filter((m) => caseOf(m) === caseId)
    expect(lines(first as FakeMessage)).toEqual([])
    expect(lines(second as FakeMessage)).toEqual(['Ines Okafor claimed this.'])
  })

  it('stays silent about a case that has no card', async () => {
    await all.hear('one', COMPLAINT)
    const { id } = await all.db.kysely.selectFrom('case').select('id').executeTakeFirstOrThrow()
    await allSent()
    await all.db.kysely.updateTable('case').set({ bundled: 1, slack_ts: null }).execute()
    const before = all.slack.messages(CHANNEL).length
    await claimCase(ctx(), ines, id)
    await allSent()
    expect(all.slack.messages(CHANNEL)).toHaveLength(before)
  })
})
