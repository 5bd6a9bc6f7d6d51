import type { Bulk } from '../batch-writer/bulk.ts'
import type { PostChange } from '../batch-writer/changes.ts'
import { replyToKey } from '../batch-writer/mentions.ts'
import { authorMark, findErased, postMark } from './marks.ts'

/** Whether one of these posts, or its author, was erased since it was judged. */
export async function holdsErased(bulk: Bulk, posts: readonly PostChange[]): Promise<boolean> {
  const found = await findErased(bulk, () =>
    posts.flatMap(({ mention, authorKey }) => [
      postMark(mention.key),
      ...(authorKey === null ? [] : [authorMark(authorKey)]),
    ]),
  )
  return found.size > 0
}

/** Answers to erased posts come without the words they answer. */
export async function dropErasedQuotes(
  bulk: Bulk,
  posts: readonly PostChange[],
): Promise<readonly PostChange[]> {
  const quoting = posts.filter(({ mention }) => mention.parents.replyToText !== undefined)
  if (quoting.length === 0) return posts
  const markOfQuoted = ({ mention }: PostChange) => postMark(replyToKey(mention) ?? '')
  const found = await findErased(bulk, () => quoting.map(markOfQuoted))
  if (found.size === 0) return posts
  return posts.map((post) => {
    if (!found.has(markOfQuoted(post))) return post
    const { replyToText: _, replyTo: __, root: ___, ...parents } = post.mention.parents
    return { ...post, mention: { ...post.mention, parents } }
  })
}
