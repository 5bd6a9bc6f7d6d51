import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Command } from 'commander'
import { sumFeeling, summariseFeeling } from '../../analysis/figures/feeling.ts'
import { wilson } from '../../analysis/figures/intervals.ts'
import { measureNps } from '../../analysis/figures/nps.ts'
import { UsageError } from '../../core/errors.ts'
import { readScores } from '../../db/asks.ts'
import type { Database } from '../../db/database.ts'
import { readHours, readService } from '../../db/figures.ts'
import { readMentions } from '../../db/read-mentions.ts'
import { readRecoveryFigures } from '../../db/recoveries.ts'
import { npsWords } from '../../views/feedback-page.ts'
import { netWords, verdict } from '../../views/feeling-words.ts'
import { mentionLine, mentionsHead } from '../../views/mentions-table.ts'
import { turnedWords, unaddressedWords } from '../../views/recovery.ts'
import { count } from '../../views/words.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { writeTable } from '../write-table.ts'

const DAY_MS = 86_400_000

/** `report`: how people feel and how the team keeps its promises. */
export function addReport(program: Command, ctx: CommandContext): void {
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
        const recovery = await readRecoveries(db, brand.id, now - days * DAY_MS)
        const service = await readService(db.kysely, brand.id, now, now - days * DAY_MS)
        if (options.csv !== undefined) {
          const rows = await writeMentions(db, brand.id, now - days * DAY_MS, now, options.csv)
          out.say(`${count(rows, 'post is', 'posts are')} in ${options.csv}.`)
        }
        const { scores, asked } = await readScores(db.kysely, brand.id, now - days * DAY_MS)
        const recommend = { asked, ...measureNps(scores) }
        const { counts, n } = feeling
        const figures = {
          brand: brand.id,
          days,
          verdict: verdict(feeling, `in the last ${days} days`),
          mentions: { total: n + counts.unsure, ...counts },
          net: { net: feeling.net, ...feeling.interval, n },
          service,
          recovery,
          recommend,
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
        out.line(unaddressedWords(recovery))
        out.line(turnedWords(recovery))
        if (asked + recommend.n > 0) out.line(npsWords(recommend))
      })
    })
}

async function readRecoveries(db: Database, brandId: string, since: number) {
  const figures = await readRecoveryFigures(db.kysely, brandId, since)
  return { ...figures, interval: wilson(figures.turnedAround, figures.answered) }
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
