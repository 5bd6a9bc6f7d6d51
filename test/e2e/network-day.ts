import { setTimeout as realTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { searchMentions } from '../../db/search-index.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import { manyWords } from '../support/many-words.ts'
import type { NetworkWorld } from '../support/network-world.ts'
import { createPatientClock } from '../support/patient-clock.ts'
import { startNetworks } from '../support/start-networks.ts'
import { tableNames } from '../support/table-names.ts'
import { createUntil } from '../support/until.ts'
import { CHANNEL, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'

/** Thursday. */
const NINE = Date.UTC(2026, 10, 19, 9)

export interface Post {
  on: NetworkWorld
  key: string
  /** A word that stands in this post and nowhere else. */
  mark: string
  author: string
}

export type NetworkDay = Awaited<ReturnType<typeof openNetworkDay>>

/** A desk on all networks, live, and the day that goes on around it. */
export async function openNetworkDay() {
  let all: SlackDesk | undefined
  const isConnecting = () =>
    all !== undefined &&
    all.slack.calls('apps.connections.open').filter(({ ok }) => ok).length >
      all.slack.sockets.opened
  const clock = createPatientClock(NINE, isConnecting)
  const networks = await startNetworks(clock, () => all?.desk.address ?? '')
  all = await openSlackDesk({ clock, slack: { clock }, networks })
  const { slack, db } = all
  /** Lets the day go on until it holds. */
  const until = createUntil({ advance: (ms) => clock.leap(ms) }, 1000)
  await until('every network live', async () => {
    const rows = await db.kysely.selectFrom('health').select('state').execute()
    return rows.filter(({ state }) => state === 'live').length > networks.length
  })

  /** The channel as people scroll through it: what stands in threads is not there. */
  const cards = () => slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null)

  return {
    networks,
    slack,
    db,
    clock,
    until,
    meanwhile,
    cards,
    cardsSaying: (mark: string) => cards().filter((card) => shown(card).includes(mark)),
    caseRow,

    async say(on: NetworkWorld, author: string, text: string): Promise<Post> {
      const mark = `${on.network}${author}`
      const key = await on.say(author, `${manyWords(mark)}: ${text} (${mark})`)
      return { on, key, mark, author }
    },

    async cardOf({ key, mark }: Post): Promise<FakeMessage> {
      const find = async () => {
        const { id } = (await caseRow(key)) ?? {}
        return cards().find((card) => caseOf(card) === id)
      }
      await until(`the card of ${mark}`, async () => (await find()) !== undefined)
      return (await find()) as FakeMessage
    },

    async stateOf({ key }: Post): Promise<string | undefined> {
      const row = await db.kysely
        .selectFrom('mention')
        .select('state')
        .where('key', '=', key)
        .executeTakeFirst()
      return row?.state
    },

    /** Where any of these words still stands: tables of the desk, its search, and all that staff see in Slack now. */
    async placesOf(marks: readonly string[]): Promise<string[]> {
      const places = new Map([['the channel', slack.messages(CHANNEL).map(shown).join()]])
      for (const user of ['U_mara', 'U_ines', 'U_leo']) {
        places.set(`messages to ${user}`, slack.directMessages(user).map(shown).join())
        places.set(`the Home of ${user}`, words(slack.home(user)?.blocks ?? []))
      }
      for (const table of await tableNames(db)) {
        const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(db.kysely)
        places.set(table, words(rows))
      }
      const found: string[] = []
      for (const mark of marks) {
        for (const [place, text] of places)
          if (text.includes(mark)) found.push(`${mark} in ${place}`)
        if ((await searchMentions(db, { text: mark })).length > 0) found.push(`${mark} by search`)
      }
      return found
    },

    /** Nothing on its way any more. */
    quiet: () =>
      until('nothing left to deliver', async () => {
        const open = await db.kysely
          .selectFrom('outbox')
          .select('id')
          .where('state', 'in', ['pending', 'leased'])
          .where('due_at', '<=', clock.now() + 60_000)
          .execute()
        return open.length === 0
      }),

    async open(user: string, card: FakeMessage, actionId: string): Promise<FakeView> {
      const answer = await slack.press(user, { channel: CHANNEL, ts: card.ts, actionId })
      expect(answer.acked).toBe(true)
      await until(`the dialog ${actionId}`, () => slack.views(user).length > 0)
      return slack.views(user)[0] as FakeView
    },

    async close(): Promise<void> {
      await meanwhile(all.close(), 1000)
      await Promise.all(networks.map((one) => one.close()))
      clock.restore()
    },
  }

  /** While something is pressed, the day goes on. */
  async function meanwhile<T>(act: Promise<T>, stepMs = 100): Promise<T> {
    const state = { isDone: false }
    act.finally(() => (state.isDone = true)).catch(() => {})
    while (!state.isDone) {
      await realTurn(1)
      await clock.leap(stepMs)
    }
    return act
  }

  function caseRow(key: string) {
    return db.kysely
      .selectFrom('case as c')
      .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
      .select(['c.id', 'c.kind', 'c.status', 'c.version'])
      .where('m.key', '=', key)
      .executeTakeFirst()
  }
}

export const shown = ({ text, blocks }: FakeMessage) => words({ text, blocks })
