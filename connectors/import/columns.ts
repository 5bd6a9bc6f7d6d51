import { UsageError } from '../../core/errors.ts'

/** Our fields, each with the column names under which the usual exports carry it. */
const ALIASES = {
  id: ['id', 'native_id', 'tweet_id', 'post_id', 'status_id', 'comment_id', 'review_id', 'id_str'],
  text: [
    'text',
    'full_text',
    'content',
    'body',
    'message',
    'comment',
    'review',
    'review_text',
    'snippet',
  ],
  title: ['title', 'headline', 'subject', 'review_title'],
  url: ['url', 'link', 'permalink', 'tweet_url', 'post_url'],
  created_at: [
    'created_at',
    'createdat',
    'date',
    'time',
    'timestamp',
    'posted_at',
    'published',
    'published_at',
    'datetime',
  ],
  author_id: ['author_id', 'user_id', 'author.id', 'user.id'],
  author_handle: [
    'author_handle',
    'handle',
    'username',
    'screen_name',
    'user_name',
    'author.handle',
    'author.username',
    'user.screen_name',
  ],
  author_name: [
    'author_name',
    'author',
    'name',
    'display_name',
    'reviewer',
    'author.name',
    'user.name',
  ],
  followers: [
    'followers',
    'followers_count',
    'follower_count',
    'author.followers',
    'user.followers_count',
  ],
  verified: ['verified', 'author.verified'],
  lang: ['lang', 'language'],
  network: ['network', 'source_network', 'platform'],
  scope: ['scope', 'instance', 'guild'],
  kind: ['kind'],
  rating: ['rating', 'stars', 'star_rating', 'score'],
  rating_max: ['rating_max'],
  likes: ['likes', 'like_count', 'favorite_count', 'favorites'],
  replies: ['replies', 'reply_count'],
  reposts: ['reposts', 'retweets', 'retweet_count', 'repost_count', 'shares'],
  views: ['views', 'impressions', 'view_count'],
  reply_to: ['reply_to', 'in_reply_to', 'parent_id', 'in_reply_to_status_id'],
  reply_to_text: ['reply_to_text', 'parent', 'parent_text'],
} as const satisfies Record<string, readonly string[]>

export type ImportField = keyof typeof ALIASES
/** Our field → the file's column. */
export type ColumnMap = Readonly<Partial<Record<ImportField, string>>>

const FIELDS: readonly ImportField[] = Object.keys(ALIASES).filter(isField)

function isField(word: string): word is ImportField {
  return Object.hasOwn(ALIASES, word)
}

/** Reads `field=column` words of a command line; UsageError names what is wrong. */
export function parseColumnMap(words: readonly string[]): ColumnMap {
  const map: Partial<Record<ImportField, string>> = {}
  for (const word of words) {
    const [field = '', ...rest] = word.split('=')
    const column = rest.join('=')
    if (!isField(field) || column === '') {
      throw new UsageError(
        `--map ${word}: write field=column, where field is one of ${FIELDS.join(', ')}.`,
      )
    }
    map[field] = column
  }
  return map
}

/** The column of every field: named by a person, else known by its usual name, in any case. */
export function findColumns(columns: readonly string[], map: ColumnMap): ColumnMap {
  const byName = new Map(columns.map((column) => [plain(column), column]))
  const found: Partial<Record<ImportField, string>> = {}
  const named = new Set(Object.values(map))
  for (const field of FIELDS) {
    const wanted = map[field]
    if (wanted !== undefined) {
      found[field] = requireColumn(byName, wanted, field)
      continue
    }
    const alias = ALIASES[field].map((name) => byName.get(name)).find((name) => name !== undefined)
    if (alias !== undefined && !named.has(alias)) found[field] = alias
  }
  if (found.text === undefined) {
    throw new UsageError(
      `No column holds the text. Columns found: ${list(columns)}. Name it with --map text=COLUMN.`,
    )
  }
  return found
}

function requireColumn(byName: Map<string, string>, wanted: string, field: string): string {
  const column = byName.get(plain(wanted))
  if (column !== undefined) return column
  throw new UsageError(
    `--map ${field}=${wanted}: there is no such column. Columns found: ${list([...byName.values()])}.`,
  )
}

function plain(column: string): string {
  return column
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

function list(columns: readonly string[]): string {
  return columns.length === 0 ? 'none' : columns.slice(0, 30).join(', ')
}
