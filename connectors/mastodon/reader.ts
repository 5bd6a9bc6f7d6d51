import { SerializerNativeImpl } from 'masto/adapters/serializers/serializer-native-impl.js'
import { messageOf, NetworkError } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import { mentionKey } from '../../core/mention.ts'
import type { Item } from '../connector.ts'
import type { Book } from './book.ts'
import { type Loose, listOf, looseOf, textOf } from './loose.ts'
import { isOpen, mentionOfStatus, type StatusContext } from './status-mention.ts'

/** Turns what the server tells into items; what is closed, or asks to be left alone, becomes none. */
export interface Reader {
  status(raw: unknown): Item[]
  /** A post is gone, of which the server names only its id here. */
  deletion(id: string): Item[]
  /** A frame of the stream; throws NetworkError where the server says that the stream itself is refused. */
  frame(text: string): { items: Item[]; notification: string | null }
}

/** Frames longer than this hold no post. */
const MAX_FRAME = 2_000_000
const MAX_POISONS = 1_000
const WITH_STATUS = new Set<unknown>(['mention', 'quote', 'status', 'update'])
const CLOSED = new Set<unknown>(['private', 'direct', 'limited', 'mutuals_only', 'list'])
/** Words in a profile that ask programs and search engines to stay away. */
const LEAVE_ALONE = /#(?:<[^>]*>)*(?:nobots?|noindex|nosearch)\b/i
const serializer = new SerializerNativeImpl()

export function createReader(book: Book, contextNow: () => Omit<StatusContext, 'uriOf'>): Reader {
  const poisons = new Set<string>()
  return { status, deletion, frame }

  function status(raw: unknown): Item[] {
    const outer = looseOf(raw)
    // A boost carries somebody else's post: that one is meant.
    const post = outer['reblog'] == null ? outer : looseOf(outer['reblog'])
    const id = textOf(post['id'])
    if (CLOSED.has(post['visibility'])) return []
    // Not known to be open: its words are kept nowhere, not even among what could not be understood.
    if (!isOpen(post))
      return poison(JSON.stringify({ id }), 'The post does not say who may read it.')
    try {
      const mention = mentionOfStatus(post, {
        ...contextNow(),
        uriOf: (known) => book.uriOf(known),
      })
      if (id !== null && book.isGone(id)) return [gone(mention.nativeId)]
      if (mention.trigger === 'keyword' && !mention.author.isSelf && isShy(post)) return []
      book.remember({ id: id ?? '', uri: mention.nativeId, revision: mention.revision })
      return [{ type: 'upsert', mention }]
    } catch (error) {
      // A post quoted in it may be a closed one.
      const bare = { ...post, quote: undefined, pleroma: undefined, reblog: undefined }
      return poison(JSON.stringify(bare), messageOf(error))
    }
  }

  function deletion(id: string): Item[] {
    const uri = book.bury(id)
    return uri === null ? [] : [gone(uri)]
  }

  function frame(text: string): { items: Item[]; notification: string | null } {
    const none = { items: [], notification: null }
    // The beginning of a frame holds no words of a post, which may be a closed one.
    const broken = (reason: string) => ({ ...none, items: poison(clip(text, 60), reason) })
    if (text.length > MAX_FRAME) return broken('The frame is longer than 2 MB.')
    const event = parse(text)
    if (event === null) return broken('The frame is no JSON.')
    if (textOf(event['error']) !== null) throw refusalOf(event)
    const { event: kind, payload } = event
    if (kind === 'delete') {
      const id = textOf(payload)
      return id === null ? broken('The deletion names no post.') : { ...none, items: deletion(id) }
    }
    if (kind !== 'update' && kind !== 'status.update' && kind !== 'notification') return none
    const told = parse(textOf(payload) ?? '')
    if (told === null) return broken('The event holds nothing that can be read.')
    if (kind !== 'notification') return { ...none, items: status(told) }
    if (!WITH_STATUS.has(told['type'])) return none
    return { items: status(told['status']), notification: textOf(told['id']) }
  }

  /** The same nonsense is set aside once, however often a timeline shows it. */
  function poison(raw: string, reason: string): Item[] {
    const kept = clip(raw, 2_000)
    if (poisons.has(kept)) return []
    if (poisons.size >= MAX_POISONS) poisons.clear()
    poisons.add(kept)
    return [{ type: 'poison', raw: kept, reason }]
  }
}

/** The notification's post, or the timeline's entry itself. */
export function statusIn(entry: Loose): unknown {
  return 'type' in entry && 'status' in entry ? entry['status'] : entry
}

function gone(uri: string): Item {
  return { type: 'delete', key: mentionKey('mastodon', '', uri), reason: 'removed by its author' }
}

function isShy(post: Loose): boolean {
  const account = looseOf(post['account'])
  if (account['noindex'] === true) return true
  const fields = listOf(account['fields']).map((field) => textOf(field['value']) ?? '')
  return LEAVE_ALONE.test([textOf(account['note']) ?? '', ...fields].join(' ').slice(0, 20_000))
}

function parse(text: string): Loose | null {
  try {
    const value: unknown = serializer.deserialize('json', text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? looseOf(value)
      : null
  } catch {
    return null
  }
}

function refusalOf(event: Loose): NetworkError {
  if (event['status'] === 401 || event['status'] === 403)
    return new NetworkError(
      'forbidden',
      'The token lacks a right for the live stream. Make one with read:statuses and read:notifications.',
    )
  return new NetworkError('transient', `The live stream broke: ${textOf(event['error']) ?? ''}`)
}
