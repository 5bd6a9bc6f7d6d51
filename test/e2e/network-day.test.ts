import { setTimeout as realTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendReply } from '../../actions/send-reply.ts'
import { networkName } from '../../core/network.ts'
import { searchMentions } from '../../db/search-index.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import { manyWords } from '../support/many-words.ts'
import { type NetworkWorld, startNetworks } from '../support/network-world.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import { tableNames } from '../support/table-names.ts'
import { createUntil } from '../support/until.ts'
import {
  CHANNEL,
  COMPLAINT,
  caseOf,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
  words,
} from './slack-desk.ts'

/** Thursday. */
const NINE = Date.UTC(2026, 10, 19, 9)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BERRIES = 'The berries on our juniper hedge taste of coffee this year.'

interface Post {
  on: NetworkWorld
  key: string
  /** A word that stands in this post and nowhere else. */
  mark: string
  author: string
}

let clock: PatientClock
let networks: readonly NetworkWorld[]
let all: SlackDesk
/** Of each network one of either, as they were said in the morning. */
const complaints: Post[] = []
const praises: Post[] = []
/** Said while a connection was down. */
const missed: Post[] = []

beforeAll(async () => {
  const isConnecting = () =>
    all !== undefined &&
    all.slack.calls('apps.connections.open').filter(({ ok }) => ok).length >
      all.slack.sockets.opened
  clock = createPatientClock(NINE, isConnecting)
  networks = await startNetworks(clock, () => all.desk.address ?? '')
  all = await openSlackDesk({ clock, slack: { clock }, networks })
  await until('every network live', async () => {
    const rows = await all.db.kysely.selectFrom('health').select('state').execute()
    return rows.filter(({ state }) => state === 'live').length > networks.length
  })
})

afterAll(async () => {
  const state = { isClosed: false }
  const closing = all.close().then(() => (state.isClosed = true))
  while (!state.isClosed) {
    await realTurn(1)
    await clock.leap(1000)
  }
  await closing
  await Promise.all(networks.map((one) => one.close()))
  clock.restore()
})

/** Lets the day go on until it holds. */
const until = createUntil({ advance: (ms) => clock.leap(ms) }, 1000)

/** While something is pressed, the day goes on. */
async function meanwhile<T>(act: Promise<T>): Promise<T> {
  const state = { isDone: false }
  act.finally(() => (state.isDone = true)).catch(() => {})
  while (!state.isDone) {
    await realTurn(1)
    await clock.leap(100)
  }
  return act
}

async function say(on: NetworkWorld, author: string, text: string): Promise<Post> {
  const mark = `${on.network}${author}`
  const key = await on.say(author, `${manyWords(mark)}: ${text} (${mark})`)
  return { on, key, mark, author }
}

/** The channel as people scroll through it: what stands in threads is not there. */
const cards = () => all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)
const shown = ({ text, blocks }: FakeMessage) => words({ text, blocks })
const cardsSaying = (mark: string) => cards().filter((card) => shown(card).includes(mark))

async function cardOf({ key, mark }: Post): Promise<FakeMessage> {
  const find = async () => {
    const { id } = (await caseRow(key)) ?? {}
    return cards().find((card) => caseOf(card) === id)
  }
  await until(`the card of ${mark}`, async () => (await find()) !== undefined)
  return (await find()) as FakeMessage
}

function caseRow(key: string) {
  return all.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['c.id', 'c.kind', 'c.status', 'c.version'])
    .where('m.key', '=', key)
    .executeTakeFirst()
}

async function stateOf({ key }: Post): Promise<string | undefined> {
  const row = await all.db.kysely
    .selectFrom('mention')
    .select('state')
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.state
}

/** Where any of these words still stands: tables of the desk, its search, and all that staff see in Slack now. */
async function placesOf(marks: readonly string[]): Promise<string[]> {
  const places = new Map([['the channel', all.slack.messages(CHANNEL).map(shown).join()]])
  for (const user of ['U_mara', 'U_ines', 'U_leo']) {
    places.set(`messages to ${user}`, all.slack.directMessages(user).map(shown).join())
    places.set(`the Home of ${user}`, words(all.slack.home(user)?.blocks ?? []))
  }
  for (const table of await tableNames(all.db)) {
    const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(all.db.kysely)
    places.set(table, words(rows))
  }
  const found: string[] = []
  for (const mark of marks) {
    for (const [place, text] of places) if (text.includes(mark)) found.push(`${mark} in ${place}`)
    if ((await searchMentions(all.db, { text: mark })).length > 0) found.push(`${mark} by search`)
  }
  return found
}

/** Nothing on its way any more. */
const quiet = () =>
  until('nothing left to deliver', async () => {
    const open = await all.db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('state', 'in', ['pending', 'leased'])
      .where('due_at', '<=', clock.now() + 60_000)
      .execute()
    return open.length === 0
  })

async function open(user: string, card: FakeMessage, actionId: string): Promise<FakeView> {
  const answer = await all.slack.press(user, { channel: CHANNEL, ts: card.ts, actionId })
  expect(answer.acked).toBe(true)
  await until(`the dialog ${actionId}`, () => all.slack.views(user).length > 0)
  return all.slack.views(user)[0] as FakeView
}

/** The word that an edited post has in place of its mark. */
const newMark = (mark: string) => `edited${[...mark].toReversed().join('')}`
const named = (posts: readonly Post[]) => posts.map(({ on }) => on.network)

describe('a day of a café chain over all networks at once', () => {
  it('makes one card of every complaint and praise, with kind, network and author, and none of what is not about us', async () => {
    for (const on of networks) {
      complaints.push(await say(on, 'tilda', COMPLAINT))
      praises.push(await say(on, 'bruno', PRAISE))
      await say(on, 'gwen', BERRIES)
    }
    for (const post of [...complaints, ...praises]) await cardOf(post)
    await quiet()
    for (const [kind, head, posts] of [
      ['complaint', 'Complaint from', complaints],
      ['praise', 'Kind words from', praises],
    ] as const)
      for (const post of posts) {
        expect((await caseRow(post.key))?.kind, post.mark).toBe(kind)
        const own = cardsSaying(post.mark)
        expect(own, post.mark).toHaveLength(1)
        const card = own[0] as FakeMessage
        expect(card.text, post.mark).toMatch(new RegExp(`^${head}`))
        expect(shown(card), post.mark).toContain(networkName(post.on.network))
        // A feed tells of no author.
        if (post.on.network !== 'feed') expect(card.text.toLowerCase()).toContain(post.author)
      }
    expect(cards()).toHaveLength(2 * networks.length)
    await all.slack.openHome('U_ines')
    await until('the Home of Ines', () =>
      words(all.slack.home('U_ines')?.blocks ?? []).includes('tilda'),
    )
    expect(cards().filter((card) => shown(card).includes('gwen'))).toEqual([])
  })

  it('takes each answer to its network once, below the right post, and says where none can be given', async () => {
    for (const post of complaints) {
      const card = await cardOf(post)
      await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.claim' })
      await until('the claim on the card', () => shown(card).includes('U_ines'))
      if (post.on.answersTo !== undefined) await answer(post, 'case.reply')
      else await expectNoAnswer(post)
    }
    for (const post of praises)
      if (post.on.answersTo !== undefined) await answer(post, 'case.thank')
    await quiet()
    const answered = [...complaints, ...praises].filter(({ on }) => on.answersTo !== undefined)
    const six = ['x', 'discord', 'bluesky', 'mastodon', 'slack', 'github']
    expect(named(answered)).toEqual([...six, ...six])
    for (const post of answered) expect((await caseRow(post.key))?.status).toBe('replied')
    expectAnswersOnce()
  })

  it('answers somebody alone where the network lets us, and says on the card where it does not', async () => {
    const on = networks.find(({ network }) => network === 'x') as NetworkWorld
    const [reads, shut] = [await say(on, 'rosa', COMPLAINT), await say(on, 'tove', COMPLAINT)]
    on.closeMessages?.(shut.key)
    const text = (post: Post) =>
      `Please tell us your table and the hour, ${manyWords(post.author)}.`
    for (const post of [reads, shut]) {
      const card = await cardOf(post)
      const view = await open('U_ines', card, 'case.reply')
      const way = { view: view.id, actionId: 'way', value: 'direct' }
      await meanwhile(all.slack.press('U_ines', way))
      await until('who reads it', () => words(view.blocks).includes('They alone can read this.'))
      const form = { text: text(post), way: 'direct' }
      const done = await meanwhile(all.slack.submit('U_ines', view.id, form))
      expect(done.outcome).toBe('closed')
    }
    await until('the message read', async () => (await caseRow(reads.key))?.status === 'replied')
    const card = await cardOf(shut)
    await until('the refusal on the card', () =>
      shown(card).includes('X does not let us write to them'),
    )
    await quiet()
    expect(on.messagesTo?.(reads.key)).toEqual([text(reads)])
    expect(on.messagesTo?.(shut.key)).toEqual([])
    for (const { key } of [reads, shut]) expect(on.answersTo?.(key)).toEqual([])
  })

  it('loses nothing and repeats nothing where a connection breaks in the middle of the day', async () => {
    const before = cards().length
    const breakable = networks.filter(({ cut }) => cut !== undefined)
    for (const on of breakable) {
      on.cut?.()
      missed.push(await say(on, 'nils', COMPLAINT))
    }
    for (const post of missed) await cardOf(post)
    await quiet()
    for (const { mark } of missed) expect(cardsSaying(mark), mark).toHaveLength(1)
    expect(named(missed)).toEqual(networks.map((one) => one.network).filter((n) => n !== 'webhook'))
    expect(cards()).toHaveLength(before + missed.length)
    expectAnswersOnce()
  })

  it('shows what was edited as it reads now, and nowhere as it was', async () => {
    const edited = complaints.filter(({ on }) => on.edit !== undefined)
    expect(named(edited)).not.toContain('hackernews')
    const before = cards().length
    for (const { on, key, mark } of edited)
      await on.edit?.(key, `${manyWords(`new ${mark}`)}: ${COMPLAINT} (${newMark(mark)})`)
    for (const { mark } of edited)
      await until(`the edit of ${mark}`, () => cardsSaying(newMark(mark)).length === 1, MINUTE)
    await quiet()
    expect(await placesOf(edited.map(({ mark }) => mark))).toEqual([])
    expect(cards()).toHaveLength(before)
  })

  it('forgets what was deleted, in database, search and Slack, and neither late news nor a reconnect brings it back', async () => {
    const deleted = [...complaints, ...praises, ...missed].filter(
      ({ on }) => on.remove !== undefined,
    )
    // Every network tells of it, one way or another.
    expect(named(complaints.filter((one) => !deleted.includes(one)))).toEqual([])
    for (const { on, key } of deleted) await on.remove?.(key)
    for (const post of deleted)
      await until(
        `the end of ${post.mark}`,
        async () => (await stateOf(post)) === 'deleted',
        6 * HOUR,
      )
    await quiet()
    await expectForgotten(deleted)
    const removed = cards().filter((card) =>
      /[Rr]emoved (by its author|this post)/.test(shown(card)),
    )
    expect(removed).toHaveLength(deleted.length)

    const before = cards().length
    const later: Post[] = []
    for (const { on, key } of deleted) await on.tellAgain?.(key)
    for (const on of networks) later.push(await say(on, 'olga', PRAISE))
    for (const post of later) await cardOf(post)
    for (const on of networks) {
      on.cut?.()
      later.push(await say(on, 'pia', PRAISE))
    }
    for (const post of later) await cardOf(post)
    await quiet()
    await expectForgotten(deleted)
    expect(cards()).toHaveLength(before + later.length)
    expectAnswersOnce()
    expect(all.slack.violations).toEqual([])
  })
})

/** Claimed or not, through the dialog on the card. */
async function answer(post: Post, action: 'case.reply' | 'case.thank'): Promise<void> {
  const card = await cardOf(post)
  const view = await open('U_ines', card, action)
  expect(words(view.blocks)).toContain(networkName(post.on.network))
  const text = wordsFor(post)
  const done = await meanwhile(all.slack.submit('U_ines', view.id, { text }))
  expect(done.outcome, post.mark).toBe('closed')
  await until(
    `the answer to ${post.mark}`,
    async () => (await caseRow(post.key))?.status === 'replied',
  )
}

/** What Ines says to somebody; no word of theirs is in it. */
const wordsFor = ({ on, author }: Post) =>
  `${author === 'bruno' ? 'Thank you' : 'Sorry, I look into it'}. Ines, for our guests on ${networkName(on.network)}.`

/** The card says that it must be done there, and words that were pressed all the same do not leave. */
async function expectNoAnswer(post: Post): Promise<void> {
  const card = await cardOf(post)
  expect(shown(card), post.mark).not.toContain('"case.reply"')
  expect(shown(card), post.mark).toMatch(/cannot be answered|takes no answers/)
  const row = await caseRow(post.key)
  if (row === undefined) throw new Error(`no case of ${post.mark}`)
  const { replyId } = await sendReply(
    { db: all.db, clock },
    { staffId: 'ines', surface: 'slack' },
    { caseId: row.id, text: 'Sorry.', pressKey: `press ${row.id}`, seenVersion: row.version },
  )
  const state = async () => {
    const reply = all.db.kysely.selectFrom('reply').select('state').where('id', '=', replyId)
    return (await reply.executeTakeFirstOrThrow()).state
  }
  await until(`the refusal for ${post.mark}`, async () => (await state()) === 'failed')
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
  for (const post of posts) expect(await stateOf(post), post.mark).toBe('deleted')
  expect(await placesOf(posts.flatMap(({ mark }) => [mark, newMark(mark)]))).toEqual([])
}
