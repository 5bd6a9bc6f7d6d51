import type { Command } from 'commander'
import { markAccount, SIDES } from '../../actions/mark-account.ts'
import { proposeSame } from '../../actions/propose-same.ts'
import { UsageError } from '../../core/errors.ts'
import type { Side } from '../../db/account-side.ts'
import { sureWord } from '../../views/person-ties.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { readPerson } from '../read-person.ts'
import { findWho } from './people-rights.ts'

/** `people side` says whose account one is; `people alike` who may be the same person. */
export function addSide(people: Command, ctx: CommandContext): void {
  people
    .command('side')
    .description(`say whose account this is: ${SIDES.join(', ')}`)
    .argument('<account>', 'network:id or network:handle')
    .argument('<side>', '"customer" takes the others back')
    .requiredOption('--as <staff>', 'who says so')
    .option('--brand <id>', 'the brand; the first one if left out')
    .action(async (account: string, side: string, flags: { as: string; brand?: string }) => {
      await ctx.withDatabase(async (db) => {
        const found = await findWho(db, account)
        if (!('authorId' in found)) throw new UsageError('Give an account, like bluesky:name.')
        const input = { ...found, brandId: (await firstBrand(db, flags.brand)).id }
        const actor = { staffId: flags.as, surface: 'cli' } as const
        await markAccount({ db, clock: ctx.clock }, actor, { ...input, side: side as Side })
        ctx.output(false).say('Done.')
      })
    })
  people
    .command('alike')
    .description('people who may be the same as this one; "people merge" says that they are')
    .argument('<id>', 'number of the person')
    .option('--json', 'machine-readable output')
    .action(async (id: string, flags: { json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const person = await readPerson(db, id)
        const found = await proposeSame(db, { id: person.id, brandId: person.brand_id })
        if (flags.json === true) return out.json(found)
        if (found.length === 0) out.say('Nobody looks like them, or a network forbids tying them.')
        for (const one of found)
          out.line(
            `${one.id}\t${sureWord(one.confidence)}\t${one.name}\t${one.evidence.join(', ')}`,
          )
      })
    })
}
