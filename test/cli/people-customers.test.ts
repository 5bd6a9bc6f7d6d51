import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { addPeople } from '../../cli/commands/people.ts'
import type { CommandContext } from '../../cli/context.ts'
import { exportConfig } from '../../cli/export-config.ts'
import { openSeal } from '../../cli/home.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { checkConfig } from '../../core/config.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { readKnownCustomer } from '../../db/segments.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'

const SETTINGS = {
  brands: [{ id: 'juniper', name: 'Juniper Coffee', queries: ['juniper'] }],
  staff: [
    { id: 'olga', name: 'Olga', role: 'owner' },
    { id: 'leo', name: 'Leo' },
  ],
  money: { currency: 'EUR', rates: { USD: 0.9 } },
  shops: [{ id: 'till', kind: 'stripe', brand: 'juniper', mode: 'test' }],
  segments: [
    {
      id: 'regulars',
      name: 'Regulars',
      orders: { atLeast: 1 },
      manager: 'leo',
      promise: { question: 20 },
    },
    { id: 'press', name: 'Press', list: true },
  ],
  feedback: { address: 'https://ask.juniper.example', days: 14 },
}

let folder: string
let db: Database
let clock: SimulatedClock
let lines: string[]
let personId: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-customers-'))
  clock = createSimulatedClock(NOON)
  db = await openDatabase({ url: join(folder, 'earshot.db'), clock, durable: false })
  const desk = await openDesk({ db, clock })
  const config = checkConfig(SETTINGS, 'earshot.yaml')
  await applyConfig({ db, clock }, config, { hash: 'one', force: true, by: 'test' })
  await desk.hear(
    post('p1', 'I love juniper', { by: 'ana', createdAt: NOON - 2 * DAY }),
    post('p2', 'I still love juniper', { by: 'ana', createdAt: NOON - DAY }),
  )
  personId = (await db.kysely.selectFrom('person').select('id').executeTakeFirstOrThrow()).id
  lines = []
})
afterEach(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

function type(...words: string[]): Promise<unknown> {
  const say = (text: string) => void lines.push(text)
  const ctx = {
    env: (name: string) => (name === 'EARSHOT_DATA' ? folder : undefined),
    clock,
    output: () => ({
      line: say,
      say,
      json: (value: unknown) => say(JSON.stringify(value)),
      progress: () => {},
      isTerminal: false,
    }),
    withDatabase: (act: (of: Database) => Promise<unknown>) => act(db),
  } as unknown as CommandContext
  const program = new Command('earshot').exitOverride()
  addPeople(program, ctx)
  return program.parseAsync(['node', 'earshot', ...words])
}

/** One order for each number of days ago. */
async function buy(...daysAgo: number[]): Promise<void> {
  const { fingerprint } = openSeal((name) => (name === 'EARSHOT_DATA' ? folder : undefined))
  const store = createPurchaseStore(db, clock.now, fingerprint)
  const orders = daysAgo.map((days, i) => ({
    orderId: String(1001 + i),
    customer: { key: 'cus_1', email: 'ana@shop.example', name: 'Ana P.' },
    paidAt: NOON - days * DAY,
    updatedAt: NOON - days * DAY,
    currency: 'EUR',
    net: 123450,
    test: false,
    cancelled: false,
    codes: [],
  }))
  await store.store('juniper', 'till', orders)
}

function link(): Promise<unknown> {
  const evidence = ['--because', 'told us', '--as', 'leo']
  return type('people', 'link', String(personId), 'ana@shop.example', ...evidence)
}

it('shows a person with the reasons of each score and the next step in a sentence', async () => {
  await createPeopleWatch({ db, clock })()
  await type('people', 'show', String(personId))
  const text = lines.join('\n')
  expect(text).toMatch(/^Love: \d+ of 100\n {2}\+\d+\.\d {2}\S/m)
  expect(text).toMatch(/^Next: [A-Z][^_]*\. (?:By .+|Today)\.$/m)
  expect(text).toContain('on Bluesky')
  // What the card in Slack says: history, gives and asks.
  expect(text).toMatch(/^\d+ posts?, last .*; no order known\./m)
  expect(text).toContain('We gave them nothing yet. We asked nothing of them.')
})

it('ties, ranks, lists and names from the command line, and says what it did', async () => {
  await buy(1)
  await type('people', 'top')
  expect(lines.join('\n')).toContain(
    '1 customer, of them the top fifth: 1. From 20 on they are ranked.',
  )
  expect(lines.join('\n')).toContain('top\ttill:cus_1\t1 order\t€1,234.50\t-')
  await link()
  await type('people', 'put', String(personId), 'press', '--as', 'leo')
  await clock.advance(1000)
  const assess = createPeopleWatch({ db, clock })
  while ((await assess()) > 0);
  expect(await readKnownCustomer(db.kysely, personId)).toEqual({
    segments: ['Regulars', 'Press'],
    isTop: true,
    manager: 'Leo',
  })
  await type('people', 'manager', String(personId), 'olga', '--as', 'olga')
  expect((await readKnownCustomer(db.kysely, personId)).manager).toBe('Olga')
  await expect(
    type('people', 'manager', String(personId), 'leo', '--as', 'leo'),
  ).rejects.toMatchObject({ code: 'role' })
})

it('says who is due by the day where the brand is', async () => {
  await db.kysely.updateTable('brand').set({ zone: 'Pacific/Kiritimati' }).execute()
  await buy(118, 88, 58, 28)
  await link()
  await clock.advance(60_000)
  await createCustomerWatch({ db, clock })()
  const assess = createPeopleWatch({ db, clock })
  while ((await assess()) > 0);
  lines = []
  await type('people', 'ahead')
  // At noon in London it is the next day there already.
  expect(lines).toEqual([`${personId}\tana\tBuys every 30 days; expected 22 November.`])
})

it('makes links below the address of the settings, and tells the score', async () => {
  await type('feedback', 'ask', 'everybody', '--as', 'olga')
  expect(lines[0]).toMatch(
    /^ana\tana\.example on bluesky\thttps:\/\/ask\.juniper\.example\/f\/[0-9a-z]+\.[\w-]{43}$/,
  )
  expect(lines[1]).toBe('1 link is ready.')
  await type('feedback', 'show', '--json')
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ asked: 1, n: 0, score: null })
})

it('takes shops and segments out and in as they were, and out for good when they leave the file', async () => {
  const taken = checkConfig(await exportConfig(db), 'the export')
  const given = checkConfig(SETTINGS, 'earshot.yaml')
  expect(taken.shops).toEqual(given.shops)
  expect(taken.segments).toEqual(given.segments)
  expect([taken.money, taken.feedback]).toEqual([given.money, given.feedback])
  const rest = checkConfig({ ...SETTINGS, shops: [], segments: [] }, 'earshot.yaml')
  const done = await applyConfig({ db, clock }, rest, { hash: 'two', force: false, by: 'test' })
  expect(done.changes).toContain('shop till: taken out; its orders stay, new ones are not heard')
  const shops = await db.kysely.selectFrom('shop').select('enabled').execute()
  expect(shops).toEqual([{ enabled: 0 }])
})
