import { messageOf } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import type { Item } from '../connector.ts'
import type { Known } from './cursor.ts'
import { isTs, type Loose, looseOf, textOf } from './loose.ts'
import { isWritten, keyOf, type Reading, readMessage, rootOf } from './message.ts'

/** One message as items; what cannot be understood is set aside. */
export type Read = (raw: Loose, channel: string) => Item[]

/** What one event of a channel means: items, and what is remembered or forgotten with them. */
export interface EventNews {
  channel: string
  items: Item[]
  note: Known | null
  /** The time of a message that is gone. */
  gone: string | null
}

/** Reads a `message` event in all its forms; null where it says nothing about what somebody said. */
export function readEvent(event: Loose, reading: Reading): EventNews | null {
  const channel = textOf(event['channel'])
  if (channel === null)
    return { channel: '', items: [poisonOf(event, 'It names no channel.')], note: null, gone: null }
  const { teamId } = reading.us
  const subtype = event['subtype']
  if (subtype === 'message_deleted') return goneNews(event['deleted_ts'])
  if (subtype !== 'message_changed') return isWritten(event) ? newsOf(event) : null
  const now = looseOf(event['message'])
  const before = looseOf(event['previous_message'])
  if (now['subtype'] === 'tombstone') return goneNews(now['ts'] ?? before['ts'])
  // Without another time of editing only a link preview or an answer was added.
  const isEdit = looseOf(now['edited'])['ts'] !== looseOf(before['edited'])['ts']
  return isEdit && isWritten(now) ? newsOf(now) : null

  function newsOf(raw: Loose): EventNews {
    const place = channel ?? ''
    return {
      channel: place,
      items: readItems(raw, place, reading),
      note: knownOf(place, raw),
      gone: null,
    }
  }
  function goneNews(ts: unknown): EventNews {
    const place = channel ?? ''
    if (!isTs(ts))
      return {
        channel: place,
        items: [poisonOf(event, 'It names no message.')],
        note: null,
        gone: null,
      }
    const key = keyOf(teamId, place, ts)
    return {
      channel: place,
      items: [{ type: 'delete', key, reason: 'deleted in Slack' }],
      note: null,
      gone: ts,
    }
  }
}

/** One message as items: none where it is no word of others; set aside where it makes no sense. */
export function readItems(raw: Loose, channel: string, reading: Reading): Item[] {
  try {
    const mention = readMessage(raw, channel, reading)
    return mention.author.isSelf ? [] : [{ type: 'upsert', mention }]
  } catch (error) {
    return [poisonOf(raw, messageOf(error))]
  }
}

/** What is remembered of a message; null where it has no time. */
export function knownOf(channel: string, raw: Loose): Known | null {
  const { ts, edited } = raw
  if (!isTs(ts)) return null
  const editedTs = looseOf(edited)['ts']
  return [channel, ts, isTs(editedTs) ? editedTs : '', rootOf(raw) ?? '']
}

function poisonOf(raw: Loose, reason: string): Item {
  return { type: 'poison', raw: clip(JSON.stringify(raw), 2_000), reason }
}
