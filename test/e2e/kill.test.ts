import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type KilledDesk,
  keyOf,
  linesOf,
  type Moment,
  prepareKilledDesk,
  warmUp,
} from './kill-desk.ts'
import { CHANNEL } from './kill-world.ts'

const KILLS = 50
/** After so many the work of a desk comes to its end. */
const KILLS_A_DESK = 10
/** Desks that live at the same time; most of the time they wait for Slack's pace. */
const AT_ONCE = 3
const { POSITIVE_INFINITY } = Number
const NEVER: Moment = {
  lines: POSITIVE_INFINITY,
  touches: POSITIVE_INFINITY,
  notes: POSITIVE_INFINITY,
  answers: POSITIVE_INFINITY,
}
/** What each of these events says in the thread of its card. */
const TOLD: Readonly<Record<string, RegExp>> = {
  'case.claim': /claimed this\.$/,
  'case.reply': /A reply by .* is on its way|wrote a reply .* A second person reads it/,
  'reply.approve': /agreed to the reply/,
  'case.thank': /asks for a gift|Thanks by .* are on their way/,
  'grant.approve': /agreed to the gift/,
  'reply.sent': /(?:Reply|Thanks) sent on/,
  'case.resolve': /resolved this\.$/,
}

const root = mkdtempSync(join(tmpdir(), 'earshot-kill-'))

type End = Awaited<ReturnType<typeof readEnd>>
let calm: End
const disturbed: End[] = []
let killed = 0

beforeAll(async () => {
  await warmUp(root)
  let planned = 0
  let seed = 0
  const lane = async () => {
    while (planned < KILLS) {
      planned += KILLS_A_DESK
      const { end, kills } = await play(++seed, KILLS_A_DESK)
      disturbed.push(end)
      killed += kills
      planned -= KILLS_A_DESK - kills
    }
  }
  const first = play(0, 0).then(({ end }) => {
    calm = end
    return lane()
  })
  await Promise.all([first, ...Array.from({ length: AT_ONCE - 1 }, lane)])
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A desk's whole work, its process killed so many times at seeded moments, or until nothing is left to do. */
async function play(seed: number, most: number): Promise<{ end: End; kills: number }> {
  const desk = await prepareKilledDesk(root)
  const random = createRandom(20_261_123 + seed)
  let kills = 0
  while (kills < most && (await desk.live(momentOf(kills, most, random)))) kills++
  await desk.live(NEVER)
  const end = await readEnd(desk)
  await desk.slack.close()
  return { end, kills }
}

/** By turns whatever it is at, telling Slack and answering; at the end of its work it tells what happened. */
function momentOf(kill: number, kills: number, random: () => number): Moment {
  const upTo = (most: number) => 1 + Math.floor(random() * most)
  if (kill >= 0.7 * kills) return { ...NEVER, notes: upTo(4) }
  if (kill % 3 === 0) return { ...NEVER, lines: upTo(20) }
  return kill % 3 === 1 ? { ...NEVER, touches: upTo(6) } : { ...NEVER, answers: upTo(3) }
}

/** Everything there is to see once a desk has done its work, in its store and outside of it. */
async function readEnd(desk: KilledDesk) {
  const db = await desk.open()
  const { kysely } = db
  const cursors = await kysely.selectFrom('cursor').selectAll().orderBy('connection_id').execute()
  const end = {
    stored: await kysely.selectFrom('mention').select('key').orderBy('key').execute(),
    rejected: await kysely.selectFrom('rejected').select('key').orderBy('key').execute(),
    cursors: cursors.map((row) => [row.connection_id, row.value]),
    cases: await kysely.selectFrom('case').selectAll().orderBy('id').execute(),
    events: await kysely.selectFrom('case_event').selectAll().orderBy('id').execute(),
    outbox: await kysely.selectFrom('outbox').selectAll().orderBy('id').execute(),
    replies: await kysely.selectFrom('reply').selectAll().execute(),
    codes: await kysely
      .selectFrom('reward_code')
      .selectAll()
      .where('state', '=', 'claimed')
      .execute(),
    integrity: db.sqlite?.pragma('integrity_check', { simple: true }),
    sent: desk.sent(),
    messages: [...desk.slack.messages(CHANNEL)],
    violations: desk.slack.violations,
  }
  await db.close()
  return end
}

function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

it(`was killed ${KILLS} times in the midst of its work`, () => {
  expect(killed).toBeGreaterThanOrEqual(KILLS)
})

it('stores or rejects every post exactly once, as if nobody had killed it', () => {
  expect(calm.stored.length).toBeGreaterThan(25)
  expect(calm.rejected.length).toBeGreaterThan(2)
  for (const end of disturbed) {
    expect(end.stored).toEqual(calm.stored)
    expect(end.rejected).toEqual(calm.rejected)
    expect(end.integrity).toBe('ok')
  }
})

it('ends at the same place in every network, with nothing left to do', () => {
  for (const end of disturbed) {
    expect(end.cursors).toEqual(calm.cursors)
    expect(end.outbox.filter(({ state }) => state !== 'sent')).toEqual([])
    expect(end.cases.filter(({ status }) => status !== 'resolved')).toEqual([])
  }
})

it('sends no reply twice, and every reply that it calls sent', () => {
  for (const { sent, replies } of [calm, ...disturbed]) {
    const called = replies.filter(({ state }) => state === 'sent')
    expect(sent.length).toBeGreaterThan(10)
    expect(sent.map(({ key }) => key).sort()).toEqual(called.map(({ key }) => key).sort())
  }
})

it('gives no code twice', () => {
  for (const { sent, codes } of [calm, ...disturbed]) {
    const given = sent.flatMap(({ text }) => text.match(/CAKE-\d+/g) ?? [])
    expect(given.length).toBeGreaterThan(3)
    expect(new Set(given).size).toBe(given.length)
    expect(given.length).toBeLessThanOrEqual(codes.length)
    expect(new Set(codes.map((row) => row.grant_id)).size).toBe(codes.length)
  }
})

it('shows every case as exactly one card, which says how it ended', () => {
  let drawn = 0
  for (const { cases, messages, violations } of [calm, ...disturbed]) {
    // A card that came too late is left to a bundle, which is no card.
    const shown = cases.filter(({ bundled }) => bundled === 0)
    const bundles = messages.filter((message) => keyOf(message).startsWith('bundle:'))
    const cards = messages.filter((m) => m.threadTs === null && !bundles.includes(m))
    expect(new Set(bundles.map(keyOf)).size).toBe(bundles.length)
    expect(cards.map(keyOf).sort()).toEqual(shown.map(({ id }) => `case:${id}:card`).sort())
    for (const row of shown) {
      const card = cards.find((message) => keyOf(message) === `case:${row.id}:card`)
      expect(row.slack_ts).toBe(card?.ts)
      expect(card?.blocks[0]?.['block_id']).toBe(`${row.id}:${row.version}:head`)
    }
    expect(violations).toEqual([])
    drawn += shown.length
  }
  expect(drawn).toBeGreaterThan(KILLS)
})

it('tells everything that happened once, in the thread of its card', () => {
  for (const { cases, events, messages } of [calm, ...disturbed]) {
    const notes = messages.filter(({ threadTs }) => threadTs !== null)
    expect(new Set(notes.map(keyOf)).size).toBe(notes.length)
    for (const { id, slack_ts } of cases.filter(({ bundled }) => bundled === 0)) {
      const lines = notes.filter(({ threadTs }) => threadTs === slack_ts).flatMap(linesOf)
      const happened = events.filter((event) => event.case_id === id)
      for (const [kind, words] of Object.entries(TOLD))
        expect(
          lines.filter((line) => words.test(line)),
          kind,
        ).toHaveLength(happened.filter((event) => event.kind === kind).length)
    }
  }
})
