import type { Transaction } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import { routeCase } from '../core/routing.ts'
import type { WriteRules } from './batch-writer/changes.ts'
import { type PromiseColumns, promiseColumns } from './batch-writer/promises.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'
import { readTeam } from './team.ts'

/** What a case gets that turns out to be of another kind: its promise from now on, and its channel. */
export interface NewPlace extends PromiseColumns {
  kind: CaseKind
  channel: string | null
  bundled: number
}

/** By the settings as they are now. */
export async function placeAnew(
  trx: Transaction<Schema>,
  of: { kind: CaseKind; brandId: string; lang: string | null },
  now: number,
): Promise<NewPlace> {
  const brand = await trx
    .selectFrom('brand')
    .select(['channel', 'zone'])
    .where('id', '=', of.brandId)
    .executeTakeFirst()
  const channel = brand?.channel ?? null
  const zone = brand?.zone ?? 'UTC'
  const settings = await readSettings(trx, ['promises', 'hours', 'routing'])
  const rules = {
    brands: new Map([[of.brandId, { channel, zone }]]),
    promises: (settings.get('promises') ?? {}) as WriteRules['promises'],
    hours: settings.get('hours') as WriteRules['hours'],
    night: null,
  }
  const routing = (settings.get('routing') ?? {
    rules: [],
    fallback: null,
  }) as WriteRules['routing']
  const { groups, onDuty } = await readTeam(trx)
  const team = { groups, onDuty: () => onDuty(zone, now) }
  const route = routeCase(routing, team, { ...of, channel })
  return { ...promiseColumns(rules, of, now), kind: of.kind, channel: route.channel, bundled: 0 }
}
