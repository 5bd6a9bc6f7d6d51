import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { logContact } from '../../actions/log-contact.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { addPeople } from '../../cli/commands/people.ts'
import type { CommandContext } from '../../cli/context.ts'
import type { SimulatedClock } from '../../core/clock.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { CANARY, placesOf } from '../support/canary.ts'
import { NOON } from '../support/listening-desk.ts'
import { type Planted, plantCanary } from '../support/plant-canary.ts'

let folder: string
let db: Database
let clock: SimulatedClock
let planted: Planted
let lines: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-rights-'))
  clock = createSimulatedClock(NOON)
  db = await openDatabase({ url: join(folder, 'earshot.db'), clock, durable: false })
  planted = await plantCanary(db, clock)
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
    output: () => ({ line: say, say, json: () => {}, progress: () => {}, isTerminal: false }),
    withDatabase: (act: (of: Database) => Promise<unknown>) => act(db),
  } as unknown as CommandContext
  const program = new Command('earshot').exitOverride()
  addPeople(program, ctx)
  return program.parseAsync(['node', 'earshot', 'people', ...words])
}

it('hands out everything that is held about a person, in a file of the owner alone', async () => {
  const file = join(folder, 'held.json')
  await type('export', String(planted.personId), '--to', file, '--as', 'olga')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const held = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown[]>
  expect(held['accounts']).toMatchObject([{ network: 'bluesky', handle: `${CANARY}.example` }])
  expect(held['posts']).toMatchObject([
    { created_at: '2026-11-18T12:00:00.000Z' },
    { text: `juniper is awful again, says ${CANARY}`, readAs: [{ brand: 'juniper' }] },
  ])
  expect(held['cases']).toMatchObject([
    { notes: [{ text: `Call ${CANARY}` }], replies: [{ state: 'sent' }, { state: 'queued' }] },
  ])
  expect(held['customers']).toMatchObject([{ purchases: [{ net: 4200 }] }])
  expect(held['asReceived']).toHaveLength(1)
  const audit = await db.kysely.selectFrom('audit').select('action').orderBy('id').execute()
  expect(audit.at(-1)?.action).toBe('person.export')
})

it('writes over no file, and counts nothing as handed over that was not written', async () => {
  const file = join(folder, 'earshot.db')
  writeFileSync(file, 'the data')
  const who = String(planted.personId)
  await expect(type('export', who, '--to', file, '--as', 'olga')).rejects.toThrow(
    /is there already/,
  )
  expect(readFileSync(file, 'utf8')).toBe('the data')
  const nowhere = join(folder, 'no', 'held.json')
  await expect(type('export', who, '--to', nowhere, '--as', 'olga')).rejects.toThrow(
    /could not be written/,
  )
  const audit = await db.kysely.selectFrom('audit').select('action').execute()
  expect(audit.map(({ action }) => action)).not.toContain('person.export')
})

it('hands nothing out to whoever is no owner, and leaves no file', async () => {
  const file = join(folder, 'held.json')
  const take = (...as: string[]) =>
    type('export', String(planted.personId), '--to', file, '--as', ...as)
  await expect(take('ana')).rejects.toThrow('role owner')
  await expect(take('made-up')).rejects.toThrow('not on the team')
  expect(existsSync(file)).toBe(false)
})

it('says whom somebody was joined to, where their old number is typed', async () => {
  const ctx = { db, clock }
  const beside = { way: 'phone', sentiment: 'positive', intents: [], text: 'Rang.' } as const
  const ana = { staffId: 'ana', surface: 'cli' } as const
  const who = { name: 'Ilse Wolf', brandId: 'juniper' }
  const { personId: mergeId } = await logContact(ctx, ana, { ...beside, who })
  const pair = { keepId: planted.personId, mergeId, evidence: 'told us' }
  const { mergeNumber } = await mergePeople(ctx, ana, pair)
  for (const verb of ['show', 'alike'])
    await expect(type(verb, String(mergeId))).rejects.toThrow(
      `Person ${mergeId} was joined to person ${planted.personId}. To part them again: earshot people unmerge ${mergeNumber} --as …`,
    )
  await expect(type('erase', String(mergeId), '--as', 'olga', '--yes')).rejects.toThrow(
    `Person ${mergeId} was joined to person ${planted.personId}. Give that number.`,
  )
  for (const args of [
    ['opt-out', String(mergeId)],
    ['opt-in', String(mergeId), '--because', 'wrote again'],
    ['manager', String(mergeId), 'ana'],
    ['merge', String(planted.personId), String(mergeId), '--because', 'told us'],
    ['link', String(mergeId), 'a@b.example', '--because', 'told us'],
    ['unlink', String(mergeId)],
    ['contact', String(mergeId), 'Rang again.', '--by', 'phone'],
  ])
    await expect(type(...args, '--as', 'olga')).rejects.toThrow(
      `Person ${mergeId} was joined to person ${planted.personId}. Give that number.`,
    )
  const third = await logContact(ctx, ana, { ...beside, who: { ...who, name: 'Ilse W.' } })
  await mergePeople(ctx, ana, { ...pair, keepId: third.personId, mergeId: planted.personId })
  await expect(type('opt-out', String(mergeId), '--as', 'ana')).rejects.toThrow(
    `joined to person ${third.personId}. Give that number.`,
  )
  await expect(type('show', '7')).rejects.toThrow('There is no person 7.')
  await expect(type('alike', 'seven')).rejects.toThrow('no number of a person')
})

it('writes lists over no other file, for the owner alone', async () => {
  const file = join(folder, 'list.csv')
  writeFileSync(file, 'the data')
  for (const list of ['list', 'week']) {
    await expect(type(list, '--csv', file)).rejects.toThrow(/is there already/)
    expect(readFileSync(file, 'utf8')).toBe('the data')
    const fresh = join(folder, `new-${list}.csv`)
    await type(list, '--csv', fresh)
    expect(statSync(fresh).mode & 0o777).toBe(0o600)
  }
})

it('finds a customer of a shop, too, and whoever they are here', async () => {
  const file = join(folder, 'held.json')
  await type('export', `shop:shop:${CANARY}@mail.example`, '--to', file, '--as', 'olga')
  const held = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown[]>
  expect(held['customers']).toMatchObject([{ purchases: [{ net: 4200 }] }])
  expect(held['accounts']).toHaveLength(1)
  await expect(type('export', 'shop:shop:nobody', '--to', file, '--as', 'olga')).rejects.toThrow(
    /no customer/,
  )
  await type('erase', `shop:shop:${CANARY}@mail.example`, '--as', 'olga', '--yes')
  expect(Object.fromEntries(await placesOf(db))).toEqual({})
})

it('erases by number or by account, and asks where somebody can be asked', async () => {
  const account = `bluesky:@${CANARY}.example`
  await expect(type('erase', account, '--as', 'olga')).rejects.toThrow('Say --yes')
  await expect(type('erase', account, '--as', 'ana', '--yes')).rejects.toThrow('role owner')
  await expect(type('erase', 'bluesky:nobody', '--as', 'olga', '--yes')).rejects.toThrow('Nobody')
  await type('erase', account, '--as', 'olga', '--yes')
  expect(Object.fromEntries(await placesOf(db))).toEqual({})
  const id = String(planted.personId)
  await expect(type('erase', id, '--as', 'olga', '--yes')).rejects.toThrow('have been erased')
})

it('leaves somebody in peace', async () => {
  await type('opt-out', String(planted.personId), '--as', 'ana')
  const rows = await db.kysely.selectFrom('opt_out').select('author_id').execute()
  expect(rows).toEqual([{ author_id: planted.authorId }])
})

it('shows what was written down of somebody in the words of the desk', async () => {
  await type('contact', 'Ilse Wolf', 'Rang.', '--by', 'phone', '--as', 'ana')
  const [, id = ''] = /person (\d+)/.exec(lines.at(-1) ?? '') ?? []
  await type('show', id)
  expect(lines.at(-1)).toMatch(/^ {2}Contact \d+\. On the phone, 19 November: Rang\.$/)
})

it('leaves whoever only rang in peace, too, until they want to hear from us again', async () => {
  const ctx = { db, clock }
  const ana = { staffId: 'ana', surface: 'cli' } as const
  const call = { way: 'phone', sentiment: 'neutral', intents: [], text: 'Rang.' } as const
  const { personId } = await logContact(ctx, ana, {
    ...call,
    who: { name: 'Ilse Wolf', brandId: 'juniper' },
  })
  const id = String(personId)
  const rules = async () => (await readPersonCard(db.kysely, personId))?.rules
  const back = (because: string) => type('opt-in', id, '--because', because, '--as', 'ana')
  await expect(back('wrote')).rejects.toThrow('did not ask to be left in peace')
  await type('opt-out', id, '--as', 'ana')
  expect(await rules()).toEqual(['They asked us not to write to them.'])
  await expect(back(' ')).rejects.toThrow('Say how you know')
  await back('rang and asked for the news')
  expect(await rules()).toEqual([])
})
