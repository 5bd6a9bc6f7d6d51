import type { Clock } from '../../../core/clock.ts'

export interface FakeAccount {
  id: string
  /** Name with its server, or without where it is this one. */
  acct: string
  displayName: string
  note: string
  bot: boolean
  followers: number
  noindex: boolean
  emojis: string[]
}

export interface FakeStatus {
  id: string
  uri: string
  account: FakeAccount
  text: string
  html: string
  visibility: string
  spoilerText: string
  createdAt: number
  editedAt: number | null
  mentions: FakeAccount[]
  tags: string[]
  inReplyTo: FakeStatus | null
  quoteOf: FakeStatus | null
  reblogOf: FakeStatus | null
  /** Custom emoji of the text, by their shortcodes. */
  emojis: string[]
  /** Changes the entity just before it is shown: how a test plants nonsense. */
  distort?: (entity: Record<string, unknown>) => unknown
}

export interface FakeNotification {
  id: string
  type: string
  createdAt: number
  account: FakeAccount
  status: FakeStatus | null
}

/** What happened, and on which channels of the stream it is told. */
export interface Happening {
  event: 'update' | 'status.update' | 'delete' | 'notification'
  channels: string[]
  status: FakeStatus
  notification?: FakeNotification
}

export interface Draft {
  by?: FakeAccount
  visibility?: string
  spoilerText?: string
  html?: string
  inReplyTo?: FakeStatus
  quoteOf?: FakeStatus
  emojis?: string[]
  /** When its author wrote it; a post that took its time to arrive has an old id, too. */
  createdAt?: number
  distort?: FakeStatus['distort']
}

export const DOMAIN = 'cafe.example'

/** One server of the network: who is there, who follows whom, what was said; it tells listeners what happens. */
export function createWorld(clock: Clock, tell: (happening: Happening) => void) {
  const accounts: FakeAccount[] = []
  const statuses = new Map<string, FakeStatus>()
  const notifications: FakeNotification[] = []
  const followed = new Set<FakeAccount>()
  let serial = 0
  let notified = 0

  function addAccount(acct: string, more: Partial<FakeAccount> = {}): FakeAccount {
    const account: FakeAccount = {
      id: String(109_000_000_000 + ++serial),
      acct,
      displayName: acct.split('@')[0] ?? acct,
      note: '',
      bot: false,
      followers: 12,
      noindex: false,
      emojis: [],
      ...more,
    }
    accounts.push(account)
    return account
  }
  const us = addAccount('juniper', { displayName: 'Juniper Coffee', followers: 900 })
  const guest = addAccount('nadia@guests.example', {
    displayName: 'Nadia :blobcat:',
    emojis: ['blobcat'],
  })

  /** The time in the upper bits, as the real one does it. */
  const nextId = (at: number) => String((BigInt(at) << 16n) + BigInt(++serial % 65_536))

  const inHome = ({ account }: FakeStatus) => account === us || followed.has(account)
  const isPublic = ({ visibility }: FakeStatus) => visibility === 'public'
  const mentionsUs = ({ mentions }: FakeStatus) => mentions.includes(us)
  /** Whether the account of the token may see it. */
  const mayWeSee = (status: FakeStatus) =>
    status.account === us ||
    ['public', 'unlisted'].includes(status.visibility) ||
    mentionsUs(status) ||
    (status.visibility === 'private' && followed.has(status.account))

  function channelsOf(status: FakeStatus): string[] {
    const home = inHome(status) && mayWeSee(status) ? ['home'] : []
    return isPublic(status) ? [...home, ...status.tags.map((tag) => `hashtag:${tag}`)] : home
  }

  function make(text: string, draft: Draft = {}): FakeStatus {
    const { by = guest, createdAt = clock.now() } = draft
    const id = nextId(createdAt)
    const [name, server = DOMAIN] = by.acct.split('@')
    const names = text.match(/@[\w.-]+(?:@[\w.-]+\w)?/g) ?? []
    const status: FakeStatus = {
      id,
      uri: `https://${server}/users/${name}/statuses/${id}`,
      account: by,
      text,
      html: draft.html ?? toHtml(text),
      visibility: draft.visibility ?? 'public',
      spoilerText: draft.spoilerText ?? '',
      createdAt,
      editedAt: null,
      mentions: accounts.filter(({ acct }) => names.some((written) => isName(written, acct))),
      tags: (text.match(/#\w+/g) ?? []).map((tag) => tag.slice(1).toLowerCase()),
      inReplyTo: draft.inReplyTo ?? null,
      quoteOf: draft.quoteOf ?? null,
      reblogOf: null,
      emojis: draft.emojis ?? [],
      ...(draft.distort && { distort: draft.distort }),
    }
    statuses.set(id, status)
    return status
  }

  function notify(type: string, status: FakeStatus): FakeNotification {
    const notification: FakeNotification = {
      // Of its own, so that no number comes back when a post is deleted with its notification.
      id: String(34_000_000 + ++notified),
      type,
      createdAt: clock.now(),
      account: status.account,
      status,
    }
    notifications.push(notification)
    return notification
  }

  return {
    us,
    guest,
    accounts,
    statuses,
    notifications,
    followed,
    addAccount,
    mayWeSee,
    inHome,
    find: (uri: string) => [...statuses.values()].find((status) => status.uri === uri),
    /** Said, kept, and told to whom it concerns; the happenings come back for those who tell them later. */
    post(
      text: string,
      draft: Draft = {},
      silently = false,
    ): { status: FakeStatus; happenings: Happening[] } {
      const status = make(text, draft)
      const happenings: Happening[] = []
      const channels = channelsOf(status)
      if (channels.length > 0) happenings.push({ event: 'update', channels, status })
      const type = mentionsUs(status) && status.account !== us ? 'mention' : null
      const kind = status.quoteOf?.account === us ? 'quote' : type
      if (kind !== null) {
        const notification = notify(kind, status)
        happenings.push({
          event: 'notification',
          channels: ['notifications'],
          status,
          notification,
        })
      }
      if (!silently) happenings.forEach(tell)
      return { status, happenings }
    },
    boost(by: FakeAccount, reblogOf: FakeStatus): FakeStatus {
      const status = make('', { by })
      status.reblogOf = reblogOf
      const channels = channelsOf(status)
      if (channels.length > 0) tell({ event: 'update', channels, status })
      return status
    },
    /** A favourite, a boost of ours and the like: none of them is a post. */
    notifyOnly(type: string, status: FakeStatus): void {
      const notification = notify(type, status)
      tell({ event: 'notification', channels: ['notifications'], status, notification })
    },
    /** Followers and readers of hashtags are told; somebody who was only named is not. */
    edit(status: FakeStatus, text: string, silently = false): Happening[] {
      status.text = text
      status.html = toHtml(text)
      status.editedAt = clock.now()
      const channels = channelsOf(status)
      const happenings: Happening[] =
        channels.length > 0 ? [{ event: 'status.update', channels, status: { ...status } }] : []
      if (!silently) happenings.forEach(tell)
      return happenings
    },
    remove(status: FakeStatus, silently = false): Happening[] {
      const named = mentionsUs(status) ? ['home'] : []
      const channels = [...new Set([...channelsOf(status), ...named])]
      statuses.delete(status.id)
      for (const [i, { status: about }] of [...notifications.entries()].reverse())
        if (about === status) notifications.splice(i, 1)
      const happenings: Happening[] =
        channels.length > 0 ? [{ event: 'delete', channels, status }] : []
      if (!silently) happenings.forEach(tell)
      return happenings
    },
  }
}

export type World = ReturnType<typeof createWorld>

function isName(written: string, acct: string): boolean {
  const name = written.slice(1).toLowerCase()
  return name === acct || name === `${acct}@${DOMAIN}`
}

/** Text as the real one writes it: paragraphs, names in spans, and links with their ends hidden. */
export function toHtml(text: string): string {
  const marked = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/https?:\/\/[^\s<]+/g, (url) => {
      const rest = url.replace(/^https?:\/\//, '')
      const hidden = (words: string) => `<span class="invisible">${words}</span>`
      const start = hidden(url.slice(0, url.length - rest.length))
      const shown = `<span class="${rest.length > 30 ? 'ellipsis' : ''}">${rest.slice(0, 30)}</span>`
      return `<a href="${url}" target="_blank" rel="nofollow noopener noreferrer">${start}${shown}${hidden(rest.slice(30))}</a>`
    })
    .replace(
      /(^|\s)@([\w-]+)(@[\w.-]+\w)?/g,
      (_all, before: string, name: string, server = `@${DOMAIN}`) =>
        `${before}<span class="h-card" translate="no"><a href="https://${server.slice(1)}/@${name}" class="u-url mention">@<span>${name}</span></a></span>`,
    )
    .replace(
      /(^|\s)#(\w+)/g,
      (_all, before: string, tag: string) =>
        `${before}<a href="https://${DOMAIN}/tags/${tag}" class="mention hashtag" rel="tag">#<span>${tag}</span></a>`,
    )
  return marked
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('')
}
