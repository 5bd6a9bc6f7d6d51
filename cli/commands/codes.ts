import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { CsvError, parse } from 'csv-parse/sync'
import { importCodes } from '../../actions/import-codes.ts'
import { UsageError } from '../../core/errors.ts'
import { count } from '../../views/words.ts'
import { openCheckedSeal } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'

/** `codes import`: what can be given. */
export function addCodes(program: Command, ctx: CommandContext): void {
  program
    .command('codes')
    .description('gift codes')
    .command('import')
    .description('take the codes of a gift from a CSV file; the same again adds nothing')
    .argument('<file>', 'CSV with the columns code and, if you like, expires_at')
    .requiredOption('--reward <id>', 'the gift that these codes are for')
    .requiredOption('--as <staff>', 'the owner who imports them')
    .action(async (file: string, options: { reward: string; as: string }) => {
      const rows = readCodeRows(file)
      const codes = rows.map((row, i) => readCode(row, i + 2))
      const out = ctx.output(false)
      await ctx.withDatabase(async (db) => {
        const done = await importCodes(
          { db, clock: ctx.clock, seal: await openCheckedSeal(ctx, db) },
          { staffId: options.as, surface: 'cli' },
          { poolId: options.reward, codes },
        )
        out.line(`${count(done.added, 'code')} added, ${done.known} known already.`)
      })
    })
}

function readCodeRows(file: string): Record<string, string>[] {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (cause) {
    throw new UsageError(`The file ${file} could not be read. Check its name and its rights.`, {
      cause,
    })
  }
  try {
    return parse(content, { columns: true, bom: true, trim: true, skip_empty_lines: true })
  } catch (cause) {
    // The parser's own words may hold a code.
    const line =
      cause instanceof CsvError && typeof cause['lines'] === 'number' ? cause['lines'] : 1
    throw new UsageError(
      `${file} is not a table: look at line ${line} for a quotation mark or a comma too many.`,
      { cause },
    )
  }
}

function readCode(row: Record<string, string>, line: number) {
  const code = row['code'] ?? ''
  if (code === '') throw new UsageError(`Line ${line} has no code. The file needs a column "code".`)
  const text = row['expires_at'] ?? ''
  const expiresAt = text === '' ? null : Date.parse(text)
  if (expiresAt !== null && Number.isNaN(expiresAt))
    throw new UsageError(`Line ${line}: expires_at is "${text}". Use a date such as 2027-01-31.`)
  return { code, expiresAt }
}
