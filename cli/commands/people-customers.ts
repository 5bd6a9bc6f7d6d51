import type { Command } from 'commander'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import { ENOUGH_BUYERS } from '../../analysis/customers/weigh-buyers.ts'
import { UsageError } from '../../core/errors.ts'
import { moneyWords } from '../../core/money.ts'
import { countBuyers, readBuyers } from '../../db/customer-values.ts'
import { readMoneySettings } from '../../db/reporting-currency.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import { count } from '../../views/words.ts'
import { openCheckedSeal } from '../checked-seal.ts'
import type { CommandContext } from '../context.ts'
import { firstBrand } from '../first-brand.ts'
import { readNumber } from '../read-person.ts'

/** People as customers: what they bought, who looks after them, on which list they are. */
export function addCustomers(people: Command, ctx: CommandContext): void {
  addTop(people, ctx)
  addLink(people, ctx)
  addManager(people, ctx)
  addList(people, ctx)
}

function addTop(people: Command, ctx: CommandContext): void {
  people
    .command('top')
    .description('customers by what they bring, with recency, frequency and money from 1 to 5')
    .option('--brand <id>', 'the brand; the first one if left out')
    .option('--limit <number>', 'how many', '50')
    .option('--json', 'machine-readable output')
    .action(async (flags: { brand?: string; limit: string; json?: boolean }) => {
      if (!/^\d{1,6}$/.test(flags.limit))
        throw new UsageError(`--limit is "${flags.limit}". Use a number.`)
      const out = ctx.output(flags.json === true)
      await ctx.withDatabase(async (db) => {
        const brand = await firstBrand(db, flags.brand)
        await createCustomerWatch({ db, clock: ctx.clock })()
        const { currency } = await readMoneySettings(db.kysely, brand.id)
        const { buyers, top } = await countBuyers(db.kysely, brand.id)
        const rows = await readBuyers(db.kysely, brand.id, Number(flags.limit))
        if (flags.json === true) return out.json({ currency, buyers, top, customers: rows })
        out.say(
          `${count(buyers, 'customer')}, of them the top fifth: ${top}.${buyers < ENOUGH_BUYERS ? ` From ${ENOUGH_BUYERS} on they are ranked.` : ''}`,
        )
        for (const row of rows)
          out.line(
            [
              row.top === 1 ? 'top' : '-',
              `${row.source}:${row.source_key}`,
              count(row.orders, 'order'),
              moneyWords(row.spent, currency),
              row.recency === null ? '-' : `R${row.recency} F${row.frequency} M${row.money}`,
            ].join('\t'),
          )
      })
    })
}

function addLink(people: Command, ctx: CommandContext): void {
  people
    .command('link')
    .description('tie a person to what they bought; "unlink" takes it back')
    .argument('<person>', 'number of the person')
    .argument('<customer>', 'e-mail, number of an order, or shop:SHOP:NUMBER of a customer')
    .requiredOption('--because <evidence>', 'how you know, for example "wrote their order number"')
    .requiredOption('--as <staff>', 'who says so')
    .option('--told-us', 'they told us themselves, or agreed')
    .action(
      async (
        id: string,
        customer: string,
        flags: { because: string; as: string; toldUs?: boolean },
      ) => {
        const actor = { staffId: flags.as, surface: 'cli' } as const
        await ctx.withDatabase(async (db) => {
          const { fingerprint } = await openCheckedSeal(ctx, db)
          const link = { personId: readNumber(id), customer, evidence: flags.because }
          const done = await linkCustomer({ db, clock: ctx.clock, fingerprint }, actor, {
            ...link,
            toldUs: flags.toldUs === true,
          })
          ctx.output(false).line(`Tied to ${count(done.customers, 'customer record')}.`)
        })
      },
    )
  people
    .command('unlink')
    .description('untie a person from everything they bought')
    .argument('<person>', 'number of the person')
    .requiredOption('--as <staff>', 'who says so')
    .action(async (id: string, flags: { as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      await ctx.withDatabase((db) =>
        unlinkCustomers({ db, clock: ctx.clock }, actor, readNumber(id)),
      )
      ctx.output(false).line('Untied.')
    })
}

function addManager(people: Command, ctx: CommandContext): void {
  people
    .command('manager')
    .description('name the colleague who looks after a person; "nobody" takes it back')
    .argument('<person>', 'number of the person')
    .argument('<staff>', 'id of the colleague, or nobody')
    .requiredOption('--as <staff>', 'who says so')
    .action(async (id: string, staff: string, flags: { as: string }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      const named = { personId: readNumber(id), staffId: staff === 'nobody' ? null : staff }
      await ctx.withDatabase((db) => nameKeyManager({ db, clock: ctx.clock }, actor, named))
      ctx.output(false).line('Done.')
    })
}

function addList(people: Command, ctx: CommandContext): void {
  people
    .command('put')
    .description('put a person on the list of a segment, or take them off it')
    .argument('<person>', 'number of the person')
    .argument('<segment>', 'id of a segment with "list: true"')
    .requiredOption('--as <staff>', 'who says so')
    .option('--off', 'take them off')
    .action(async (id: string, segmentId: string, flags: { as: string; off?: boolean }) => {
      const actor = { staffId: flags.as, surface: 'cli' } as const
      const listed = { personId: readNumber(id), segmentId, isOn: flags.off !== true }
      await ctx.withDatabase((db) => putOnList({ db, clock: ctx.clock }, actor, listed))
      ctx.output(false).line('Done.')
    })
}
