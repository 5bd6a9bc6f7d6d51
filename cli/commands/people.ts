import { once } from 'node:events'
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { CsvError, parse } from 'csv-parse/sync'
import { importCodes } from '../../actions/import-codes.ts'
import { sumFeeling, summariseFeeling } from '../../analysis/figures/feeling.ts'
import { UsageError } from '../../core/errors.ts'
import { isNetwork, networkName } from '../../core/network.ts'
import type { Database } from '../../db/database.ts'
import { readHours, readPeople, readService } from '../../db/figures.ts'
import { readMentions } from '../../db/read-mentions.ts'
import { netWords, verdict } from '../../views/feeling-words.ts'
import { mentionLine, mentionsHead } from '../../views/mentions-table.ts'
import { peopleTable } from '../../views/people-table.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { openSeal } from '../home.ts'

const DAY_MS = 86_400_000
const MAX_PEOPLE = 10_000

/** `people list`, `report`, `codes import`: who, how it goes, what can be given. */
export function addPeople(program: Command, ctx: CommandContext): void {
  program
    .command('people')
    .description('advocates and people at risk, with the rule and its evidence')
    .command('list')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--csv <file>', 'write them as a table for spreadsheets')
    .option('--json', 'machine-readable output')
    .action(async (options: { brand?: string; csv?: string; json?: boolean }) => {
      const out = ctx.output(options.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, options.brand)
        const people = await readPeople(db.kysely, brand.id, MAX_PEOPLE)
        if (options.csv !== undefined) {
          writeTable(options.csv, peopleTable(people))
          out.say(`${people.length} people are in ${options.csv}.`)
          return options.json === true ? out.json({ people: people.length }) : undefined
        }
        if (options.json === true) return out.json(people)
        if (people.length === 0)
          out.say(
            'Nobody yet: it takes two kind posts on different days, or two bad ones in a year.',
          )
        for (const p of people)
          out.line(
            `${p.advocate === 1 ? 'advocate' : `strike ${p.strikes}`}\t${p.name}\t${isNetwork(p.network) ? networkName(p.network) : p.network}\t${p.posts.length} posts`,
          )
      })
    })

  program
    .command('report')
    .description("the owner's figures")
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--since <days>', 'how far back, for example 7d', '7d')
    .option('--csv <file>', 'write every post behind them as a table for spreadsheets')
    .option('--json', 'machine-readable output')
    .action(async (options: { brand?: string; since: string; csv?: string; json?: boolean }) => {
      const days = Number(/^(\d{1,3})d$/.exec(options.since)?.[1])
      if (!Number.isInteger(days) || days < 1)
        throw new UsageError(`--since is "${options.since}". Use days, for example 7d.`)
      const out = ctx.output(options.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, options.brand)
        const now = ctx.clock.now()
        const hours = await readHours(db.kysely, brand.id, now - days * DAY_MS, now)
        const feeling = summariseFeeling(sumFeeling(hours))
        const service = await readService(db.kysely, brand.id, now, now - days * DAY_MS)
        if (options.csv !== undefined) {
          const rows = await writeMentions(db, brand.id, now - days * DAY_MS, now, options.csv)
          out.say(`${rows} posts are in ${options.csv}.`)
        }
        const { counts, n } = feeling
        const figures = {
          brand: brand.id,
          days,
          verdict: verdict(feeling, `in the last ${days} days`),
          mentions: { total: n + counts.unsure, ...counts },
          net: { net: feeling.net, ...feeling.interval, n },
          service,
        }
        if (options.json === true) return out.json(figures)
        out.line(figures.verdict)
        out.line(
          `Mentions: ${n + counts.unsure} (${counts.positive} happy, ${counts.neutral} neutral, ${counts.negative} unhappy, ${counts.unsure} unsure)`,
        )
        out.line(netWords(feeling))
        out.line(
          `Open cases: ${service.open}, of them late: ${service.late}. Answered: ${service.answered}.`,
        )
      })
    })

  program
    .command('codes')
    .description('gift codes')
    .command('import')
    .argument('<file>', 'CSV with the columns code and, if you like, expires_at')
    .requiredOption('--reward <id>', 'the gift that these codes are for')
    .requiredOption('--as <staff>', 'the owner who imports them')
    .action(async (file: string, options: { reward: string; as: string }) => {
      const rows = readCodeRows(file)
      const codes = rows.map((row, i) => readCode(row, i + 2))
      const out = ctx.output(false)
      await ctx.withDatabase(async (db) => {
        const done = await importCodes(
          { db, clock: ctx.clock, seal: openSeal(ctx.env) },
          { staffId: options.as, surface: 'cli' },
          { poolId: options.reward, codes },
        )
        out.line(`${done.added} codes added, ${done.known} were known already.`)
      })
    })
}

async function writeMentions(
  db: Database,
  brandId: string,
  from: number,
  to: number,
  file: string,
): Promise<number> {
  writeTable(file, mentionsHead())
  const table = createWriteStream(file, { flags: 'a' })
  let rows = 0
  for await (const mention of readMentions(db.kysely, brandId, from, to)) {
    if (!table.write(mentionLine(mention))) await once(table, 'drain')
    rows++
  }
  table.end()
  await finished(table)
  return rows
}

/** Spreadsheets take a file for UTF-8 only when it begins with this mark. */
function writeTable(file: string, text: string): void {
  try {
    writeFileSync(file, `\uFEFF${text}`)
  } catch (cause) {
    throw new UsageError(
      `The file ${file} could not be written. Check its folder and its rights.`,
      {
        cause,
      },
    )
  }
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
