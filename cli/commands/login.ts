import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { createLoginLink } from '../../db/sessions.ts'
import type { CommandContext } from '../context.ts'
import { deskAddress } from '../desk-address.ts'

/** `login`: a one-time link to the desk. */
export function addLogin(program: Command, ctx: CommandContext): void {
  program
    .command('login')
    .description('print a one-time link to the web desk (15 minutes)')
    .option('--staff, --as <id>', 'who signs in; the first owner if left out')
    .option('--port <number>', 'port of the desk')
    .action(async (options: { as?: string; port?: string }) => {
      const out = ctx.output(false)
      await ctx.withDatabase(async (db) => {
        let query = db.kysely
          .selectFrom('staff')
          .select(['id', 'name'])
          .where('disabled_at', 'is', null)
        query =
          options.as === undefined
            ? query.where('role', '=', 'owner')
            : query.where('id', '=', options.as)
        const staff = await query.orderBy('id').executeTakeFirst()
        if (staff === undefined)
          throw new UsageError(
            options.as === undefined
              ? 'Nobody on the team is an owner yet. Add one under "staff:" in earshot.yaml and run "earshot apply".'
              : `Nobody on the team has the id "${options.as}". Look under "staff:" in earshot.yaml.`,
          )
        const token = randomBytes(32).toString('base64url')
        await createLoginLink(db.kysely, { token, staffId: staff.id, now: ctx.clock.now() })
        out.say(`For ${staff.name}; works once, for 15 minutes:`)
        out.line(`${deskAddress(ctx.env, options.port)}/sign-in#${token}`)
      })
    })
}
