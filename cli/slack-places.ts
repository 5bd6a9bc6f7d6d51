import type { SlackPlaces } from '../bot/check-places.ts'
import type { Routing } from '../core/routing.ts'
import type { Database } from '../db/database.ts'
import { readSettings } from '../db/settings.ts'

/** Every channel, user group and person in Slack that the settings name. */
export async function readSlackPlaces({ kysely }: Database): Promise<SlackPlaces> {
  const settings = await readSettings(kysely, ['slack', 'routing', 'digest', 'duty'])
  const slack = settings.get('slack') as { channel?: string } | null | undefined
  const routing = settings.get('routing') as Partial<Routing> | null | undefined
  const digest = settings.get('digest') as { channel?: string | null } | null | undefined
  const duty = settings.get('duty') as { group?: string | null } | null | undefined
  const rules = routing?.rules ?? []
  const brands = await kysely
    .selectFrom('brand')
    .select(['name', 'channel'])
    .orderBy('id')
    .execute()
  const staff = await kysely
    .selectFrom('staff')
    .select(['name', 'slack_user_id'])
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  const uses: [string | null | undefined, string][] = [
    [slack?.channel, 'cards'],
    ...brands.map((brand): [string | null, string] => [brand.channel, `cards of ${brand.name}`]),
    ...rules.map((rule, i): [string | undefined, string] => [
      rule.channel,
      `rule ${i + 1} of routing`,
    ]),
    [routing?.fallback, 'what cannot be posted elsewhere'],
    [digest?.channel, 'the digest'],
  ]
  return {
    channels: uses.flatMap(([id, use]) => (typeof id === 'string' ? [{ id, use }] : [])),
    groups: [duty?.group, ...rules.map((rule) => rule.group)].filter(
      (group) => typeof group === 'string',
    ),
    staff: staff.map((one) => ({ name: one.name, userId: one.slack_user_id })),
  }
}
