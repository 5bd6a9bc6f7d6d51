import { type Clock, systemClock } from '../core/clock.ts'
import {
  CHANNEL,
  COMPLAINT,
  caseOf,
  openSlackDesk,
  type SlackDesk,
} from '../test/e2e/slack-desk.ts'
import type { FakeMessage } from '../test/support/fake-slack/words.ts'
import { lockDatabase } from '../test/support/lock-database.ts'
import type { Ratio } from './ratio.ts'

const PER_SECOND = 100
const SECONDS = 7
/** The first presses find a program that has just been started; they are not counted. */
const WARM_UP_MS = 1500
const CARDS = 30
/** Somebody else holds the write lock of the main database from here on, for a second. */
const LOCK_FROM_MS = 3500
const LOCK_MS = 1000
/** Slack itself waits no longer for an ack or a dialog. */
const SLACK_WAITS_MS = 3000
/** Staff wait this long at most in 99 of 100 presses. */
const ACK_MS = 500
const OPEN_MS = 700

const USERS = ['U_mara', 'U_ines', 'U_leo'] as const
/** Of five presses four look at something and one changes something. */
const PRESSES = ['case.reply', 'case.read', 'case.label', 'case.verbs', 'case.claim'] as const

interface Pressed {
  at: number
  ackMs: number
  triggerId: string
  opens: boolean
}

/** Slack under load: a hundred presses a second, the database locked for a second, every post answered 429. */
export async function benchSlack(): Promise<Ratio[]> {
  const clock = createHurriedClock()
  const slack = { clock: systemClock, ackTimeoutMs: SLACK_WAITS_MS, triggerMs: SLACK_WAITS_MS }
  const all = await openSlackDesk({ readerThread: true, clock, slack })
  try {
    const cards = await fill(all)
    clock.calmDown()
    for (const method of ['chat.postMessage', 'chat.update', 'chat.postEphemeral'])
      all.slack.fail(method, { how: 'rate_limited', times: Number.POSITIVE_INFINITY })
    const pressed = await storm(all, cards)
    await all.slack.settled()
    return report(all, pressed)
  } finally {
    await all.close()
  }
}

/** A card a second is Slack's pace: until all stand there, time runs twenty times as fast. */
function createHurriedClock(): Clock & { calmDown(): void } {
  let factor = 20
  let since = Date.now()
  let base = since - 3_600_000
  const now = () => Math.round(base + (Date.now() - since) * factor)
  return {
    now,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    calmDown() {
      base = now()
      since = Date.now()
      factor = 1
    },
  }
}

async function fill(all: SlackDesk): Promise<readonly FakeMessage[]> {
  for (let i = 0; i < CARDS; i++) await all.hear(`b${i}`, COMPLAINT)
  await all.slack.until(() => all.slack.messages(CHANNEL).length >= CARDS, 'every card')
  return all.slack.messages(CHANNEL).slice(0, CARDS)
}

async function storm(all: SlackDesk, cards: readonly FakeMessage[]): Promise<Pressed[]> {
  const begin = performance.now()
  const flying: Promise<Pressed>[] = []
  let lock: ReturnType<typeof lockDatabase> | null = null
  for (let n = 0; n < PER_SECOND * SECONDS; n++) {
    const wait = begin + (n * 1000) / PER_SECOND - performance.now()
    if (wait > 0) await systemClock.sleep(wait)
    const passed = performance.now() - begin
    if (lock === null && passed > LOCK_FROM_MS) lock = lockDatabase(all.file)
    if (passed > LOCK_FROM_MS + LOCK_MS) lock?.release()
    const pressed = press(all, cards, n)
    if (passed > WARM_UP_MS) flying.push(pressed)
  }
  lock?.release()
  return Promise.all(flying)
}

async function press(all: SlackDesk, cards: readonly FakeMessage[], n: number): Promise<Pressed> {
  const user = USERS[n % USERS.length] ?? USERS[0]
  const card = cards[(n * 7) % cards.length] as FakeMessage
  const action = PRESSES[n % PRESSES.length] ?? PRESSES[0]
  const at = Date.now()
  const isButton = action === 'case.reply' || action === 'case.claim'
  const on = { channel: CHANNEL, ts: card.ts }
  const told = all.slack.press(
    user,
    isButton
      ? { ...on, actionId: action }
      : { ...on, actionId: 'case.more', value: `${action}:${caseOf(card)}` },
  )
  const triggerId = String(all.slack.deliveries.at(-1)?.body['trigger_id'])
  const { ackMs } = await told
  const opens = action !== 'case.claim'
  return { at, ackMs: ackMs ?? Number.POSITIVE_INFINITY, triggerId, opens }
}

function report(all: SlackDesk, pressed: readonly Pressed[]): Ratio[] {
  const calls = all.slack.calls('views.open').filter(({ ok }) => ok)
  const openedAt = new Map(calls.map(({ args, at }) => [String(args['trigger_id']), at]))
  const acks = pressed.map(({ ackMs }) => ackMs)
  const opens = pressed
    .filter((one) => one.opens)
    .map(({ at, triggerId }) => (openedAt.get(triggerId) ?? Number.POSITIVE_INFINITY) - at)
  const line = (name: string, values: readonly number[]) =>
    `${name} p50 ${share(values, 0.5).toFixed(0)} ms, p99 ${share(values, 0.99).toFixed(0)} ms`
  process.stderr.write(`slack: ${line('ack', acks)}; ${line('views.open', opens)}\n`)
  const against = `${PER_SECOND} presses a second, the database locked for a second, every post refused`
  return [
    {
      name: 'slack acknowledged',
      ratio: ACK_MS / share(acks, 0.99),
      of: `${ACK_MS} ms over the p99`,
      against,
    },
    {
      name: 'slack dialog',
      ratio: OPEN_MS / share(opens, 0.99),
      of: `${OPEN_MS} ms over the p99`,
      against,
    },
  ]
}

/** The value below which a share of them lies. */
function share(values: readonly number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(of * sorted.length) - 1] ?? Number.NaN
}
