import { Command, CommanderError } from 'commander'
import { systemClock } from '../core/clock.ts'
import { environment } from '../core/environment.ts'
import { messageOf, RefusedError, UsageError } from '../core/errors.ts'
import { redact } from '../core/redact.ts'
import { addClassify } from './commands/classify.ts'
import { addDemo } from './commands/demo.ts'
import { addImport } from './commands/import.ts'
import { addListen } from './commands/listen.ts'
import { addLogin } from './commands/login.ts'
import { addPeople } from './commands/people.ts'
import { addQuery } from './commands/query.ts'
import { addSettings } from './commands/settings.ts'
import { addSetup } from './commands/setup.ts'
import { addStart } from './commands/start.ts'
import { type CommandContext, withDatabase } from './context.ts'
import { createOutput, printable } from './output.ts'

const INTRO = `Hear every mention, mend every complaint, thank every fan, from Slack.

New here? Look around first:         earshot demo
Then listen to your own brand:       earshot listen "Your brand"
Then let the team answer in Slack:   earshot setup slack`

/** Builds the whole command; every command in its own file. */
function createProgram(ctx: CommandContext): Command {
  const program = new Command('earshot')
  program
    .description(INTRO)
    .exitOverride()
    .showHelpAfterError('(earshot --help tells what there is)')
  addStart(program, ctx)
  addDemo(program, ctx)
  addListen(program, ctx)
  addImport(program, ctx)
  addQuery(program, ctx)
  addClassify(program, ctx)
  addSetup(program, ctx)
  addSettings(program, ctx)
  addLogin(program, ctx)
  addPeople(program, ctx)
  return program
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
    await createProgram(ctx).parseAsync([...args])
    // A command that did its work and found something broken (doctor) has said so already.
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`${printable(redact(messageOf(error)))}\n`)
    return error instanceof UsageError || error instanceof RefusedError ? 2 : 1
  }
}

process.exitCode = await main(process.argv)
// A library that still holds a socket must not keep a finished command alive.
setTimeout(() => process.exit(), 2000).unref()
