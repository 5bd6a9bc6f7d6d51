import type { Command } from 'commander'
import { lookAhead } from '../../actions/look-ahead.ts'
import { markBuilt } from '../../actions/mark-built.ts'
import { beforeWords, dueWords } from '../../views/ahead-page.ts'
import { count } from '../../views/words.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'

const MOST = 200

/** `people ahead`: who is due, whom to tell, who answered for us; `people built` says that a wish came true. */
export function addAhead(people: Command, ctx: CommandContext): void {
  people
    .command('ahead')
    .description(
      'who is due by their own rhythm, whom to tell of what was built, who answered for you',
    )
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--json', 'machine-readable output')
    .action(async (flags: { brand?: string; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        const now = ctx.clock.now()
        const ahead = await lookAhead(db.kysely, brand.id, { now, limit: MOST })
        if (flags.json === true) return out.json(ahead)
        for (const one of ahead.due)
          out.line(
            [
              one.id,
              one.name,
              dueWords(one, { now, zone: brand.zone }),
              beforeWords(one).join('; '),
            ]
              .join('\t')
              .trimEnd(),
          )
        for (const one of ahead.built)
          out.line(
            `${one.what}: tell ${one.tell.map(({ id, name }) => `${name} (${id})`).join(', ') || 'nobody'}`,
          )
        for (const one of ahead.helpers)
          out.line(`${one.id}\t${one.name}\tanswered ${count(one.n, 'question')} of others`)
      })
    })
  people
    .command('built')
    .description('say that something is there now that people asked for')
    .argument('<what>', 'what is there now')
    .requiredOption('--words <words>', 'the words they asked for it by, with commas between')
    .requiredOption('--as <staff>', 'who says so')
    .option('--brand <id>', 'the brand; the first one if left out')
    .action(async (what: string, flags: { words: string; as: string; brand?: string }) => {
      await ctx.withDatabase(async (db) => {
        const { id: brandId } = await firstBrand(db, flags.brand)
        const actor = { staffId: flags.as, surface: 'cli' } as const
        const words = flags.words.split(',')
        await markBuilt({ db, clock: ctx.clock }, actor, { brandId, what, words })
        ctx.output(false).say('Done. "earshot people ahead" says whom to tell.')
      })
    })
}
