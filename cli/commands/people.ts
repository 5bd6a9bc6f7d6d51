import type { Command } from 'commander'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { readOrders } from '../../connectors/import/orders-file.ts'
import { UsageError } from '../../core/errors.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { plain } from '../../views/card.ts'
import { WAY_WORDS } from '../../views/contact-form.ts'
import { personLines } from '../../views/person-card.ts'
import { termWords } from '../../views/person-words.ts'
import { calendarDate, count } from '../../views/words.ts'
import { openCheckedSeal } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { readNumber, readPerson } from '../read-person.ts'
import { addCodes } from './codes.ts'
import { addFeedback } from './feedback.ts'
import { addAhead } from './people-ahead.ts'
import { addContact } from './people-contact.ts'
import { addCustomers } from './people-customers.ts'
import { addList } from './people-list.ts'
import { addPreview } from './people-preview.ts'
import { addRights } from './people-rights.ts'
import { addSide } from './people-side.ts'
import { addWeek } from './people-week.ts'
import { addReport } from './report.ts'

const MAX_FAULTS = 20

/** `people …`: who they are, that two are one, and what they bought; beside it `report` and `codes`. */
export function addPeople(program: Command, ctx: CommandContext): void {
  const people = program
    .command('people')
    .description('advocates and people at risk, what they bought, and who is the same person')
  addList(people, ctx)
  addShow(people, ctx)
  addMerge(people, ctx)
  addImport(people, ctx)
  addContact(people, ctx)
  addSide(people, ctx)
  addCustomers(people, ctx)
  addPreview(people, ctx)
  addWeek(people, ctx)
  addAhead(people, ctx)
  addRights(people, ctx)
  addReport(program, ctx)
  addFeedback(program, ctx)
  addCodes(program, ctx)
}

function addShow(people: Command, ctx: CommandContext): void {
  people
    .command('show')
    .description('one person: stage, scores with their terms, next step')
    .argument('<id>', 'number of the person')
    .option('--json', 'machine-readable output')
    .action(async (id: string, options: { json?: boolean }) => {
      const out = ctx.output(options.json === true)
      await ctx.withDatabase(async (db) => {
        const person = await readPerson(db, id)
        if (options.json === true)
          return out.json({ ...person, terms: JSON.parse(person.terms ?? '{}') as unknown })
        const now = ctx.clock.now()
        const card = await readPersonCard(db.kysely, person.id)
        for (const line of card === null ? [] : personLines(card, now)) out.line(plain(line))
        for (const line of scoreLines(person, now)) out.line(line)
        for (const one of person.contacts)
          out.line(
            `  Contact ${one.id}. ${WAY_WORDS[one.way]}, ${calendarDate(one.at, now, person.zone)}: ${one.text}`,
          )
      })
    })
}

type PersonRow = Awaited<ReturnType<typeof readPerson>>

/** What the scores of a person rest on, as they are stored. */
interface Terms {
  love: readonly { what: string; points: number }[]
  risk: readonly { what: string; points: number }[]
}

/** Love, reach and risk, each with what it rests on. */
function scoreLines(person: PersonRow, now: number): string[] {
  const { love = [], risk = [] } = JSON.parse(person.terms ?? '{}') as Partial<Terms>
  const scores = [
    ['Love', person.love, love],
    ['Reach', person.reach, []],
    ['Risk', person.risk, risk],
  ] as const
  return scores.flatMap(([name, value, terms]) => [
    `${name}: ${value === null ? 'unknown' : `${Math.round(value)} of 100`}`,
    ...terms.map(({ what, points }) => `  ${signedTenth(points)}  ${termWords(what, now)}`),
  ])
}

function signedTenth(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`
}

function addMerge(people: Command, ctx: CommandContext): void {
  people
    .command('merge')
    .description('say that two are one person; "unmerge" takes it back')
    .argument('<keep>', 'number of the person who stays')
    .argument('<merge>', 'number of the person who is joined to them')
    .requiredOption('--because <evidence>', 'how you know, for example "told us by mail"')
    .requiredOption('--as <staff>', 'who says so')
    .action(async (keep: string, merge: string, flags: { because: string; as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      const pair = { keepId: readNumber(keep), mergeId: readNumber(merge), evidence: flags.because }
      await ctx.withDatabase(async (db) => {
        const done = await mergePeople({ db, clock: ctx.clock }, actor, pair)
        ctx
          .output(false)
          .line(`Joined. To part them again: earshot people unmerge ${done.mergeNumber} --as …`)
      })
    })
  people
    .command('unmerge')
    .description('part two people again; what came along goes back to where it was')
    .argument('<number>', 'of the merge')
    .requiredOption('--as <staff>', 'who says so')
    .option('--with <contacts>', 'contacts written down since that are theirs, with commas between')
    .action(async (number: string, flags: { as: string; with?: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      const contacts = (flags.with ?? '').split(',').flatMap((id) => id.trim() || [])
      const strange = contacts.find((id) => !/^\d{1,16}$/.test(id))
      if (strange !== undefined)
        throw new UsageError(
          `"${strange}" is no number of a contact. "earshot people show" has them.`,
        )
      await ctx.withDatabase(async (db) => {
        const { personId, keptId, stayed } = await unmergePeople(
          { db, clock: ctx.clock },
          actor,
          readNumber(number),
          contacts.map(Number),
        )
        const out = ctx.output(false)
        out.line(`Parted. The other person is ${personId} again.`)
        if (stayed.length > 0)
          out.line(
            `${count(stayed.length, 'contact')} that you wrote down since ${stayed.length === 1 ? 'stays' : 'stay'} with person ${keptId}: ${stayed.join(', ')}. To move one, take it back there and write it down again.`,
          )
      })
    })
}

function addImport(people: Command, ctx: CommandContext): void {
  people
    .command('import')
    .description(
      'orders of your shop from a CSV, TSV or JSONL file; the same again changes nothing',
    )
    .argument('<file>')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--source <name>', 'name of the shop or till', 'file')
    .option('--currency <code>', 'where a row names none, for example EUR')
    .option('--json', 'machine-readable output')
    .action(async (path: string, flags: ImportFlags) => {
      const out = ctx.output(flags.json === true)
      const currency = readCurrency(flags.currency)
      if (!/^[\w-]{1,40}$/.test(flags.source))
        throw new UsageError(
          `--source is "${flags.source}". Use letters, digits, - and _, as the name stands before the number of a customer.`,
        )
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        const seal = await openCheckedSeal(ctx, db)
        const store = createPurchaseStore(db, ctx.clock.now, seal.fingerprint)
        const format = path.endsWith('.jsonl') ? 'jsonl' : path.endsWith('.tsv') ? 'tsv' : 'csv'
        let orders = 0
        const faults: { line: number; reason: string }[] = []
        for await (const batch of readOrders({ path, format, currency })) {
          await store.store(brand.id, flags.source, batch.rows)
          orders += batch.rows.length
          faults.push(...batch.faults)
          out.progress(orders, null, 'orders')
        }
        if (flags.json === true) return out.json({ orders, faults })
        out.line(
          `${count(orders, 'order is', 'orders are')} stored, ${count(faults.length, 'row')} could not be read.`,
        )
        for (const { line, reason } of faults.slice(0, MAX_FAULTS))
          out.line(`  Line ${line}: ${reason.replace(/\.$/, '')}.`)
      })
    })
}

function readCurrency(code: string | undefined): string | null {
  if (code === undefined) return null
  if (!/^[a-z]{3}$/i.test(code))
    throw new UsageError(`--currency is "${code}". Use three letters, for example EUR.`)
  return code.toUpperCase()
}

interface ImportFlags {
  brand?: string
  source: string
  currency?: string
  json?: boolean
}
