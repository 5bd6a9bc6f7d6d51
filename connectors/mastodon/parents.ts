import type { mastodon } from 'masto'
import { messageOf } from '../../core/errors.ts'
import { cleanText, clip } from '../../core/hostile-text.ts'
import type { Mention } from '../../core/mention.ts'
import type { Ctx, Item } from '../connector.ts'
import type { Allowance } from './client.ts'
import { readHtml } from './html-text.ts'
import { looseOf, textOf } from './loose.ts'
import { isOpen } from './status-mention.ts'

/** So many parents are asked for at once, and only while the server leaves us much room. */
const PER_BATCH = 5
const ROOM = 100
const MAX_PARENT = 4_000

export interface Asking {
  ctx: Ctx
  client: mastodon.rest.Client
  allowance: Allowance
}

/** What an answer that names us is an answer to, where that is open to all; an answer goes on without it. */
export async function fillParents(
  items: readonly Item[],
  { ctx, client, allowance }: Asking,
): Promise<readonly Item[]> {
  let asked = 0
  const filled: Item[] = []
  for (const item of items) {
    const id = item.type === 'upsert' ? parentToAsk(item.mention) : null
    const mayAsk = asked < PER_BATCH && (allowance.remaining ?? ROOM) >= ROOM
    if (item.type !== 'upsert' || id === null || !mayAsk) {
      filled.push(item)
      continue
    }
    asked++
    const parents = { ...item.mention.parents, ...(await readParent(id, client, ctx)) }
    filled.push({ ...item, mention: { ...item.mention, parents } })
  }
  return filled
}

/** Words without a name of ours are matched by words; only who speaks to us is worth a question. */
function parentToAsk({ trigger, author, replyRef }: Mention): string | null {
  return trigger === 'keyword' || author.isSelf ? null : (replyRef?.['parent'] ?? null)
}

async function readParent(
  id: string,
  client: mastodon.rest.Client,
  ctx: Ctx,
): Promise<{ replyTo?: string; replyToText?: string }> {
  try {
    const parent = looseOf(await client.v1.statuses.$select(encodeURIComponent(id)).fetch())
    const uri = textOf(parent['uri'])
    if (uri === null || !isOpen(parent)) return {}
    const text = clip(cleanText(readHtml(textOf(parent['content']) ?? '').text), MAX_PARENT)
    return { replyTo: uri, ...(text !== '' && { replyToText: text }) }
  } catch (error) {
    if (ctx.signal.aborted) return {}
    ctx.log.debug({ detail: messageOf(error) }, 'the post answered could not be read')
    return {}
  }
}
