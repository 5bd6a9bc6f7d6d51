import type { DeskSlack } from '../connectors/slack-community/places.ts'
import type { Database } from '../db/database.ts'
import { readSettings } from '../db/settings.ts'
import { readSlackPlaces } from './slack-places.ts'

/** Where the desk itself is in Slack: what appears there is about posts, and must never become one. */
export async function readDeskSlack(db: Database): Promise<DeskSlack> {
  const { kysely } = db
  const settings = await readSettings(kysely, ['slack'])
  const slack = settings.get('slack') as { apiUrl?: string } | null | undefined
  const { channels: named } = await readSlackPlaces(db)
  const used = await kysely.selectFrom('case').select('channel').distinct().execute()
  const staff = await kysely.selectFrom('staff').select('slack_user_id').execute()
  return {
    channels: [...named.map(({ id }) => id), ...used.flatMap(({ channel }) => channel ?? [])],
    people: staff.flatMap(({ slack_user_id: user }) => user ?? []),
    ...(slack?.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
  }
}
