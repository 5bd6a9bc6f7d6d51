import { messageOf } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import type { MentionAuthor } from '../../core/mention.ts'
import type { Ctx, Item } from '../connector.ts'
import { getJson } from '../http.ts'
import { looseOf } from './facets.ts'
import { type Labels, readLabels } from './labels.ts'

type Profile = Pick<MentionAuthor, 'handle' | 'name' | 'followers' | 'verified'> & {
  avatarUrl?: string
}

interface Kept {
  profile: Profile
  labels: Labels
  /** When it was read, epoch ms. */
  at: number
}

/** The most profiles one request may ask for (source: lexicon of getProfiles). */
const PER_REQUEST = 25
const MAX_KEPT = 5_000
/** Labels, names and followers change. */
const KEPT_MS = 6 * 3_600_000

/**
 * Fills in who wrote the posts of a batch; a post goes on without it when the profiles do not come. Left out are
 * authors that the network hides, and those who ask to be shown to members only, unless they spoke to us.
 */
export function createProfileReader(appView: string) {
  const kept = new Map<string, Kept>()
  const fillAuthors = async (items: readonly Item[], ctx: Ctx): Promise<readonly Item[]> => {
    const wanted = new Set<string>()
    for (const item of items) {
      const id = item.type === 'upsert' ? item.mention.author.id : null
      const known = kept.get(id ?? '')
      const isFresh = known !== undefined && known.at > ctx.clock.now() - KEPT_MS
      if (id !== null && !isFresh) wanted.add(id)
    }
    const dids = [...wanted]
    for (let at = 0; at < dids.length; at += PER_REQUEST) {
      try {
        await read(dids.slice(at, at + PER_REQUEST), ctx)
      } catch (error) {
        if (ctx.signal.aborted) break
        ctx.log.warn({ error: messageOf(error) }, 'profiles of Bluesky could not be read')
        break
      }
    }
    return items.flatMap((item): Item[] => {
      if (item.type !== 'upsert') return [item]
      const known = kept.get(item.mention.author.id ?? '')
      if (known === undefined) return [item]
      const { isHidden, isForMembers } = known.labels
      if (isHidden || (isForMembers && item.mention.trigger === 'keyword')) return []
      const author = { ...item.mention.author, ...known.profile }
      return [{ ...item, mention: { ...item.mention, author } }]
    })
  }

  async function read(dids: readonly string[], ctx: Ctx): Promise<void> {
    const url = new URL('/xrpc/app.bsky.actor.getProfiles', appView)
    for (const did of dids) url.searchParams.append('actors', did)
    const { profiles } = looseOf(await getJson(ctx, url.href, 'Bluesky'))
    for (const profile of Array.isArray(profiles) ? profiles.map(looseOf) : []) {
      if (typeof profile['did'] === 'string')
        kept.set(profile['did'], keptOf(profile, ctx.clock.now()))
    }
    for (const did of kept.keys()) {
      if (kept.size <= MAX_KEPT) break
      kept.delete(did)
    }
  }

  return {
    fillAuthors,
    /** Somebody changed their name: it is asked for again. */
    forget: (did: string): boolean => kept.delete(did),
  }
}

function keptOf(profile: Readonly<Record<string, unknown>>, at: number): Kept {
  return { profile: profileOf(profile), labels: readLabels(profile['labels']), at }
}

function profileOf(profile: Readonly<Record<string, unknown>>): Profile {
  const { handle, displayName, followersCount, avatar } = profile
  const verified = looseOf(profile['verification'])['verifiedStatus']
  return {
    handle:
      typeof handle === 'string' && handle !== 'handle.invalid' ? cleanName(handle, 253) : null,
    name: typeof displayName === 'string' && displayName !== '' ? cleanName(displayName) : null,
    followers: typeof followersCount === 'number' ? followersCount : null,
    verified: verified === undefined ? null : verified === 'valid',
    ...(typeof avatar === 'string' && avatar.startsWith('https://') && { avatarUrl: avatar }),
  }
}
