import { Command } from 'commander'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addSources } from '../../cli/commands/sources.ts'
import type { CommandContext } from '../../cli/context.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { TODAY } from '../support/engines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedShop } from '../support/seed.ts'

const clock = createSimulatedClock(TODAY)
let db: Database
let said: string[]

beforeEach(async () => {
  said = []
  db = await openMemory({ clock })
  await seedShop(db)
  for (const [id, network, state] of [
    ['town', 'mastodon', 'degraded'],
    ['press', 'feed', 'live'],
  ] as const) {
    const row = { id, network, config: '{}', enabled: 1, created_at: TODAY }
    await db.kysely.insertInto('connection').values(row).execute()
    const health = {
      connection_id: id,
      received: 0,
      quarantined: 0,
      state,
      detail: state === 'live' ? null : 'It answers 502.',
    }
    await db.kysely
      .insertInto('health')
      .values({ ...health, updated_at: TODAY })
      .execute()
  }
})
afterEach(() => db.close())

/** Types a command line; "done" or what it complains of. */
async function type(...args: string[]): Promise<string> {
  const program = new Command()
  addSources(program, {
    clock,
    output: () => ({
      line: (text: string) => said.push(text),
      say: (text: string) => said.push(text),
    }),
    withDatabase: (act: (db: Database) => Promise<unknown>) => act(db),
  } as unknown as CommandContext)
  try {
    await program.parseAsync(['sources', ...args], { from: 'user' })
    return 'done'
  } catch (error) {
    return messageOf(error)
  }
}

it('says how each source is, and looks at one in trouble when a member of staff asks', async () => {
  expect(await type()).toBe('done')
  expect(said).toEqual([
    'Feed (press): Live, no post yet.',
    'Mastodon (town): In trouble, trying again, no post yet. It answers 502.',
  ])
  expect(await type('check', 'town', '--as', 'ana')).toBe('done')
  const audit = await db.kysely.selectFrom('audit').select(['action', 'surface']).execute()
  expect(audit).toEqual([{ action: 'source.check', surface: 'cli' }])
  expect(await type('check', 'press', '--as', 'ana')).toContain('listens already')
  expect(await type('check', 'nowhere', '--as', 'ana')).toContain('no longer connected')
  expect(await type('check', 'town', '--as', 'vic')).toContain('needs the role agent')
})
