import type { Command } from 'commander'
import type { Who } from '../../actions/begin-person.ts'
import { logContact, undoContact } from '../../actions/log-contact.ts'
import { whoIsMeant } from '../../actions/who-is-meant.ts'
import { WAYS, type Way } from '../../core/contact.ts'
import { UsageError } from '../../core/errors.ts'
import { INTENTS, type Intent, type Sentiment } from '../../core/judgement.ts'
import { readWhen } from '../../core/when.ts'
import type { Database } from '../../db/database.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'

interface Flags {
  as: string
  by: string
  mood: string
  said: string
  at?: string
  about?: string
  brand?: string
  new?: boolean
  json?: boolean
}

/** `people contact`: writes down a call, a visit or a letter; `people uncontact` takes it back. */
export function addContact(people: Command, ctx: CommandContext): void {
  people
    .command('contact')
    .description('write down a call, a visit or a letter; it counts like a post')
    .argument(
      '<who>',
      'number of the person, "case:NUMBER", an @handle, or the name of somebody new',
    )
    .argument('<words...>', 'what it was about')
    .requiredOption('--as <staff>', 'who writes it down')
    .requiredOption('--by <way>', `how they were in touch: ${WAYS.join(', ')}`)
    .option('--mood <mood>', 'positive, neutral, negative or unsure', 'unsure')
    .option('--said <what>', `any of ${INTENTS.join(', ')}, with commas between`, '')
    .option('--at <when>', 'when it was, for example "2026-11-30 14:30"; now if left out')
    .option('--brand <id>', 'the brand of somebody new; the first one if left out')
    .option('--new', 'somebody new, though others go by this name')
    .option('--json', 'machine-readable output')
    .action(async (who: string, words: string[], flags: Flags) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const at = await readAt(ctx, db, flags)
        const done = await logContact(
          { db, clock: ctx.clock },
          { staffId: flags.as, surface: 'cli' },
          {
            who: await readWho(db, who, flags),
            way: flags.by as Way,
            sentiment: flags.mood as Sentiment,
            intents: flags.said.split(',').flatMap((one) => (one.trim() || []) as Intent | []),
            text: words.join(' '),
            ...(at === null ? {} : { at }),
          },
        )
        if (flags.json === true) return out.json(done)
        out.line(
          `Written down for person ${done.personId}. To take it back: earshot people uncontact ${done.contactId} --as ${flags.as}`,
        )
      })
    })
  people
    .command('uncontact')
    .description('take back a contact that was written down')
    .argument('<number>', 'of the contact')
    .requiredOption('--as <staff>', 'who takes it back')
    .action(async (number: string, flags: { as: string }) => {
      if (!/^\d{1,16}$/.test(number))
        throw new UsageError(
          `"${number}" is no number of a contact. "earshot people show" has them.`,
        )
      const actor = { staffId: flags.as, surface: 'cli' } as const
      await ctx.withDatabase(async (db) => {
        await undoContact({ db, clock: ctx.clock }, actor, Number(number))
        ctx.output(false).say('Taken back.')
      })
    })
}

async function readWho(db: Database, who: string, flags: Flags): Promise<Who> {
  if (/^\d{1,16}$/.test(who)) return { personId: Number(who) }
  const [, caseId] = /^case:(\d{1,16})$/.exec(who) ?? []
  if (caseId !== undefined) return { caseId: Number(caseId) }
  const { id: brandId } = await firstBrand(db, flags.brand)
  const meant = flags.new === true ? [] : await whoIsMeant(db, brandId, who)
  const [only] = meant
  if (only === undefined) return { name: who, brandId }
  if (meant.length === 1 && who.startsWith('@')) return only.who
  throw new UsageError(
    `"${who}" may be ${meant.map(({ label, value }) => `${label} (${value.startsWith('person:') ? value.slice('person:'.length) : 'write it with @'})`).join(', or ')}. Give the number, an @handle that one account has, or --new for somebody new.`,
  )
}

/** A moment in the zone of the brand. */
async function readAt(ctx: CommandContext, db: Database, flags: Flags): Promise<number | null> {
  if (flags.at === undefined) return null
  const { id } = await firstBrand(db, flags.brand)
  const { zone } = await db.kysely
    .selectFrom('brand')
    .select('zone')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const at = readWhen(flags.at, ctx.clock.now(), zone)
  if (at === null)
    throw new UsageError(`"${flags.at}" is no time. Write it like 2026-11-30 or 2026-11-30 14:30.`)
  return at
}
