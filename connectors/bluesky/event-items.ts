import { messageOf } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import { mentionKey } from '../../core/mention.ts'
import type { Item } from '../connector.ts'
import { looseOf } from './facets.ts'
import type { PostContext } from './post-mention.ts'
import { mentionOfPost, POSTS } from './post-mention.ts'

/** A frame of the stream: when the network saw it (µs; null where it could not be read) and what it says. */
export interface StreamEvent {
  timeUs: number | null
  item: Item | null
  /** The account whose name changed. */
  renamed?: string
}

/** Frames longer than this hold no post: the network's own limit for a record is far below. */
const MAX_FRAME = 1_000_000

/** What one frame of Jetstream's v1 wire means for us; everything but posts and lost accounts is null. */
export function readFrame(frame: string, context: PostContext): StreamEvent {
  if (frame.length > MAX_FRAME) return poison(null, frame, 'The frame is longer than 1 MB.')
  let timeUs: number | null = null
  try {
    const event = looseOf(JSON.parse(frame))
    const time = event['time_us']
    if (!Number.isSafeInteger(time) || typeof event['did'] !== 'string') {
      return poison(null, frame, 'The frame names no account or no time.')
    }
    timeUs = Number(time)
    if (event['kind'] === 'identity') return { timeUs, item: null, renamed: event['did'] }
    return { timeUs, item: itemOf(event, event['did'], timeUs, context) }
  } catch (error) {
    return poison(timeUs, frame, messageOf(error))
  }
}

function itemOf(
  event: Readonly<Record<string, unknown>>,
  did: string,
  timeUs: number,
  context: PostContext,
): Item | null {
  if (event['kind'] === 'account') return lostAccount(did, looseOf(event['account']))
  if (event['kind'] !== 'commit') return null
  const { collection, rkey, operation, cid, record } = looseOf(event['commit'])
  if (collection !== POSTS) return null
  if (typeof rkey !== 'string') throw new Error('The post has no key.')
  const uri = `at://${did}/${POSTS}/${rkey}`
  if (operation === 'delete') {
    return { type: 'delete', key: mentionKey('bluesky', '', uri), reason: 'removed by its author' }
  }
  if (operation !== 'create' && operation !== 'update') return null
  if (typeof cid !== 'string') throw new Error('The post has no revision.')
  const post = { did, rkey, uri, cid, timeUs, edited: operation === 'update' }
  return { type: 'upsert', mention: mentionOfPost(post, looseOf(record), context) }
}

function lostAccount(did: string, account: Readonly<Record<string, unknown>>): Item | null {
  const { active, status } = account
  if (active !== false || (status !== 'deleted' && status !== 'takendown')) return null
  const reason = status === 'deleted' ? 'the account was deleted' : 'Bluesky removed the account'
  return { type: 'author_delete', network: 'bluesky', authorId: did, reason }
}

function poison(timeUs: number | null, frame: string, reason: string): StreamEvent {
  return { timeUs, item: { type: 'poison', raw: clip(frame, 2_000), reason } }
}
