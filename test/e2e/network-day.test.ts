import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendReply } from '../../actions/send-reply.ts'
import { networkName } from '../../core/network.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { manyWords } from '../support/many-words.ts'
import type { NetworkWorld } from '../support/network-world.ts'
import { type NetworkDay, openNetworkDay, type Post, shown } from './network-day.ts'
import { CHANNEL, COMPLAINT, PRAISE, words } from './slack-desk.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BERRIES = 'The berries on our juniper hedge taste of coffee this year.'

let day: NetworkDay
/** Of each network one of either, as they were said in the morning. */
const complaints: Post[] = []
const praises: Post[] = []
/** Said while a connection was down. */
const missed: Post[] = []

beforeAll(async () => {
  day = await openNetworkDay()
})

afterAll(() => day.close())

describe('a day of a café chain over all networks at once', () => {
  it('makes one card of every complaint and praise, with kind, network and author, and none of what is not about us', async () => {
    for (const on of day.networks) {
      complaints.push(await day.say(on, 'tilda', COMPLAINT))
      praises.push(await day.say(on, 'bruno', PRAISE))
      await day.say(on, 'gwen', BERRIES)
    }
    for (const post of [...complaints, ...praises]) await day.cardOf(post)
    await day.quiet()
    for (const [kind, head, posts] of [
      ['complaint', 'Complaint from', complaints],
      ['praise', 'Kind words from', praises],
    ] as const)
      for (const post of posts) {
        expect((await day.caseRow(post.key))?.kind, post.mark).toBe(kind)
        const own = day.cardsSaying(post.mark)
        expect(own, post.mark).toHaveLength(1)
        const card = own[0] as FakeMessage
        expect(card.text, post.mark).toMatch(new RegExp(`^${head}`))
        expect(shown(card), post.mark).toContain(networkName(post.on.network))
        // A feed tells of no author.
        if (post.on.network !== 'feed') expect(card.text.toLowerCase()).toContain(post.author)
      }
    expect(day.cards()).toHaveLength(2 * day.networks.length)
    await day.slack.openHome('U_ines')
    await day.until('the Home of Ines', () =>
      words(day.slack.home('U_ines')?.blocks ?? []).includes('tilda'),
    )
    expect(day.cards().filter((card) => shown(card).includes('gwen'))).toEqual([])
  })

  it('takes each answer to its network once, below the right post, and says where none can be given', async () => {
    for (const post of complaints) {
      const card = await day.cardOf(post)
      await day.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
      await day.until('the claim on the card', () => shown(card).includes('U_ines'))
      if (post.on.answersTo !== undefined) await answer(post, 'case.reply')
      else await expectNoAnswer(post)
    }
    for (const post of praises)
      if (post.on.answersTo !== undefined) await answer(post, 'case.thank')
    await day.quiet()
    const answered = [...complaints, ...praises].filter(({ on }) => on.answersTo !== undefined)
    const six = ['x', 'discord', 'bluesky', 'mastodon', 'slack', 'github']
    expect(named(answered)).toEqual([...six, ...six])
    for (const post of answered) expect((await day.caseRow(post.key))?.status).toBe('replied')
    expectAnswersOnce()
  })

  it('answers somebody alone where the network lets us, and says on the card where it does not', async () => {
    const on = day.networks.find(({ network }) => network === 'x') as NetworkWorld
    const [reads, shut] = [
      await day.say(on, 'rosa', COMPLAINT),
      await day.say(on, 'tove', COMPLAINT),
    ]
    on.closeMessages?.(shut.key)
    const text = (post: Post) =>
      `Please tell us your table and the hour, ${manyWords(post.author)}.`
    for (const post of [reads, shut]) {
      const card = await day.cardOf(post)
      const view = await day.open('U_ines', card, 'case.reply')
      const way = { view: view.id, actionId: 'way', value: 'direct' }
      await day.meanwhile(day.slack.press('U_ines', way))
      await day.until('who reads it', () =>
        words(view.blocks).includes('They alone can read this.'),
      )
      const form = { text: text(post), way: 'direct' }
      const done = await day.meanwhile(day.slack.submit('U_ines', view.id, form))
      expect(done.outcome).toBe('closed')
    }
    await day.until(
      'the message read',
      async () => (await day.caseRow(reads.key))?.status === 'replied',
    )
    const card = await day.cardOf(shut)
    await day.until('the refusal on the card', () =>
      shown(card).includes('X does not let us write to them'),
    )
    await day.quiet()
    expect(on.messagesTo?.(reads.key)).toEqual([text(reads)])
    expect(on.messagesTo?.(shut.key)).toEqual([])
    for (const { key } of [reads, shut]) expect(on.answersTo?.(key)).toEqual([])
  })

  it('loses nothing and repeats nothing where a connection breaks in the middle of the day', async () => {
    const before = day.cards().length
    const breakable = day.networks.filter(({ cut }) => cut !== undefined)
    for (const on of breakable) {
      on.cut?.()
      missed.push(await day.say(on, 'nils', COMPLAINT))
    }
    for (const post of missed) await day.cardOf(post)
    await day.quiet()
    for (const { mark } of missed) expect(day.cardsSaying(mark), mark).toHaveLength(1)
    expect(named(missed)).toEqual(
      day.networks.map((one) => one.network).filter((n) => n !== 'webhook'),
    )
    expect(day.cards()).toHaveLength(before + missed.length)
    expectAnswersOnce()
  })

  it('shows what was edited as it reads now, and nowhere as it was', async () => {
    const edited = complaints.filter(({ on }) => on.edit !== undefined)
    expect(named(edited)).not.toContain('hackernews')
    const before = day.cards().length
    for (const { on, key, mark } of edited)
      await on.edit?.(key, `${manyWords(`new ${mark}`)}: ${COMPLAINT} (${newMark(mark)})`)
    for (const { mark } of edited)
      await day.until(
        `the edit of ${mark}`,
        () => day.cardsSaying(newMark(mark)).length === 1,
        MINUTE,
      )
    await day.quiet()
    expect(await day.placesOf(edited.map(({ mark }) => mark))).toEqual([])
    expect(day.cards()).toHaveLength(before)
  })

  it('forgets what was deleted, in database, search and Slack, and neither late news nor a reconnect brings it back', async () => {
    const deleted = [...complaints, ...praises, ...missed].filter(
      ({ on }) => on.remove !== undefined,
    )
    // Every network tells of it, one way or another.
    expect(named(complaints.filter((one) => !deleted.includes(one)))).toEqual([])
    for (const { on, key } of deleted) await on.remove?.(key)
    for (const post of deleted)
      await day.until(
        `the end of ${post.mark}`,
        async () => (await day.stateOf(post)) === 'deleted',
        6 * HOUR,
      )
    await day.quiet()
    await expectForgotten(deleted)
    const removed = day
      .cards()
      .filter((card) => /[Rr]emoved (by its author|this post)/.test(shown(card)))
    expect(removed).toHaveLength(deleted.length)

    const before = day.cards().length
    const later: Post[] = []
    for (const { on, key } of deleted) await on.tellAgain?.(key)
    for (const on of day.networks) later.push(await day.say(on, 'olga', PRAISE))
    for (const post of later) await day.cardOf(post)
    for (const on of day.networks) {
      on.cut?.()
      later.push(await day.say(on, 'pia', PRAISE))
    }
    for (const post of later) await day.cardOf(post)
    await day.quiet()
    await expectForgotten(deleted)
    expect(day.cards()).toHaveLength(before + later.length)
    expectAnswersOnce()
    expect(day.slack.violations).toEqual([])
  })
})

/** The word that an edited post has in place of its mark. */
const newMark = (mark: string) => `edited${[...mark].toReversed().join('')}`
const named = (posts: readonly Post[]) => posts.map(({ on }) => on.network)

/** Claimed or not, through the dialog on the card. */
async function answer(post: Post, action: 'case.reply' | 'case.thank'): Promise<void> {
  const card = await day.cardOf(post)
  const view = await day.open('U_ines', card, action)
  expect(words(view.blocks)).toContain(networkName(post.on.network))
  const text = wordsFor(post)
  const done = await day.meanwhile(day.slack.submit('U_ines', view.id, { text }))
  expect(done.outcome, post.mark).toBe('closed')
  await day.until(
    `the answer to ${post.mark}`,
    async () => (await day.caseRow(post.key))?.status === 'replied',
  )
}

/** What Ines says to somebody; no word of theirs is in it. */
const wordsFor = ({ on, author }: Post) =>
  `${author === 'bruno' ? 'Thank you' : 'Sorry, I look into it'}. Ines, for our guests on ${networkName(on.network)}.`

/** The card says that it must be done there, and words that were pressed all the same do not leave. */
async function expectNoAnswer(post: Post): Promise<void> {
  const card = await day.cardOf(post)
  expect(shown(card), post.mark).not.toContain('"case.reply"')
  expect(shown(card), post.mark).toMatch(/cannot be answered|takes no answers/)
  const row = await day.caseRow(post.key)
  if (row === undefined) throw new Error(`no case of ${post.mark}`)
  const { replyId } = await sendReply(
    day,
    { staffId: 'ines', surface: 'slack' },
    { caseId: row.id, text: 'Sorry.', pressKey: `press ${row.id}`, seenVersion: row.version },
  )
  const state = async () => {
    const reply = day.db.kysely.selectFrom('reply').select('state').where('id', '=', replyId)
    return (await reply.executeTakeFirstOrThrow()).state
  }
  await day.until(`the refusal for ${post.mark}`, async () => (await state()) === 'failed')
}

function expectAnswersOnce(): void {
  for (const post of [...complaints, ...praises]) {
    if (post.on.answersTo === undefined) continue
    const answers = post.on.answersTo(post.key)
    expect(answers, post.mark).toHaveLength(1)
    expect(answers[0]).toContain(wordsFor(post))
  }
  for (const { on, key } of missed) expect(on.answersTo?.(key) ?? []).toEqual([])
}

async function expectForgotten(posts: readonly Post[]): Promise<void> {
  for (const post of posts) expect(await day.stateOf(post), post.mark).toBe('deleted')
  expect(await day.placesOf(posts.flatMap(({ mark }) => [mark, newMark(mark)]))).toEqual([])
}
