import type { Config } from '../core/config.ts'
import { sortEverybodyAgain } from '../db/segments.ts'
import type { ActionContext, Trx } from './context.ts'
import { applyPeopleRules } from './set-people-rules.ts'
import {
  type Applied,
  createSettingsWriter,
  readSetting,
  type SettingsWriter,
  writeSetting,
} from './settings-writer.ts'

const HASH_KEY = 'config.hash'

/** Makes the database say what `earshot.yaml` says; nothing happens where its hash is the last one applied. */
export async function applyConfig(
  ctx: ActionContext,
  config: Config,
  options: { hash: string; force: boolean; by: string },
): Promise<Applied> {
  return ctx.db.transaction(async (trx) => {
    const done: Applied = { changes: [], kept: [] }
    const last = await readSetting(trx, HASH_KEY)
    if (last === options.hash && !options.force) return done
    const writer = createSettingsWriter(ctx, trx, options, done)
    await writeRows(trx, config, writer, ctx.clock.now())
    await writeCustomers(config, writer)
    await writer.retireRest()
    await applyPeopleRules(ctx, trx, config.people, options, done)
    // Rules and money decide who belongs where.
    await sortEverybodyAgain(trx)
    const settings = {
      hours: config.hours,
      promises: config.promises,
      alerts: config.alerts,
      routing: config.routing,
      duty: config.duty,
      approvals: config.approvals,
      drafts: config.drafts ?? null,
      money: config.money,
      feedback: config.feedback,
      digest: config.digest,
      slack: config.slack ?? null,
    }
    for (const [key, value] of Object.entries(settings))
      await writeSetting(ctx, trx, key, JSON.stringify(value), options.by)
    await writeSetting(ctx, trx, HASH_KEY, options.hash, options.by)
    return done
  })
}

async function writeRows(
  trx: Trx,
  config: Config,
  writer: SettingsWriter,
  now: number,
): Promise<void> {
  for (const brand of config.brands) {
    await writer.write('brand', brand.id, {
      name: brand.name,
      description: brand.description,
      profile: JSON.stringify({
        handles: brand.handles,
        keywords: brand.keywords,
        not: brand.not,
        rivals: brand.rivals,
        ...(brand.onlyCompared ? { onlyCompared: true } : {}),
        ...(brand.unsureBelow === undefined ? {} : { unsureBelow: brand.unsureBelow }),
        ...(brand.voice === undefined ? {} : { voice: brand.voice }),
      }),
      zone: brand.zone,
      // Nobody reads of a brand that is only compared.
      channel: brand.channel ?? (brand.onlyCompared ? null : (config.slack?.channel ?? null)),
    })
    for (const [source, id] of await queryIds(trx, brand.id, brand.queries))
      await writer.write('query', id, { brand_id: brand.id, source, enabled: 1 })
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
      retired_at: null,
    })
  await writePlaybooks(config, writer)
  await writeStaff(trx, config, writer, now)
}

async function writePlaybooks(config: Config, writer: SettingsWriter): Promise<void> {
  for (const { id, name, brand, enabled, ...body } of config.playbooks)
    await writer.write('playbook', id, {
      name,
      brand_id: brand,
      body: JSON.stringify(body),
      enabled: enabled ? 1 : 0,
    })
}

async function writeStaff(
  trx: Trx,
  config: Config,
  writer: SettingsWriter,
  now: number,
): Promise<void> {
  await freeSlackAccounts(trx, config)
  const digests = () => trx.selectFrom('staff').select(['id', 'digest']).execute()
  const before = new Map((await digests()).map(({ id, digest }) => [id, digest]))
  for (const person of config.staff)
    await writer.write('staff', person.id, {
      name: person.name,
      slack_user_id: person.slack ?? null,
      role: person.role,
      zone: person.zone ?? null,
      quiet: person.quiet ?? null,
      digest: person.digest === 'off' ? null : person.digest,
      disabled_at: null,
    })
  const begun = (await digests()).filter(
    ({ id, digest }) => digest !== null && digest !== (before.get(id) ?? null),
  )
  // The first one is that of the next morning, not of one that is over.
  for (const { id } of begun)
    await trx.updateTable('staff').set({ digest_since: now }).where('id', '=', id).execute()
}

/** Two rows never hold one account, not even while it moves from one to the other. */
async function freeSlackAccounts(trx: Trx, config: Config): Promise<void> {
  for (const { id, slack } of config.staff)
    if (slack !== undefined)
      await trx
        .updateTable('staff')
        .set({ slack_user_id: null })
        .where('slack_user_id', '=', slack)
        .where('id', '<>', id)
        .execute()
}

/** Shops and segments. */
async function writeCustomers(config: Config, writer: SettingsWriter): Promise<void> {
  for (const { id, brand, kind, enabled, ...rest } of config.shops)
    await writer.write('shop', id, {
      brand_id: brand,
      kind,
      enabled: enabled ? 1 : 0,
      config: JSON.stringify(rest),
    })
  for (const [place, { id, name, promise, manager, ...rule }] of config.segments.entries())
    await writer.write('segment', id, {
      name,
      rule: JSON.stringify(rule),
      promise: JSON.stringify(promise),
      manager: manager ?? null,
      place,
      retired_at: null,
    })
}

/** The id of every query of a brand: the one it had, or the next free number. */
async function queryIds(
  trx: Trx,
  brandId: string,
  sources: readonly string[],
): Promise<Map<string, string>> {
  const rows = await trx
    .selectFrom('query')
    .select(['id', 'source'])
    .where('brand_id', '=', brandId)
    .execute()
  const known = new Map(rows.map((row) => [row.source, row.id]))
  const used = new Set(rows.map((row) => row.id))
  const ids = new Map<string, string>()
  for (const [i, source] of sources.entries()) {
    let n = i + 1
    while (used.has(`${brandId}-${n}`)) n++
    const id = known.get(source) ?? `${brandId}-${n}`
    used.add(id)
    ids.set(source, id)
  }
  return ids
}
