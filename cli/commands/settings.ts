import type { Command } from 'commander'
import { stringify } from 'yaml'
import { applyConfig } from '../../actions/apply-config.ts'
import { configJsonSchema } from '../../core/config.ts'
import { UsageError } from '../../core/errors.ts'
import { readConfigFile } from '../config-file.ts'
import type { CommandContext } from '../context.ts'
import { exportConfig } from '../export-config.ts'
import { databaseName } from '../home.ts'

/** `apply`, `export`, `migrate`: settings and tables. */
export function addSettings(program: Command, ctx: CommandContext): void {
  program
    .command('apply')
    .description('take the settings of a file; says what changes and what people edited since')
    .argument('[file]', 'settings', ctx.configFile)
    .option('--force', 'overwrite what people edited on the desk or in Slack since')
    .option('--json', 'machine-readable output')
    .action(async (file: string, options: { force?: boolean; json?: boolean }) => {
      const read = readConfigFile(file)
      if (read === null)
        throw new UsageError(
          `There is no file "${file}". Run "earshot listen YOUR-BRAND" to make one.`,
        )
      const out = ctx.output(options.json === true)
      await ctx.withDatabase(async (db) => {
        const done = await applyConfig({ db, clock: ctx.clock }, read.config, {
          hash: read.hash,
          force: options.force === true,
          by: 'cli',
        })
        if (options.json === true) return out.json(done)
        for (const change of done.changes) out.line(change)
        for (const kept of done.kept) out.line(kept)
        if (done.changes.length + done.kept.length === 0) out.line('Nothing to change.')
        if (done.kept.length > 0) out.say("Use --force to take the file's version all the same.")
      })
    })

  program
    .command('export')
    .description('print the settings that are in force, as earshot.yaml')
    .option('--schema', 'print the JSON Schema of earshot.yaml instead')
    .action(async (options: { schema?: boolean }) => {
      const out = ctx.output(false)
      if (options.schema === true) return out.line(JSON.stringify(configJsonSchema(), null, 2))
      await ctx.withDatabase(async (db) => out.line(stringify(await exportConfig(db)).trimEnd()))
    })

  program
    .command('migrate')
    .description('bring the tables of the database up to date')
    .action(async () => {
      const out = ctx.output(false)
      await ctx.withDatabase(async (db) =>
        out.line(`The ${databaseName(db)} database is up to date.`),
      )
    })
}
