import type { Command } from 'commander'
import { readWeekLists, WEEK_LISTS } from '../../db/week-lists.ts'
import { LIST_NAMES, listedWords, weekTable } from '../../views/week-lists.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { writeTable } from '../write-table.ts'

const MOST = 1000

/** `people week`: the lists that a team goes through once a week. */
export function addWeek(people: Command, ctx: CommandContext): void {
  people
    .command('week')
    .description('new advocates, who moved up, is at risk, was let down twice, waits for thanks')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--csv <file>', 'write the lists as a table for spreadsheets')
    .option('--json', 'machine-readable output')
    .action(async (flags: { brand?: string; csv?: string; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        const lists = await readWeekLists(db.kysely, brand.id, ctx.clock.now(), MOST)
        if (flags.csv !== undefined) {
          writeTable(flags.csv, weekTable(lists))
          out.say(`The lists are in ${flags.csv}.`)
        }
        if (flags.json === true) return out.json(lists)
        if (flags.csv !== undefined) return
        for (const list of WEEK_LISTS) {
          out.line(`${LIST_NAMES[list] ?? list}: ${lists[list].length}`)
          for (const one of lists[list])
            out.line(`  ${one.id}\t${one.name}\t${listedWords(list, one)}`)
        }
      })
    })
}
