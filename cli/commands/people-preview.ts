import type { Command } from 'commander'
import { previewRules } from '../../actions/preview-rules.ts'
import { UsageError } from '../../core/errors.ts'
import { movesHead, moveWords } from '../../views/rules-page.ts'
import { readConfigFile } from '../config-file.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'

/** `people preview`: who would move by the rules of a file; nothing is changed. */
export function addPreview(people: Command, ctx: CommandContext): void {
  people
    .command('preview')
    .description('who would move by the rules under "people:" of a settings file; changes nothing')
    .argument('[file]', 'the settings', 'earshot.yaml')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--json', 'machine-readable output')
    .action(async (file: string, flags: { brand?: string; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      const read = readConfigFile(file)
      if (read === null) throw new UsageError(`There is no file ${file}.`)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        const look = { now: ctx.clock.now(), most: Number.POSITIVE_INFINITY }
        const preview = await previewRules(db.kysely, brand.id, read.config.people, look)
        if (flags.json === true) return out.json(preview)
        out.line(movesHead(preview))
        for (const move of preview.moves) out.line(`${move.id}\t${move.name}\t${moveWords(move)}`)
      })
    })
}
