import type { FakeAccount, FakeNotification, FakeStatus } from './world.ts'
import { DOMAIN } from './world.ts'

type Json = Record<string, unknown>

/** A post as the interface shows it. */
export function statusEntity(status: FakeStatus): unknown {
  const [name, server = DOMAIN] = status.account.acct.split('@')
  const entity: Json = {
    id: status.id,
    created_at: new Date(status.createdAt).toISOString(),
    in_reply_to_id: status.inReplyTo?.id ?? null,
    in_reply_to_account_id: status.inReplyTo?.account.id ?? null,
    sensitive: status.spoilerText !== '',
    spoiler_text: status.spoilerText,
    visibility: status.visibility,
    language: 'en',
    uri: status.uri,
    url: `https://${server}/@${name}/${status.id}`,
    replies_count: 0,
    reblogs_count: 0,
    favourites_count: 3,
    quotes_count: 0,
    edited_at: status.editedAt === null ? null : new Date(status.editedAt).toISOString(),
    content: status.html,
    filtered: [],
    reblog: status.reblogOf === null ? null : statusEntity(status.reblogOf),
    application: null,
    account: accountEntity(status.account),
    media_attachments: [],
    mentions: status.mentions.map((account) => ({
      id: account.id,
      username: account.acct.split('@')[0],
      url: profileUrl(account),
      acct: account.acct,
    })),
    tags: status.tags.map((tag) => ({ name: tag, url: `https://${DOMAIN}/tags/${tag}` })),
    emojis: status.emojis.map(emojiEntity),
    card: null,
    poll: null,
    quote:
      status.quoteOf === null
        ? null
        : { state: 'accepted', quoted_status: statusEntity({ ...status.quoteOf, quoteOf: null }) },
  }
  return status.distort === undefined ? entity : status.distort(entity)
}

export function notificationEntity(notification: FakeNotification): Json {
  return {
    id: notification.id,
    type: notification.type,
    created_at: new Date(notification.createdAt).toISOString(),
    group_key: `ungrouped-${notification.id}`,
    account: accountEntity(notification.account),
    ...(notification.status && { status: statusEntity(notification.status) }),
  }
}

export function accountEntity(account: FakeAccount): Json {
  return {
    id: account.id,
    username: account.acct.split('@')[0],
    acct: account.acct,
    display_name: account.displayName,
    locked: false,
    bot: account.bot,
    discoverable: true,
    noindex: account.noindex,
    group: false,
    created_at: '2024-05-02T00:00:00.000Z',
    note: account.note,
    url: profileUrl(account),
    avatar: 'https://files.example/avatar.png',
    avatar_static: 'https://files.example/avatar.png',
    followers_count: account.followers,
    following_count: 3,
    statuses_count: 40,
    last_status_at: '2026-11-18',
    emojis: account.emojis.map(emojiEntity),
    fields: [],
  }
}

/** What the server is; `streaming` is left out where it has none. */
export function instanceEntity(options: {
  streaming: string | null
  version: string
  api: number | null
}): Json {
  const { streaming, version, api } = options
  return {
    domain: DOMAIN,
    title: 'Café Server',
    version,
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'For those who like it strong.',
    usage: { users: { active_month: 120 } },
    languages: ['en'],
    configuration: {
      urls: streaming === null ? {} : { streaming },
      accounts: { max_featured_tags: 10 },
      statuses: {
        max_characters: 500,
        max_media_attachments: 4,
        characters_reserved_per_url: 23,
      },
    },
    registrations: { enabled: false, approval_required: true, message: null },
    rules: [],
    ...(api === null ? {} : { api_versions: { mastodon: api } }),
  }
}

/** The same by the older interface. */
export function oldInstanceEntity(streaming: string | null, version: string): Json {
  return {
    uri: DOMAIN,
    title: 'Café Server',
    short_description: '',
    version,
    urls: streaming === null ? {} : { streaming_api: streaming },
    stats: { user_count: 9, status_count: 400, domain_count: 30 },
    max_toot_chars: 5000,
  }
}

function emojiEntity(shortcode: string): Json {
  const url = `https://files.example/${shortcode}.png`
  return { shortcode, url, static_url: url, visible_in_picker: true }
}

function profileUrl({ acct }: FakeAccount): string {
  const [name, server = DOMAIN] = acct.split('@')
  return `https://${server}/@${name}`
}
