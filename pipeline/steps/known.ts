import type { Mention } from '../../core/mention.ts'
import type { Step, World } from '../draft.ts'

/** Lets only news pass: a post not seen before, or a newer revision of one that is. */
export const known: Step = {
  name: 'known',
  run(draft, { facts, nextId }) {
    const { mention, authorKey } = draft
    if (facts.tombstones.has(mention.key)) return { drop: 'deleted' }
    if (authorKey !== null && facts.tombstones.has(`author:${authorKey}`))
      return { drop: 'author deleted' }
    const stored = facts.mentions.get(mention.key)
    if (stored === undefined) {
      draft.id = nextId()
      return 'ok'
    }
    if (stored.state === 'deleted') return { drop: 'deleted' }
    if (!isNewer(mention, stored)) return { drop: 'known' }
    draft.id = stored.id
    draft.isEdit = true
    return 'ok'
  },
}

/** The order of revisions: by time, then by name, so that any order of arrival ends the same. */
export function isNewer(
  mention: Pick<Mention, 'revision' | 'createdAt' | 'editedAt'>,
  stored: { revision: string; orderAt: number },
): boolean {
  // A row of a file without a time gets another one each time it is read; its words are the same.
  if (mention.editedAt === null && mention.revision === stored.revision) return false
  const at = mention.editedAt ?? mention.createdAt
  return at > stored.orderAt || (at === stored.orderAt && mention.revision > stored.revision)
}

/** What is stored under this post's key, where this revision is newer than it. */
export function olderStored(mention: Mention, { facts }: World): boolean {
  const stored = facts.mentions.get(mention.key)
  return stored !== undefined && stored.state === 'live' && isNewer(mention, stored)
}
