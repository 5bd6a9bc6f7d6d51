import type { Command } from 'commander'
import { askFeedback } from '../../actions/ask-feedback.ts'
import { measureNps } from '../../analysis/figures/nps.ts'
import { SELECTION_FORMS } from '../../core/ask.ts'
import { UsageError } from '../../core/errors.ts'
import { readScores } from '../../db/asks.ts'
import { readFeedbackSettings } from '../../db/feedback-settings.ts'
import { askWords } from '../../views/ask-words.ts'
import { npsWords } from '../../views/feedback-page.ts'
import { openCheckedSeal } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'
import { deskAddress } from '../desk-address.ts'
import { firstBrand } from '../first-brand.ts'

const DAYS = 90
const DAY_MS = 86_400_000

/** `feedback …`: links to the page of the one question, and what was answered. */
export function addFeedback(program: Command, ctx: CommandContext): void {
  const feedback = program
    .command('feedback')
    .description('ask everybody of a kind one question, and read what they answered')
  addAsk(feedback, ctx)
  feedback
    .command('show')
    .description(
      'how likely people are to recommend you, in the last 90 days: of how many answers, and how sure it is',
    )
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--json', 'machine-readable output')
    .action(async (flags: { brand?: string; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        const since = ctx.clock.now() - DAYS * DAY_MS
        const { scores, asked } = await readScores(db.kysely, brand.id, since)
        const nps = measureNps(scores)
        if (flags.json === true) return out.json({ days: DAYS, asked, ...nps })
        out.line(npsWords(nps))
      })
    })
}

function addAsk(feedback: Command, ctx: CommandContext): void {
  feedback
    .command('ask')
    .description('make a personal link for everybody of a kind; nothing is sent')
    .argument('<kind>', SELECTION_FORMS)
    .requiredOption('--as <staff>', 'who asks')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--at-most <number>', 'so many, drawn by lot')
    .option('--despite-pause <reason>', 'an owner asks again though the pause is not over')
    .option('--json', 'machine-readable output')
    .action(
      async (
        selection: string,
        flags: {
          as: string
          brand?: string
          atMost?: string
          despitePause?: string
          json?: boolean
        },
      ) => {
        if (flags.atMost !== undefined && !/^\d{1,5}$/.test(flags.atMost))
          throw new UsageError(`--at-most is "${flags.atMost}". Use a number.`)
        const out = ctx.output(flags.json === true)
        await ctx.withDatabase(async (db) => {
          const brand = await firstBrand(db, flags.brand)
          const { fingerprint } = await openCheckedSeal(ctx, db)
          const { address } = await readFeedbackSettings(db.kysely)
          const base = (address ?? deskAddress(ctx.env)).replace(/\/+$/, '')
          const actor = { staffId: flags.as, surface: 'cli' } as const
          const { asked, left } = await askFeedback({ db, clock: ctx.clock, fingerprint }, actor, {
            brandId: brand.id,
            selection,
            atMost: flags.atMost === undefined ? null : Number(flags.atMost),
            ...(flags.despitePause === undefined ? {} : { despite: flags.despitePause }),
          })
          const links = asked.map(({ token, ...one }) => ({ ...one, link: `${base}/f/${token}` }))
          if (flags.json === true) return out.json({ asked: links, left })
          for (const { name, network, handle, link } of links)
            out.line([name, `${handle ?? ''} on ${network}`.trim(), link].join('\t'))
          out.say(askWords(asked.length, left))
          if (base.startsWith('http://'))
            out.say(
              'These links work on this machine only. Set feedback.address in earshot.yaml to where people reach it.',
            )
        })
      },
    )
}
