import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { systemClock } from '../core/clock.ts'
import { environment } from '../core/environment.ts'
import { messageOf, RefusedError, UsageError } from '../core/errors.ts'
import { redact } from '../core/redact.ts'
import { type CommandContext, withDatabase } from './context.ts'
import { createOutput, printable } from './output.ts'

const INTRO = `Hear every mention, mend every complaint, thank every fan, from Slack.

New here? Look around first:         earshot demo
Then listen to your own brand:       earshot listen "Your brand"
Then let the team answer in Slack:   earshot setup slack`

type AddCommands = (program: Command, ctx: CommandContext) => void

/** Every command in its own file, read only when it is asked for: the libraries of networks take a second to load. */
const COMMANDS: readonly { names: readonly string[]; load: () => Promise<AddCommands> }[] = [
  { names: ['start'], load: async () => (await import('./commands/start.ts')).addStart },
  { names: ['demo'], load: async () => (await import('./commands/demo.ts')).addDemo },
  { names: ['listen'], load: async () => (await import('./commands/listen.ts')).addListen },
  { names: ['import'], load: async () => (await import('./commands/import.ts')).addImport },
  { names: ['query'], load: async () => (await import('./commands/query.ts')).addQuery },
  { names: ['classify'], load: async () => (await import('./commands/classify.ts')).addClassify },
  { names: ['case'], load: async () => (await import('./commands/case.ts')).addCase },
  { names: ['correct'], load: async () => (await import('./commands/correct.ts')).addCorrect },
  { names: ['train'], load: async () => (await import('./commands/train.ts')).addTrain },
  { names: ['evaluate'], load: async () => (await import('./commands/evaluate.ts')).addEvaluate },
  { names: ['setup', 'doctor'], load: async () => (await import('./commands/setup.ts')).addSetup },
  {
    names: ['apply', 'export', 'migrate'],
    load: async () => (await import('./commands/settings.ts')).addSettings,
  },
  {
    names: ['backup', 'restore'],
    load: async () => (await import('./commands/backup.ts')).addBackup,
  },
  { names: ['digest'], load: async () => (await import('./commands/digest.ts')).addDigest },
  { names: ['sources'], load: async () => (await import('./commands/sources.ts')).addSources },
  { names: ['login'], load: async () => (await import('./commands/login.ts')).addLogin },
  {
    names: ['people', 'report', 'codes'],
    load: async () => (await import('./commands/people.ts')).addPeople,
  },
]

/** Builds the command with what the command line asks for; with everything where it asks for help. */
async function createProgram(ctx: CommandContext, asked: string | undefined): Promise<Command> {
  const program = new Command('earshot')
  program.description(INTRO).version(readVersion()).exitOverride()
  const wanted = COMMANDS.filter(({ names }) => asked !== undefined && names.includes(asked))
  const isVersion = asked === '--version' || asked === '-V'
  const adders = await Promise.all(
    (wanted.length > 0 || isVersion ? wanted : COMMANDS).map(({ load }) => load()),
  )
  for (const add of adders) add(program, ctx)
  pointToHelp(program, 'earshot')
  return program
}

/** The one place where it stands is package.json. */
function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** After a slip each command points to its own help, and to where the names of the team stand. */
function pointToHelp(command: Command, typed: string): void {
  const team = command.options.some(({ long }) => long === '--as')
    ? '; for --as take an id of your team, as under staff: in earshot.yaml'
    : ''
  command.showHelpAfterError(`(${typed} --help tells what there is${team})`)
  for (const sub of command.commands) pointToHelp(sub, `${typed} ${sub.name()}`)
}

/** Runs a command line; 0 done, 1 failed, 2 wrong use or configuration. */
async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)))
  // A reader that went away (| head) ends the command quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const ctx: CommandContext = {
    env: environment,
    clock: systemClock,
    random: Math.random,
    output: (json) => createOutput(json, process),
    withDatabase: withDatabase(environment, systemClock, Math.random),
    signal: stop.signal,
    configFile: environment('EARSHOT_CONFIG') ?? 'earshot.yaml',
  }
  try {
    await (await createProgram(ctx, args[2])).parseAsync([...args])
    // A command that did its work and found something broken (doctor) has said so already.
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`${printable(redact(wordsOf(error)))}\n`)
    return error instanceof UsageError || error instanceof RefusedError ? 2 : 1
  }
}

/** The desk speaks to whoever signed in; here it is an id that somebody typed. */
function wordsOf(error: unknown): string {
  return error instanceof RefusedError && error.code === 'not_staff'
    ? 'Nobody on the team has the id given with --as. Look under "staff:" in earshot.yaml.'
    : messageOf(error)
}

process.exitCode = await main(process.argv)
// A library that still holds a socket must not keep a finished command alive.
setTimeout(() => process.exit(), 2000).unref()
