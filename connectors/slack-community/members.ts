import { messageOf, NetworkError } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import type { Ctx, Item } from '../connector.ts'
import type { SlackClient } from './client.ts'
import { looseOf, textOf } from './loose.ts'

interface Member {
  handle: string | null
  name: string | null
  isBot: boolean
}

const MAX_KEPT = 5_000

export interface Members {
  /** The handle of somebody looked up before. */
  handle(id: string): string | null
  /** Looks up who is named in texts, so that these can be read with names. */
  learn(ids: Iterable<string>, ctx: Ctx): Promise<void>
  /** Fills in who wrote; a post goes on without it when they cannot be asked. */
  fill(items: readonly Item[], ctx: Ctx): Promise<Item[]>
}

/** Members of a workspace, by id; their names may change, their ids never do. */
export function createMembers(client: SlackClient): Members {
  const kept = new Map<string, Member>()

  async function learn(ids: Iterable<string>, ctx: Ctx): Promise<void> {
    for (const id of new Set(ids)) {
      if (kept.has(id) || !/^[UW][A-Z0-9]{1,30}$/.test(id)) continue
      try {
        const { body } = await client.call(ctx, 'users.info', { user: id })
        keep(id, memberOf(looseOf(body['user'])))
      } catch (error) {
        if (ctx.signal.aborted) throw error
        if (!(error instanceof NetworkError)) throw error
        ctx.log.debug({ detail: messageOf(error) }, 'a member of Slack could not be looked up')
        // Nobody of that id; everything else concerns all of them and can wait.
        if (error.code !== 'gone') return
        keep(id, { handle: null, name: null, isBot: false })
      }
    }
  }

  function keep(id: string, member: Member): void {
    kept.set(id, member)
    const [oldest] = kept.keys()
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  }

  return {
    handle: (id) => kept.get(id)?.handle ?? null,
    learn,
    async fill(items, ctx) {
      const wanted = items.flatMap((item) =>
        item.type === 'upsert' ? (item.mention.author.id ?? []) : [],
      )
      await learn(wanted, ctx)
      return items.map((item) => {
        if (item.type !== 'upsert') return item
        const { author } = item.mention
        const member = kept.get(author.id ?? '')
        if (member === undefined) return item
        const filled = {
          ...author,
          handle: member.handle ?? author.handle,
          name: author.name ?? member.name,
          isBot: author.isBot === true || member.isBot,
        }
        return { ...item, mention: { ...item.mention, author: filled } }
      })
    },
  }
}

function memberOf(user: ReturnType<typeof looseOf>): Member {
  const profile = looseOf(user['profile'])
  const handle = textOf(user['name'])
  const name = textOf(profile['display_name']) ?? textOf(user['real_name'])
  return {
    handle: handle === null ? null : cleanName(handle),
    name: name === null ? null : cleanName(name),
    isBot: user['is_bot'] === true,
  }
}
