import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { applyConfig } from '../../actions/apply-config.ts'
import { demoSeal } from '../../cli/commands/demo.ts'
import { addImport } from '../../cli/commands/import.ts'
import { openDesk } from '../../cli/compose.ts'
import { createConnectionCtx } from '../../cli/connection-ctx.ts'
import type { Output } from '../../cli/output.ts'
import type { Config } from '../../core/config.ts'
import { silentLogger } from '../../core/logger.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { localDay } from '../../db/local-day.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { type FakeSlack, startFakeSlack } from './fake-slack/fake-slack.ts'
import type { FakeMessage } from './fake-slack/words.ts'
import { plainReader } from './listening-desk.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'

const DAY_MS = 86_400_000
/** Rows the import stores at a time. */
const BATCH_ROWS = 500
/** Lanes pause for up to a second and a half between two messages. */
const QUIET_STEPS = 6
/** The play begins at midnight where the brands are, so that one day is one share of alerts. */
const MIDNIGHT = Date.UTC(2026, 10, 19)

/** What one run of `import --as-live --json` says. */
interface ImportReport {
  rows: number
  mentions: number
  failed: number
  stored: Record<
    'inserted' | 'edited' | 'dropped' | 'failed' | 'casesOpened' | 'casesJoined',
    number
  >
}

export interface LiveDayReport {
  /** Rows of the file, and what became of each. */
  rows: { read: number; faulty: number; stored: number; rejected: Record<string, number> }
  /** Posts that said what an earlier one had said. */
  joined: number
  cases: { opened: number; carded: number; bundled: number }
  /** Rows read are rows stored, rejected and faulty; cases are cards and bundled ones. */
  sumsAgree: boolean
  slack: {
    cards: number
    bundles: number
    /** What the bundles say they stand for, together. */
    inBundles: number
    emergencies: number
    mostMessagesASecond: number
    /** Cards of one channel on one day that were no emergency. */
    mostCardsADay: number
    /** What Slack refused, by method and reason. */
    refusals: Record<string, number>
    violations: string[]
  }
  /** What the second import stored, and whether anything in database or Slack differs after it. */
  again: { stored: number; changed: string[] }
}

/**
 * Plays a file of posts through `import --as-live` and a whole desk into a fake Slack, on a simulated clock
 * over one day, each brand in a channel of its own; then imports it once more from its beginning.
 */
export async function playLiveDay(options: {
  file: string
  config: Config
  rows: number
  say?: (text: string) => void
}): Promise<LiveDayReport> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-live-day-'))
  const clock = createPatientClock(MIDNIGHT)
  const slack = await startFakeSlack({ clock, rateLimits: 'strict' })
  for (const { id } of options.config.brands) slack.addChannel({ id: channelOf(id), name: id })
  const db = await openDatabase({ url: join(folder, 'desk.db'), clock, node: 5, durable: false })
  await applyConfig({ db, clock }, options.config, { hash: 'day', force: true, by: 'live day' })
  for (const { id } of options.config.brands)
    await db.kysely
      .updateTable('brand')
      .set({ channel: channelOf(id) })
      .where('id', '=', id)
      .execute()
  const desk = await openWholeDesk(db, clock, slack, folder)
  try {
    await slack.until(() => slack.sockets.open > 0, 'the bot on the socket')
    const pieceMs = Math.floor((DAY_MS * BATCH_ROWS) / Math.max(BATCH_ROWS, options.rows))
    const day = { file: options.file, db, clock, slack, say: options.say ?? (() => {}) }
    const first = await runImport({ ...day, pieceMs })
    // What came at night waits for the morning.
    await passTime(slack, clock, DAY_MS / 2)
    const before = await fingerprint(db, slack)
    await db.kysely.deleteFrom('cursor').where('connection_id', '=', 'import').execute()
    const second = await runImport({ ...day, pieceMs: 0 })
    await passTime(slack, clock, DAY_MS / 12)
    const after = await fingerprint(db, slack)
    return {
      ...(await report(db, slack, first)),
      again: {
        stored: second.stored.inserted + second.stored.edited,
        changed: Object.keys(before).filter((name) => before[name] !== after[name]),
      },
    }
  } finally {
    const closing = desk.stop()
    await clock.leap(60_000)
    await closing
    clock.restore()
    await slack.close()
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const channelOf = (brandId: string) => `C_${brandId}`

async function openWholeDesk(db: Database, clock: PatientClock, slack: FakeSlack, folder: string) {
  const world = { db, clock, random: () => 0.5, log: silentLogger, seal: demoSeal() }
  return openDesk({
    ...world,
    // Nothing listens here: the import understands by itself.
    understander: plainReader,
    compileQueries: compileSources,
    connectors: new Map(),
    ctxOf: await createConnectionCtx({
      ...world,
      env: () => undefined,
      capUsd: new Map(),
      allowPrivateAddresses: true,
    }),
    slack: {
      botToken: slack.botToken,
      door: { mode: 'socket', appToken: slack.appToken },
      apiUrl: slack.apiUrl,
      inboxFile: join(folder, 'inbox.db'),
    },
    ingestUrl: null,
    readFile: null,
    port: null,
    demoStaffId: null,
  })
}

/** The real command; after each batch that it stores, its piece of the day passes. */
async function runImport(day: {
  file: string
  db: Database
  clock: PatientClock
  slack: FakeSlack
  pieceMs: number
  say: (text: string) => void
}): Promise<ImportReport> {
  const { db, clock } = day
  let result: unknown
  const output: Output = {
    line() {},
    json: (value) => void (result = value),
    say() {},
    progress: (done, total) => day.say(`${done} of ${total} bytes`),
    isTerminal: false,
  }
  const paced: Database = {
    ...db,
    async transaction(act) {
      const done = await db.transaction(act)
      await passTime(day.slack, clock, day.pieceMs)
      return done
    },
  }
  const program = new Command().exitOverride()
  addImport(program, {
    env: () => undefined,
    clock,
    random: () => 0.5,
    output: () => output,
    withDatabase: (act) => act(paced),
    signal: new AbortController().signal,
    configFile: '',
  })
  await program.parseAsync(['import', day.file, '--as-live', '--json'], { from: 'user' })
  return result as ImportReport
}

/** Half-second steps while messages go out, five minutes at a time while nothing does. */
async function passTime(slack: FakeSlack, clock: PatientClock, ms: number): Promise<void> {
  const end = clock.now() + ms
  for (let quiet = 0; clock.now() < end; ) {
    const calls = slack.history.length
    await clock.leap(quiet < QUIET_STEPS ? 500 : Math.min(300_000, end - clock.now()))
    quiet = slack.history.length > calls ? 0 : quiet + 1
  }
}

const TABLES = [
  'mention',
  'label',
  'case',
  'case_mention',
  'case_event',
  'outbox',
  'alert_count',
  'hour_count',
  'day_count',
] as const

/** How much there is of everything that a second import must not add to. */
async function fingerprint(db: Database, slack: FakeSlack): Promise<Record<string, string>> {
  const print: Record<string, string> = {}
  for (const table of TABLES) {
    const rows = await db.kysely.selectFrom(table).selectAll().execute()
    // When somebody is reminded next is moved by the clock, not by what is read.
    print[table] = JSON.stringify(rows, (key, value: unknown) =>
      key === 'nudge_at' ? null : value,
    )
  }
  // What is no post is set aside again, with a new time; it must be the same rows.
  const rejected = await db.kysely.selectFrom('rejected').select(['key', 'reason']).execute()
  const faults = await db.kysely.selectFrom('dead_letter').select('reason').distinct().execute()
  print['set aside'] = JSON.stringify([rejected, faults])
  for (const { id } of await db.kysely.selectFrom('brand').select('id').execute())
    print[`Slack ${id}`] = JSON.stringify(slack.messages(channelOf(id)).map(({ text }) => text))
  return print
}

async function report(
  db: Database,
  slack: FakeSlack,
  first: ImportReport,
): Promise<Omit<LiveDayReport, 'again'>> {
  const { kysely } = db
  const brands = await kysely.selectFrom('brand').select(['id', 'zone']).execute()
  const channels = brands.map(({ id, zone }) => ({
    zone,
    messages: slack.messages(channelOf(id)).filter(isOfCases),
  }))
  const messages = channels.flatMap((channel) => channel.messages)
  const bundles = messages.filter(({ text }) => IS_BUNDLE.test(text))
  const emergencies = messages.filter(({ text }) => text.startsWith('Emergency'))
  const inBundles = bundles.reduce((sum, { text }) => sum + postsIn(text), 0)
  const rejected = Object.fromEntries(
    (
      await kysely
        .selectFrom('rejected')
        .select(['reason', (eb) => eb.fn.countAll<number>().as('n')])
        .groupBy('reason')
        .execute()
    ).map((row) => [row.reason, row.n]),
  )
  const { joined } = await kysely
    .selectFrom('mention')
    .select((eb) => eb.fn.countAll<number>().as('joined'))
    .where('joined_to', 'is not', null)
    .executeTakeFirstOrThrow()
  const cases = await kysely.selectFrom('case').select(['bundled', 'slack_ts']).execute()
  const carded = cases.filter((row) => row.slack_ts !== null).length
  const bundled = cases.filter((row) => row.bundled === 1).length
  const cards = messages.length - bundles.length
  const dropped = Object.values(rejected).reduce((sum, n) => sum + n, 0)
  return {
    rows: {
      read: first.rows,
      faulty: first.failed + first.stored.failed,
      stored: first.stored.inserted,
      rejected,
    },
    joined,
    cases: { opened: first.stored.casesOpened, carded, bundled },
    sumsAgree:
      first.rows === first.stored.inserted + dropped + first.failed + first.stored.failed &&
      cases.length === first.stored.casesOpened &&
      cases.length === carded + bundled &&
      cards === carded &&
      inBundles === bundled,
    slack: {
      cards,
      bundles: bundles.length,
      inBundles,
      emergencies: emergencies.length,
      mostMessagesASecond: Math.max(0, ...channels.map((one) => busiestSecond(one.messages))),
      mostCardsADay: Math.max(
        0,
        ...channels.map((one) => busiestDay(one.messages.filter(isBudgeted), one.zone)),
      ),
      refusals: refusalsOf(slack),
      violations: [...slack.violations],
    },
  }
}

function refusalsOf(slack: FakeSlack): Record<string, number> {
  const refused = slack.history.filter(({ ok }) => !ok)
  const names = Map.groupBy(refused, (call) => `${call.method}: ${call.error ?? call.status}`)
  return Object.fromEntries([...names].map(([name, calls]) => [name, calls.length]))
}

/** What is no answer in a thread and no digest. */
function isOfCases({ threadTs, metadata }: FakeMessage): boolean {
  const payload = metadata?.['event_payload'] as { key?: unknown } | undefined
  return threadTs === null && !String(payload?.key).startsWith('digest:')
}

/** "1,234 more posts …", or what only a person can tell. */
const IS_BUNDLE = /^(?:We are unsure about )?([\d,]+) (?:more )?posts?/

const postsIn = (text: string) => Number(IS_BUNDLE.exec(text)?.[1]?.replaceAll(',', '') ?? 0)

const isBudgeted = ({ text }: { text: string }) =>
  !text.startsWith('Emergency') && !IS_BUNDLE.test(text)

/** The most messages in any second, wherever it begins. */
function busiestSecond(messages: readonly { ts: string }[]): number {
  const at = messages.map(({ ts }) => Number(ts))
  return Math.max(0, ...at.map((from) => at.filter((t) => t >= from && t < from + 0.999).length))
}

function busiestDay(messages: readonly { ts: string }[], zone: string): number {
  const days = Map.groupBy(messages, ({ ts }) => localDay(zone, Number(ts) * 1000))
  return Math.max(0, ...[...days.values()].map((day) => day.length))
}
