import type { Command } from 'commander'
import { checkSource } from '../../actions/check-source.ts'
import { monthOf } from '../../core/month.ts'
import { readSources } from '../../db/figures.ts'
import { sourceSays } from '../../views/source-words.ts'
import type { CommandContext } from '../context.ts'

/** `sources`: how each is; `sources check`: looks now at one in trouble, as the button in Slack and on the desk does. */
export function addSources(program: Command, ctx: CommandContext): void {
  const sources = program
    .command('sources')
    .description('how every source is, and the last post that it brought')
    .option('--json', 'machine-readable output')
    .action(async (flags: { json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      const now = ctx.clock.now()
      const found = await ctx.withDatabase((db) => readSources(db.kysely, monthOf(now)))
      if (flags.json === true) return out.json(found)
      if (found.length === 0) out.line('No source is connected.')
      for (const source of found) out.line(sourceSays(source, now, 'UTC'))
    })
  sources
    .command('check')
    .description('look now at a source in trouble, instead of when it would by itself')
    .argument('<source>', 'its id, as "earshot sources" names it')
    .requiredOption('--as <staff>', 'the member of staff who does it')
    .action(async (sourceId: string, { as }: { as: string }) => {
      const actor = { staffId: as, surface: 'cli' as const }
      await ctx.withDatabase((db) => checkSource({ db, clock: ctx.clock }, actor, sourceId))
      ctx.output(false).say('It is looked at within a few seconds, where the desk runs.')
    })
}
