import type { Ctx } from '../connector.ts'
import type { SlackClient } from './client.ts'
import { listOf, textOf } from './loose.ts'

/** What the desk itself has in Slack; nothing of it may ever come back as a post. */
export interface DeskSlack {
  /** Channels in which cards and notes appear, by id or name. */
  channels: readonly string[]
  /** Users and bots of ours: staff, and the desk's own bot where it is known. */
  people: readonly string[]
  /** Where the desk's own app is asked who it is; slack.com unless told. */
  apiUrl?: string
}

export interface Place {
  id: string
  name: string
}

/** The channels that the app was invited to, less those of the desk; only those named, where some are. */
export async function readPlaces(
  client: SlackClient,
  ctx: Ctx,
  options: { only: readonly string[]; desk: DeskSlack },
): Promise<Place[]> {
  const places: Place[] = []
  let cursor = ''
  do {
    const { body } = await client.call(ctx, 'users.conversations', {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor === '' ? {} : { cursor }),
    })
    for (const channel of listOf(body['channels'])) {
      const id = textOf(channel['id'])
      const name = textOf(channel['name'])
      if (id !== null) places.push({ id, name: name ?? id })
    }
    cursor = textOf(listOf([body['response_metadata']])[0]?.['next_cursor']) ?? ''
  } while (cursor !== '')
  const { only, desk } = options
  const ofDesk = new Set(desk.channels)
  return places.filter(
    ({ id, name }) =>
      ![id, name, `#${name}`].some((word) => ofDesk.has(word)) &&
      (only.length === 0 || only.includes(id)),
  )
}
