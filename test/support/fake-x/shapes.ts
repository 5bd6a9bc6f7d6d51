import { type FakePost, type FakeUser, timeOfId, type World } from './world.ts'

const TWEET_FIELDS = new Set(
  'created_at lang public_metrics entities referenced_tweets conversation_id in_reply_to_user_id edit_history_tweet_ids attachments geo possibly_sensitive note_tweet author_id'.split(
    ' ',
  ),
)
const EXPANSIONS = new Set(
  'author_id referenced_tweets.id referenced_tweets.id.author_id attachments.media_keys geo.place_id'.split(
    ' ',
  ),
)

/** What a caller asked to be told of a post. */
export type Asked = URLSearchParams

/** Why X would refuse the question; null where it would not. */
export function faultOfFields(asked: Asked): string | null {
  for (const field of asked.get('tweet.fields')?.split(',') ?? [])
    if (!TWEET_FIELDS.has(field)) return `The \`tweet.fields\` value [${field}] is invalid`
  for (const expansion of asked.get('expansions')?.split(',') ?? [])
    if (!EXPANSIONS.has(expansion)) return `The \`expansions\` value [${expansion}] is invalid`
  return null
}

/** A post in the form of API v2, with no more than was asked for. */
export function shapePost(world: World, post: FakePost, query: Asked): Record<string, unknown> {
  const asked = new Set((query.get('tweet.fields') ?? '').split(','))
  const whole = wholePost(world, post)
  return {
    id: post.id,
    text: escapeSigns(post.text),
    edit_history_tweet_ids: post.editHistory ?? [post.id],
    ...Object.fromEntries(
      Object.entries(whole).filter(([key, value]) => asked.has(key) && value !== undefined),
    ),
  }
}

function wholePost(world: World, post: FakePost): Record<string, unknown> {
  const references = [
    ...(post.replyTo ? [{ type: 'replied_to', id: post.replyTo }] : []),
    ...(post.quoteOf ? [{ type: 'quoted', id: post.quoteOf }] : []),
    ...(post.repostOf ? [{ type: 'retweeted', id: post.repostOf }] : []),
  ]
  return {
    created_at: new Date(timeOfId(post.id)).toISOString(),
    lang: post.lang ?? 'en',
    author_id: world.users.get(post.authorId)?.id,
    conversation_id: post.replyTo ?? post.id,
    possibly_sensitive: false,
    in_reply_to_user_id: post.replyTo && world.posts.get(post.replyTo)?.authorId,
    referenced_tweets: references.length > 0 ? references : undefined,
    public_metrics: {
      retweet_count: 1,
      reply_count: 2,
      like_count: 3,
      quote_count: 0,
      impression_count: 50,
    },
    note_tweet: post.longText && { text: escapeSigns(post.longText) },
    entities: entitiesOf(world, post),
  }
}

/** X writes three signs in words as marks. */
export function escapeSigns(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function entitiesOf(world: World, post: FakePost) {
  const names = [...post.text.matchAll(/@(\w+)/g)].map((m) => m[1] ?? '')
  const tags = [...post.text.matchAll(/#(\w+)/g)].map((m) => ({ start: 0, end: 1, tag: m[1] }))
  const mentions = names.map((username) => ({
    start: 0,
    end: 1,
    username,
    id: [...world.users.values()].find((user) => user.username === username)?.id ?? '1',
  }))
  const urls = post.links?.map(({ short, expanded }) => ({
    start: 0,
    end: 1,
    url: short,
    expanded_url: expanded,
    display_url: expanded,
  }))
  return {
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(tags.length > 0 ? { hashtags: tags } : {}),
    ...(urls ? { urls } : {}),
  }
}

/** Authors and parents that come along where they were asked for. */
export function includesOf(world: World, page: readonly FakePost[], query: Asked) {
  if (!query.has('expansions')) return {}
  const parents = page.flatMap((post) =>
    [post.replyTo, post.quoteOf, post.repostOf].flatMap((id) => {
      const parent = id === undefined ? undefined : world.posts.get(id)
      return parent === undefined ? [] : [parent]
    }),
  )
  const ids = new Set([...page, ...parents].map((post) => post.authorId))
  const authors = [...ids].flatMap((id) => world.users.get(id) ?? [])
  return {
    includes: {
      users: authors.map(shapeUser),
      ...(parents.length > 0
        ? { tweets: parents.map((post) => shapePost(world, post, query)) }
        : {}),
    },
  }
}

/** An account as X shows it. */
export function shapeUser(user: FakeUser) {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    verified: false,
    protected: user.protected ?? false,
    profile_image_url: `https://pbs.example/${user.id}.jpg`,
    public_metrics: {
      followers_count: user.followers,
      following_count: 1,
      tweet_count: 1,
      listed_count: 0,
    },
  }
}
