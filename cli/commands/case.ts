import type { Command } from 'commander'
import {
  isPlainVerb,
  PLAIN_VERBS,
  performVerb,
  type VerbValues,
} from '../../actions/perform-verb.ts'
import { UsageError } from '../../core/errors.ts'
import type { CommandContext } from '../context.ts'

interface Flags {
  as: string
  to?: string
  text?: string
  until?: string
  word?: string
  into?: string
  give?: string
  worth?: string
  mood?: string
  json?: boolean
}

/** `case`: what staff do with a case, as the buttons in Slack and on the desk do. */
export function addCase(program: Command, ctx: CommandContext): void {
  const verbs = PLAIN_VERBS.map(typedName)
  program
    .command('case')
    .description(
      `do something with a case: ${verbs.join(', ')}. Replies and thanks leave only through their dialogs`,
    )
    .argument('<verb>', 'what to do')
    .argument('<case>', 'number of the case')
    .requiredOption('--as <staff>', 'the member of staff who does it')
    .option('--to <staff>', 'the colleague, for assign, hand-over and kudos')
    .option('--text <words>', 'for note, hand-over, escalate, amends and answered-elsewhere')
    .option('--until <when>', 'for snooze and follow-up: 4h, 3d, tomorrow, monday, 2026-12-01')
    .option('--word <word>', 'for mute-word and unmute-word')
    .option('--into <case>', 'for merge: the case that stays')
    .option('--give <what>', 'for amends: playbook/gift, as "earshot export" names them')
    .option('--worth <amount>', 'for amends: what it was worth, such as 4.50')
    .option('--mood <mood>', 'for mood: positive, neutral or negative')
    .option('--json', 'machine-readable output')
    .action(async (typed: string, number: string, flags: Flags) => {
      const verb = `case.${typed.replaceAll('-', '_')}`
      if (!isPlainVerb(verb)) throw new UsageError(refusalOf(typed, verbs))
      if (!/^\d{1,16}$/.test(number)) throw new UsageError(`"${number}" is no case number.`)
      const caseId = Number(number)
      const actor = { staffId: flags.as, surface: 'cli' as const }
      await ctx.withDatabase((db) =>
        performVerb({ db, clock: ctx.clock }, actor, { verb, caseId, values: valuesOf(flags) }),
      )
      const out = ctx.output(flags.json === true)
      if (flags.json === true) out.json({ case: caseId, done: typed })
      else out.say('Done.')
    })
}

function valuesOf(flags: Flags): VerbValues {
  const { to, text, until, word, into, give, worth, mood } = flags
  return { to, text, when: until, word, into, give, worth, mood }
}

function typedName(verb: string): string {
  return verb.replace('case.', '').replaceAll('_', '-')
}

function refusalOf(typed: string, verbs: readonly string[]): string {
  if (typed === 'reply' || typed === 'thank')
    return 'Words leave only through the Reply and Thank dialogs, in Slack or on the desk.'
  return `"${typed}" is no verb. It is one of: ${verbs.join(', ')}.`
}
