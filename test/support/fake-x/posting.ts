import { forbidden, invalid, type Reply } from './answers.ts'
import type { World } from './world.ts'

interface NewPost {
  text?: string
  reply?: { in_reply_to_tweet_id?: string }
}

/** `POST /2/tweets` of a self-serve app: answers only where our account was tagged or quoted. */
export function createPost(world: World, { text, reply }: NewPost): Reply {
  const { us, posts, users } = world
  const parentId = reply?.in_reply_to_tweet_id
  if (!text) return invalid('text is empty')
  if (parentId !== undefined) {
    const parent = posts.get(parentId)
    if (!parent)
      return forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.')
    const quoted = parent.quoteOf && posts.get(parent.quoteOf)?.authorId === us.id
    if (!quoted && !parent.text.toLowerCase().includes(`@${us.username}`))
      return forbidden('You are not permitted to reply to this conversation.')
  }
  const twin = [...posts.values()].find(
    (post) => post.authorId === us.id && post.replyTo === parentId && post.text.endsWith(text),
  )
  if (twin) return forbidden('You are not allowed to create a Tweet with duplicate content.')
  const parentAuthor = users.get(posts.get(parentId ?? '')?.authorId ?? '')
  const prefix = parentAuthor ? `@${parentAuthor.username} ` : ''
  const post = world.addPost({
    text: prefix + text,
    authorId: us.id,
    ...(parentId ? { replyTo: parentId } : {}),
  })
  return { status: 201, body: { data: { id: post.id, text } } }
}
