import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { exportHeld } from '../../actions/data-requests.ts'
import { type Erased, erasePerson, readName } from '../../actions/erase-person.ts'
import { optIn, optOut } from '../../actions/opt-out.ts'
import { UsageError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { eraseDue } from '../../db/erasures.ts'
import type { CommandContext } from '../context.ts'
import { erasureDeps } from '../erasure-deps.ts'
import { readNumber } from '../read-person.ts'

const WHO =
  'number of the person, an account (network:id or network:handle) or a customer (shop:SHOP:number)'

/** What people may ask for: what is held about them, to be forgotten, to be left in peace, or to hear from us again. */
export function addRights(people: Command, ctx: CommandContext): void {
  addExport(people, ctx)
  addErase(people, ctx)
  addOptOut(people, ctx)
  addOptIn(people, ctx)
}

function addExport(people: Command, ctx: CommandContext): void {
  people
    .command('export')
    .description('everything that is held about a person, as one file')
    .argument('<who>', WHO)
    .requiredOption('--to <file>', 'where to write it; only you can read the file')
    .requiredOption('--as <staff>', 'the owner who does it')
    .action(async (who: string, flags: { to: string; as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      await ctx.withDatabase(async (db) =>
        exportHeld({ db, clock: ctx.clock }, actor, await findWho(db, who), (held) =>
          writeNew(flags.to, `${JSON.stringify(held, null, 2)}\n`),
        ),
      )
      ctx.output(false).say(`Everything about them is in ${flags.to}. Hand it over safely.`)
    })
}

/** A file for its owner alone; nothing that is there is written over, as others could read it, or it is the data. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new UsageError(
      isThere
        ? `${file} is there already. Give another name.`
        : `The file ${file} could not be written. Check its folder and its rights.`,
      { cause },
    )
  }
}

function addErase(people: Command, ctx: CommandContext): void {
  people
    .command('erase')
    .description('forget a person everywhere, for ever; they do not come back either')
    .argument('<who>', WHO)
    .requiredOption('--as <staff>', 'the owner who does it')
    .option('--yes', 'do not ask to type their name again')
    .option('--json', 'machine-readable output')
    .action(async (who: string, flags: { as: string; yes?: boolean; json?: boolean }) => {
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const found = await findWho(db, who)
        const name = await readName(db.kysely, found)
        const typed = flags.yes === true ? name : await askAgain(name)
        const actor = { staffId: flags.as, surface: 'cli' } as const
        await erasePerson({ db, clock: ctx.clock }, actor, found, typed)
        await eraseDue(erasureDeps(ctx, db))
        if (flags.json === true) return out.json({ erased: true })
        out.line(
          'Erased. What Earshot wrote of them in Slack goes within minutes while Earshot runs.',
        )
        out.line('What colleagues typed in Slack is theirs to delete; they are told in the thread.')
        out.line('Backups made before still hold them; "earshot restore" erases them again.')
      })
    })
}

function addOptOut(people: Command, ctx: CommandContext): void {
  people
    .command('opt-out')
    .description('never write to this person again; what they say is still heard')
    .argument('<id>', 'number of the person')
    .requiredOption('--as <staff>', 'who says so')
    .action(async (id: string, flags: { as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      await ctx.withDatabase(async (db) => {
        const { accounts } = await optOut({ db, clock: ctx.clock }, actor, readNumber(id))
        ctx
          .output(false)
          .line(
            `Nothing is sent to their ${accounts === 1 ? 'account' : `${accounts} accounts`} any more.`,
          )
      })
    })
}

function addOptIn(people: Command, ctx: CommandContext): void {
  people
    .command('opt-in')
    .description('take "opt-out" back: they want to hear from us again')
    .argument('<id>', 'number of the person')
    .requiredOption('--because <evidence>', 'how you know, for example "wrote to us and asked"')
    .requiredOption('--as <staff>', 'who says so')
    .action(async (id: string, flags: { because: string; as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      const wish = { personId: readNumber(id), evidence: flags.because }
      await ctx.withDatabase((db) => optIn({ db, clock: ctx.clock }, actor, wish))
      ctx.output(false).line('They may be written to again.')
    })
}

/** A number is a person; `network:name` is an account. */
export async function findWho(db: Database, who: string): Promise<Erased> {
  if (/^\d{1,16}$/.test(who)) return { personId: Number(who) }
  if (who.startsWith('shop:')) return findCustomer(db, who)
  const at = who.indexOf(':')
  const name = who.slice(at + 1).replace(/^@/, '')
  if (at < 1 || name === '')
    throw new UsageError(
      `"${who}" is neither a number of a person nor an account like bluesky:name. "earshot people list" shows numbers.`,
    )
  const rows = await db.kysely
    .selectFrom('author')
    .select('id')
    .where('network', '=', who.slice(0, at))
    .where((eb) =>
      eb.or([
        eb('key', '=', who),
        eb('native_id', '=', name),
        eb('handle', 'in', [name, `@${name}`]),
      ]),
    )
    .execute()
  const [author] = rows
  if (author === undefined) throw new UsageError(`Nobody is known as ${who}.`)
  if (rows.length > 1)
    throw new UsageError(`${rows.length} accounts are called ${who}. Give the network's own id.`)
  return { authorId: author.id }
}

/** "shop:till:cus_1" is the customer cus_1 of the shop "till". */
async function findCustomer(db: Database, who: string): Promise<Erased> {
  const [, shop = '', key = ''] = /^shop:([^:]+):(.+)$/.exec(who) ?? []
  const row = await db.kysely
    .selectFrom('customer')
    .select('id')
    .where('source', '=', shop)
    .where('source_key', '=', key)
    .executeTakeFirst()
  if (row === undefined) throw new UsageError(`The shop "${shop}" has no customer "${key}".`)
  return { customerId: row.id }
}

async function askAgain(name: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('Nobody can be asked here. Say --yes if you are sure.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(
      `This cannot be undone. Type the name to erase them (${JSON.stringify(name)} without the marks): `,
    )
  } finally {
    terminal.close()
  }
}
