import type { Config } from '../core/config.ts'
import type { ActionContext, Trx } from './context.ts'

export interface Applied {
  /** "brand juniper: added", one line a change. */
  changes: string[]
  /** Rows edited since the file was applied last: they win, unless forced. */
  kept: string[]
}

const HASH_KEY = 'config.hash'

/** Writes the settings of `earshot.yaml` into the database; nothing happens where its hash is the last one applied. */
export async function applyConfig(
  ctx: ActionContext,
  config: Config,
  options: { hash: string; force: boolean; by: string },
): Promise<Applied> {
  return ctx.db.transaction(async (trx) => {
    const last = await readSetting(trx, HASH_KEY)
    if (last === options.hash && !options.force) return { changes: [], kept: [] }
    const writer = createWriter(ctx, trx, options)
    await writeRows(ctx, trx, config, writer)
    const settings = {
      promises: config.promises,
      alerts: config.alerts,
      slack: config.slack ?? null,
    }
    for (const [key, value] of Object.entries(settings))
      await writeSetting(ctx, trx, key, JSON.stringify(value), options.by)
    await writeSetting(ctx, trx, HASH_KEY, options.hash, options.by)
    return { changes: writer.changes, kept: writer.kept }
  })
}

type Writer = ReturnType<typeof createWriter>

async function writeRows(
  ctx: ActionContext,
  trx: Trx,
  config: Config,
  writer: Writer,
): Promise<void> {
  for (const brand of config.brands) {
    await writer.write('brand', brand.id, {
      name: brand.name,
      description: brand.description,
      profile: JSON.stringify({
        handles: brand.handles,
        keywords: brand.keywords,
        not: brand.not,
      }),
      zone: brand.zone,
      channel: brand.channel ?? config.slack?.channel ?? null,
    })
    await writeQueries(ctx, trx, brand.id, brand.queries, writer.changes)
  }
  for (const { id, network, enabled, ...rest } of config.connections)
    await writer.write('connection', id, {
      network,
      enabled: enabled ? 1 : 0,
      config: JSON.stringify(rest),
    })
  for (const reward of config.rewards)
    await writer.write('reward_pool', reward.id, {
      brand_id: reward.brand,
      name: reward.name,
      value: reward.value,
      disclosure: reward.disclosure,
      needs_approval: reward.needsApproval ? 1 : 0,
    })
  for (const person of config.staff)
    await writer.write('staff', person.id, {
      name: person.name,
      slack_user_id: person.slack ?? null,
      role: person.role,
      zone: person.zone ?? null,
    })
}

type Table = 'brand' | 'connection' | 'reward_pool' | 'staff'
type Values = Readonly<Record<string, string | number | null>>

/** Writes rows of the file; what it wrote last is remembered a row, so that later edits by people are seen. */
function createWriter(ctx: ActionContext, trx: Trx, options: { force: boolean; by: string }) {
  const changes: string[] = []
  const kept: string[] = []
  return {
    changes,
    kept,
    async write(table: Table, id: string, values: Values): Promise<void> {
      const name = `${table.replace('_', ' ')} ${id}`
      const row = (await trx
        .selectFrom(table)
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()) as Record<string, unknown> | undefined
      const key = `applied.${table}.${id}`
      const applied = await readSetting(trx, key)
      const next = JSON.stringify(values)
      if (row === undefined) {
        const fresh = {
          id,
          ...values,
          created_at: ctx.clock.now(),
          ...(table === 'staff' ? { disabled_at: null } : {}),
        }
        await trx
          .insertInto(table)
          .values(fresh as never)
          .execute()
        changes.push(`${name}: added`)
      } else {
        const present = JSON.stringify(
          Object.fromEntries(Object.keys(values).map((k) => [k, row[k]])),
        )
        if (present === next) return
        if (applied !== null && applied !== present && !options.force) {
          kept.push(`${name}: edited here since, so the file's version was not taken`)
          return
        }
        await trx
          .updateTable(table)
          .set(values as never)
          .where('id', '=', id)
          .execute()
        changes.push(`${name}: changed`)
      }
      await writeSetting(ctx, trx, key, next, options.by)
    },
  }
}

async function writeQueries(
  ctx: ActionContext,
  trx: Trx,
  brandId: string,
  sources: readonly string[],
  changes: string[],
): Promise<void> {
  const now = ctx.clock.now()
  const rows = await trx.selectFrom('query').selectAll().where('brand_id', '=', brandId).execute()
  for (const [i, source] of sources.entries()) {
    if (rows.some((row) => row.source === source)) continue
    const used = new Set(rows.map((row) => row.id))
    let n = i + 1
    while (used.has(`${brandId}-${n}`)) n++
    await trx
      .insertInto('query')
      .values({
        id: `${brandId}-${n}`,
        brand_id: brandId,
        source,
        enabled: 1,
        created_at: now,
        updated_at: now,
      })
      .execute()
    rows.push({
      id: `${brandId}-${n}`,
      brand_id: brandId,
      source,
      enabled: 1,
      created_at: now,
      updated_at: now,
    })
    changes.push(`query ${brandId}-${n}: added`)
  }
}

async function readSetting(trx: Trx, key: string): Promise<string | null> {
  const row = await trx
    .selectFrom('setting')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.value ?? null
}

async function writeSetting(ctx: ActionContext, trx: Trx, key: string, value: string, by: string) {
  const row = { value, updated_at: ctx.clock.now(), updated_by: by }
  await trx
    .insertInto('setting')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
