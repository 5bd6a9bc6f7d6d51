import type { ActionContext, Trx } from './context.ts'

export type Table =
  | 'brand'
  | 'query'
  | 'connection'
  | 'reward_pool'
  | 'staff'
  | 'playbook'
  | 'shop'
  | 'segment'
export interface Applied {
  /** "brand juniper: added", one line a change. */
  changes: string[]
  /** Rows edited since the file was applied last: they win, unless forced. */
  kept: string[]
}

type Values = Readonly<Record<string, string | number | null>>

/** Writes rows of the file and takes out those that left it; edits by people since then win, unless forced. */
export interface SettingsWriter {
  write(table: Table, id: string, values: Values): Promise<void>
  /** Retires what the file wrote earlier and names no more. */
  retireRest(): Promise<void>
}

/** What is no longer in the file, made harmless; history of it stays. */
const RETIRED: Record<Exclude<Table, 'brand'>, (now: number) => Values> = {
  query: () => ({ enabled: 0 }),
  connection: () => ({ enabled: 0 }),
  reward_pool: (now) => ({ retired_at: now }),
  staff: (now) => ({ disabled_at: now }),
  playbook: () => ({ enabled: 0 }),
  shop: () => ({ enabled: 0 }),
  segment: (now) => ({ retired_at: now }),
}

const LEFT: Record<Table, string> = {
  brand: 'taken out; nothing new is heard for it, its history stays',
  query: 'taken out',
  connection: 'taken out; it no longer listens',
  reward_pool: 'taken out; it is offered no more',
  staff: 'taken out; may no longer sign in or act',
  playbook: 'taken out; it is offered no more',
  shop: 'taken out; its orders stay, new ones are not heard',
  segment: 'taken out',
}

/** What people set for themselves. It stays, and is no reason to keep the rest of their row. */
const OWN: Partial<Record<Table, readonly string[]>> = { staff: ['zone', 'quiet', 'digest'] }
/** What only the file says: it may have been freed for somebody else. */
const FILES: Partial<Record<Table, readonly string[]>> = { staff: ['slack_user_id'] }

/** What the file wrote last is remembered a row, so that later edits by people are seen. */
export function createSettingsWriter(
  ctx: ActionContext,
  trx: Trx,
  options: { force: boolean; by: string },
  done: Applied,
): SettingsWriter {
  const named = new Set<string>()
  return {
    async write(table, id, values) {
      const key = `applied.${table}.${id}`
      named.add(key)
      const row = await readRow(trx, table, id)
      if (row === undefined) {
        await insert(ctx, trx, table, { id, ...values })
        done.changes.push(`${nameOf(table, id)}: added`)
      } else {
        const applied = await readApplied(key)
        const next = options.force ? values : { ...values, ...ownOf(table, row, applied) }
        if (isOther(row, next)) {
          if (applied !== null && isEdited(table, row, applied) && !options.force) {
            done.kept.push(
              `${nameOf(table, id)}: edited here since, so the file's version was not taken`,
            )
            return
          }
          await update(ctx, trx, table, id, next)
          done.changes.push(`${nameOf(table, id)}: changed`)
        }
      }
      await writeSetting(ctx, trx, key, JSON.stringify(values), options.by)
    },
    async retireRest() {
      const rows = await trx
        .selectFrom('setting')
        .select(['key', 'value'])
        .where('key', 'like', 'applied.%')
        .orderBy('key')
        .execute()
      for (const { key, value } of rows) {
        if (named.has(key)) continue
        const [, table = '', id = ''] = /^applied\.([a-z_]+)\.(.+)$/.exec(key) ?? []
        if (!(table in LEFT)) continue
        await retire(table as Table, id, key, JSON.parse(value) as Values)
      }
    },
  }

  async function readApplied(key: string): Promise<Values | null> {
    const value = await readSetting(trx, key)
    return value === null ? null : (JSON.parse(value) as Values)
  }

  async function retire(table: Table, id: string, key: string, applied: Values): Promise<void> {
    const row = await readRow(trx, table, id)
    if (row !== undefined) {
      if (isEdited(table, row, applied) && !options.force) {
        done.kept.push(`${nameOf(table, id)}: edited here since, so it was not taken out`)
        return
      }
      if (table !== 'brand') await update(ctx, trx, table, id, RETIRED[table](ctx.clock.now()))
      done.changes.push(`${nameOf(table, id)}: ${LEFT[table]}`)
    }
    await trx.deleteFrom('setting').where('key', '=', key).execute()
  }
}

/** The value of a setting; null where it was never set. */
export async function readSetting(trx: Trx, key: string): Promise<string | null> {
  const row = await trx
    .selectFrom('setting')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.value ?? null
}

/** Sets a setting and says who did. */
export async function writeSetting(
  ctx: ActionContext,
  trx: Trx,
  key: string,
  value: string,
  by: string,
): Promise<void> {
  const row = { value, updated_at: ctx.clock.now(), updated_by: by }
  await trx
    .insertInto('setting')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

async function readRow(trx: Trx, table: Table, id: string) {
  return (await trx.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst()) as
    | Record<string, unknown>
    | undefined
}

async function insert(ctx: ActionContext, trx: Trx, table: Table, values: Values): Promise<void> {
  const now = ctx.clock.now()
  const row = { ...values, created_at: now, ...(table === 'query' ? { updated_at: now } : {}) }
  await trx
    .insertInto(table)
    .values(row as never)
    .execute()
}

async function update(ctx: ActionContext, trx: Trx, table: Table, id: string, values: Values) {
  const row = { ...values, ...(table === 'query' ? { updated_at: ctx.clock.now() } : {}) }
  await trx
    .updateTable(table)
    .set(row as never)
    .where('id', '=', id)
    .execute()
}

type Row = Readonly<Record<string, unknown>>

function isOther(row: Row, values: Values): boolean {
  return Object.entries(values).some(([key, value]) => row[key] !== value)
}

/** Whether people changed the row since the file wrote it. */
function isEdited(table: Table, row: Row, applied: Values): boolean {
  const left = new Set([...(OWN[table] ?? []), ...(FILES[table] ?? [])])
  return Object.entries(applied).some(([key, value]) => !left.has(key) && row[key] !== value)
}

/** What they set for themselves since the file wrote the row. */
function ownOf(table: Table, row: Row, applied: Values | null): Values {
  // A row that was written before the file could say it was written without it.
  const own = (OWN[table] ?? []).filter(
    (key) => applied !== null && row[key] !== (applied[key] ?? null),
  )
  return Object.fromEntries(own.map((key) => [key, row[key]])) as Values
}

function nameOf(table: Table, id: string): string {
  return `${table.replace('_', ' ')} ${id}`
}
