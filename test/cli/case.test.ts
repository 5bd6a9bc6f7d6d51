import { Command, CommanderError } from 'commander'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCase } from '../../cli/commands/case.ts'
import type { CommandContext } from '../../cli/context.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { TODAY } from '../support/engines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

const clock = createSimulatedClock(TODAY)
let db: Database
let caseId: number
let said: string[]

beforeEach(async () => {
  said = []
  db = await openMemory({ clock })
  caseId = await seedCase(db, (await seedShop(db)).authorId)
})

afterEach(() => db.close())

/** Types a command line; "done" or what it complains of. */
async function type(...args: string[]): Promise<string> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  const output = {
    line: (text: string) => said.push(text),
    json: (value: unknown) => said.push(JSON.stringify(value)),
    say: (text: string) => said.push(text),
  }
  const ctx = {
    clock,
    output: () => output,
    withDatabase: (act: (db: Database) => Promise<unknown>) => act(db),
  } as unknown as CommandContext
  addCase(program, ctx)
  try {
    await program.parseAsync(['node', 'earshot', 'case', ...args])
    return 'done'
  } catch (error) {
    return error instanceof CommanderError ? error.code : messageOf(error)
  }
}

const row = () =>
  db.kysely.selectFrom('case').selectAll().where('id', '=', caseId).executeTakeFirstOrThrow()

describe('earshot case', () => {
  it('does what the buttons do, for a named member of staff', async () => {
    expect(await type('claim', String(caseId), '--as', 'ana')).toBe('done')
    expect(
      await type('hand-over', String(caseId), '--as', 'ana', '--to', 'sam', '--text', 'Dutch'),
    ).toBe('done')
    expect(await type('follow-up', String(caseId), '--as', 'sam', '--until', '2d', '--json')).toBe(
      'done',
    )
    expect(await row()).toMatchObject({
      owner_id: 'sam',
      follow_up_at: Date.UTC(2026, 10, 21, 9),
    })
    expect(said).toEqual(['Done.', 'Done.', `{"case":${caseId},"done":"follow-up"}`])
    const surfaces = await db.kysely.selectFrom('audit').select('surface').distinct().execute()
    expect(surfaces).toEqual([{ surface: 'cli' }])
  })

  it('refuses what the role may not, and what is no verb', async () => {
    expect(await type('claim', String(caseId), '--as', 'vic')).toContain('needs the role agent')
    expect(await type('ignore-author', String(caseId), '--as', 'ana')).toContain('role approver')
    expect(await type('claim', String(caseId))).toBe('commander.missingMandatoryOptionValue')
    expect(await type('claim', 'twelve', '--as', 'ana')).toContain('"twelve" is no case number.')
    expect(await type('dance', String(caseId), '--as', 'ana')).toContain('It is one of: claim')
    expect(await row()).toMatchObject({ version: 1 })
  })

  it('sends no words out', async () => {
    for (const verb of ['reply', 'thank'])
      expect(await type(verb, String(caseId), '--as', 'olga', '--text', 'Sorry')).toContain(
        'Words leave only through the Reply and Thank dialogs',
      )
    expect(await db.kysely.selectFrom('reply').selectAll().execute()).toEqual([])
  })
})
