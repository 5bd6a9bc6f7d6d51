/** What a sender of the inbound webhook can tell of a post. */
export const WEBHOOK_FIELDS = [
  'text',
  'id',
  'title',
  'url',
  'author_id',
  'author_handle',
  'author_name',
  'followers',
  'created_at',
  'edited_at',
  'deleted',
  'lang',
  'kind',
  'rating',
  'rating_max',
  'reply_to',
  'likes',
  'replies',
  'views',
] as const

export type WebhookField = (typeof WEBHOOK_FIELDS)[number]

/** Where something stands in JSON: review.text, items[0].name or $.review['the text']. */
export const JSON_PATH = /^(?:\$|[^.[\]]+)(?:\.[^.[\]]+|\[\d+\]|\['[^']*'\])*$/
