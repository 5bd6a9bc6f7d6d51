import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { PEOPLE_FILTERS, type PersonOnList, readPeopleList } from '../../db/people-list.ts'
import { peopleTable } from '../../views/people-table.ts'
import { STAGE_NAMES } from '../../views/person-words.ts'
import { count } from '../../views/words.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { writeTable } from '../write-table.ts'

const MAX_PEOPLE = 10_000
const WORDS_MAX = 100

interface Flags {
  brand?: string
  show: string
  find?: string
  csv?: string
  json?: boolean
}

/** `people list`: people with their stage and scores, all or some of them. */
export function addList(people: Command, ctx: CommandContext): void {
  people
    .command('list')
    .description('people with their stage, love, reach, risk and the post that says most')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--show <which>', `one of ${PEOPLE_FILTERS.join(', ')}`, 'everybody')
    .option('--find <text>', 'whose name or handle begins so')
    .option('--csv <file>', 'write them as a table for spreadsheets')
    .option('--json', 'machine-readable output')
    .action((flags: Flags) => ctx.withDatabase((db) => listPeople(ctx, db, flags)))
}

async function listPeople(ctx: CommandContext, db: Database, flags: Flags): Promise<void> {
  const out = ctx.output(flags.json === true)
  const filter = PEOPLE_FILTERS.find((one) => one === flags.show)
  if (filter === undefined)
    throw new UsageError(`--show is "${flags.show}". It is one of: ${PEOPLE_FILTERS.join(', ')}.`)
  const brand = await firstBrand(db, flags.brand)
  const find = flags.find?.trim() || null
  const of = { filter, find, limit: MAX_PEOPLE, now: ctx.clock.now() }
  const people = await readPeopleList(db, brand.id, of)
  if (flags.csv !== undefined) {
    writeTable(flags.csv, peopleTable(people))
    out.say(`${count(people.length, 'person is', 'people are')} in ${flags.csv}.`)
    if (flags.json === true) out.json({ people: people.length })
    return
  }
  if (flags.json === true) return out.json(people)
  if (people.length === 0)
    out.say(
      find === null
        ? 'Nobody yet: it takes two posts that say something, or an act of the team.'
        : `Nobody is called "${find}".`,
    )
  for (const one of people) out.line(lineOf(one))
}

function lineOf(one: PersonOnList): string {
  const stage = one.stage === null ? 'Not assessed' : (STAGE_NAMES[one.stage] ?? one.stage)
  const marks = [
    one.unproved === 1 ? 'advocate, purchase unknown' : null,
    one.isOut === 1 ? 'let down twice' : null,
    one.isAtRisk === 1 ? 'at risk' : null,
  ].filter((mark) => mark !== null)
  const score = (value: number | null) => (value === null ? '–' : Math.round(value))
  return [
    one.id,
    one.name,
    stage,
    `love ${score(one.love)}`,
    `reach ${score(one.reach)}`,
    `risk ${score(one.risk)}`,
    marks.join('; '),
    one.post?.text.replaceAll(/\s+/g, ' ').slice(0, WORDS_MAX) ?? '',
  ].join('\t')
}
