import type { Command } from 'commander'
import { judgeDigest } from '../../analysis/figures/judge-digest.ts'
import { dateAt } from '../../core/digest-time.ts'
import { UsageError } from '../../core/errors.ts'
import { readDigestFacts } from '../../db/digest-facts.ts'
import { readDigestWords } from '../../db/digest-words.ts'
import { digestCard } from '../../views/digest-card.ts'
import { digestText } from '../../views/digest-text.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'

/** `digest`: what would be told now; nothing is sent. */
export function addDigest(program: Command, ctx: CommandContext): void {
  program
    .command('digest')
    .description('print the digest as it would be sent now; sends nothing')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--day', 'of yesterday (the usual)')
    .option('--week', 'of the last seven days')
    .option('--json', 'machine-readable output')
    .action(async (options: { brand?: string; day?: boolean; week?: boolean; json?: boolean }) => {
      if (options.day === true && options.week === true)
        throw new UsageError('Use either --day or --week.')
      const out = ctx.output(options.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, options.brand)
        const now = ctx.clock.now()
        const kind = options.week === true ? 'week' : 'day'
        const about = { kind, day: dateAt(brand.zone, now) } as const
        const facts = await readDigestFacts(db.kysely, brand.id, about, now)
        const words = await readDigestWords(db.kysely, facts)
        const judged = judgeDigest(facts)
        const card = digestCard({ facts, words, judged, mayReply: () => true })
        if (options.json === true) return out.json({ facts, judged, text: card })
        for (const line of digestText(card).split('\n')) out.line(line)
      })
    })
}
