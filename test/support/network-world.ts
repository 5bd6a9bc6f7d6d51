import type { Clock } from '../../core/clock.ts'
import type { ConnectionConfig } from '../../core/config.ts'
import type { Network } from '../../core/network.ts'
import { startFakeBluesky } from './fake-bluesky/fake-bluesky.ts'
import { createFakeDiscord } from './fake-discord/fake-discord.ts'
import type { FakeMessage } from './fake-discord/world.ts'
import { startFakeFeeds } from './fake-feeds.ts'
import { OUR_USER, startFakeGitHub, TOKEN } from './fake-github/fake-github.ts'
import { startFakeHackerNews } from './fake-hackernews.ts'
import { startFakeMastodon } from './fake-mastodon/server.ts'
import { OUR_TOKEN } from './fake-mastodon/tokens.ts'
import { DOMAIN, type FakeStatus, type Happening } from './fake-mastodon/world.ts'
import { FOUR_KEYS } from './fake-x/desk.ts'
import { createFakeX } from './fake-x/server.ts'
import { baseOf, LOUNGE, secretsOf, startCommunity } from './slack-community.ts'
import { createWebhookSender } from './webhook-sender.ts'

/** A network as people use it: whoever writes there knows nothing of us. Posts go by the key they get here. */
export interface NetworkWorld {
  network: Network
  /** What earshot.yaml says of it. */
  settings: Record<string, unknown> & Pick<ConnectionConfig, 'network'>
  secrets: Record<string, string>
  say(author: string, text: string): string | Promise<string>
  /** Absent where nobody can edit, or it is not told. */
  edit?(key: string, text: string): unknown
  /** Absent where deletions are not told. */
  remove?(key: string): unknown
  /** Tells once more, late, of a post as it was written first. */
  tellAgain?(key: string): unknown
  /** Breaks every open connection; what is said before it is back is told to nobody. */
  cut?(): void
  /** What stands below a post in our name; absent where nobody can answer from here. */
  answersTo?(key: string): string[]
  /** What the author of a post reads alone, from us; absent where there is no such thing. */
  messagesTo?(key: string): string[]
  /** The author takes no messages from now on. */
  closeMessages?(key: string): void
  close(): unknown
}

const HOOK_SECRET = 'a secret of thirty-two characters'

/** Tries of a service whose post nobody takes; a desk that was killed is back before. */
const SENDER_TRIES = 400
const SENDER_WAIT_MS = 5000

type Start = (clock: Clock, address: () => string) => NetworkWorld | Promise<NetworkWorld>

const STARTS = {
  x: onX,
  discord: onDiscord,
  bluesky: onBluesky,
  mastodon: onMastodon,
  slack: inSlackCommunity,
  hackernews: onHackerNews,
  github: onGitHub,
  webhook: byWebhook,
  feed: inFeed,
} as const satisfies Partial<Record<Network, Start>>

export type StartedNetwork = keyof typeof STARTS
export const STARTED_NETWORKS = Object.keys(STARTS) as readonly StartedNetwork[]

/** Networks, by default every one, each a fake on loopback; `address` is where our desk takes requests, once it does. */
export async function startNetworks(
  clock: Clock,
  address: () => string,
  which = STARTED_NETWORKS,
): Promise<readonly NetworkWorld[]> {
  const started: NetworkWorld[] = []
  for (const network of which) started.push(await STARTS[network](clock, address))
  return started
}

async function onX(clock: Clock): Promise<NetworkWorld> {
  const x = createFakeX(clock)
  x.us.username = 'junipercoffee'
  x.tokens.mayMessage = true
  const baseUrl = await x.start()
  const idOf = (key: string) => key.slice('x::'.length)
  return {
    network: 'x',
    settings: {
      network: 'x',
      userId: x.us.id,
      handle: x.us.username,
      pollSeconds: 15,
      directMessages: true,
      baseUrl,
    },
    secrets: { ...FOUR_KEYS },
    say(author, text) {
      const id = String(1000 + x.users.size)
      x.addUser({ id, username: author, name: author, followers: 40 })
      return `x::${x.addPost({ text: `@junipercoffee ${text}`, authorId: id }).id}`
    },
    edit: (key, text) => x.editPost(idOf(key), `@junipercoffee ${text}`),
    remove: (key) => x.deletePost(idOf(key)),
    cut: () => x.failNext(/mentions/, { kind: 'truncate' }),
    answersTo(key) {
      const versions = x.posts.get(idOf(key))?.editHistory ?? [idOf(key)]
      const all = [...x.posts.values()].filter(({ authorId }) => authorId === x.us.id)
      return all.filter(({ replyTo }) => versions.includes(replyTo ?? '')).map(({ text }) => text)
    },
    messagesTo(key) {
      const reader = x.posts.get(idOf(key))?.authorId
      const all = x.messages.sent.filter(({ conversationWith }) => conversationWith === reader)
      return all.map(({ text }) => text)
    },
    closeMessages: (key) => void x.messages.closed.add(x.posts.get(idOf(key))?.authorId ?? ''),
    close: x.stop,
  }
}

async function onDiscord(clock: Clock): Promise<NetworkWorld> {
  const discord = createFakeDiscord(() => clock.now())
  const baseUrl = await discord.start()
  const channel = discord.addChannel('general')
  const first = new Map<string, FakeMessage>()
  const idOf = (key: string) => key.split(':')[2] ?? ''
  return {
    network: 'discord',
    settings: { network: 'discord', baseUrl },
    secrets: { EARSHOT_DISCORD_TOKEN: discord.settings.token },
    say(author, text) {
      const by = { id: String(70 + first.size), username: author, global_name: author }
      const message = discord.say(text, { channelId: channel.id, author: by })
      const key = `discord:${discord.guild.id}:${message.id}`
      first.set(key, { ...message })
      return key
    },
    edit: (key, text) => discord.edit(idOf(key), text),
    remove: (key) => discord.remove(idOf(key)),
    tellAgain: (key) =>
      discord.dispatch('MESSAGE_CREATE', { ...first.get(key), guild_id: discord.guild.id }),
    cut: () => discord.cut(true),
    answersTo: (key) =>
      channel.messages
        .filter(({ author, message_reference: below }) => {
          return author.id === discord.bot.id && below?.message_id === idOf(key)
        })
        .map(({ content }) => content),
    close: discord.stop,
  }
}

async function onBluesky(clock: Clock): Promise<NetworkWorld> {
  const bluesky = await startFakeBluesky(clock)
  const first = new Map<string, Record<string, unknown>>()
  return {
    network: 'bluesky',
    settings: {
      network: 'bluesky',
      account: 'ourcafe.example',
      hosts: [bluesky.url],
      baseUrl: bluesky.url,
    },
    secrets: { EARSHOT_BLUESKY_PASSWORD: 'app-password' },
    say(author, text) {
      const did = `did:plc:${author}`
      bluesky.world.handles.set(did, `${author}.example`)
      const { key, event } = bluesky.publishPost(text, {}, did)
      first.set(key, event)
      return key
    },
    edit: (key, text) => bluesky.edit(key, text),
    remove: (key) => bluesky.remove(key),
    tellAgain: (key) => bluesky.sendFrame(first.get(key) ?? {}),
    cut: bluesky.drop,
    answersTo: (key) =>
      [...bluesky.records.values()].flatMap(({ value }) => {
        const { text, reply } = value as { text: string; reply?: { parent: { uri: string } } }
        return `bluesky::${reply?.parent.uri}` === key ? [text] : []
      }),
    close: () => bluesky.close(),
  }
}

async function onMastodon(clock: Clock): Promise<NetworkWorld> {
  const mastodon = await startFakeMastodon(clock)
  const { world, streaming } = mastodon
  const first = new Map<string, { status: FakeStatus; happenings: Happening[] }>()
  const known = (key: string) => {
    const said = first.get(key)
    if (said === undefined) throw new Error(`no post ${key}`)
    return said
  }
  return {
    network: 'mastodon',
    settings: {
      network: 'mastodon',
      server: DOMAIN,
      account: '@juniper',
      baseUrl: mastodon.url,
    },
    secrets: { EARSHOT_MASTODON_TOKEN: OUR_TOKEN },
    say(author, text) {
      const by = world.addAccount(`${author}@guests.example`)
      const { status, happenings } = world.post(`@juniper ${text}`, { by })
      const key = `mastodon::${status.uri}`
      const asWritten = happenings.map((one) => ({ ...one, status: { ...status } }))
      first.set(key, { status, happenings: asWritten })
      return key
    },
    edit: (key, text) => world.edit(known(key).status, `@juniper ${text}`),
    remove: (key) => world.remove(known(key).status),
    tellAgain: (key) => known(key).happenings.forEach(streaming.tell),
    cut: () => streaming.drop(),
    answersTo: (key) =>
      [...world.statuses.values()]
        .filter(
          ({ account, inReplyTo }) => account === world.us && inReplyTo?.uri === key.slice(10),
        )
        .map(({ text }) => text),
    close: mastodon.close,
  }
}

/** Guests of a workspace that is not the staff's, heard through an app of its own. */
async function inSlackCommunity(clock: Clock): Promise<NetworkWorld> {
  const app = { id: 'A0LOUNGE', bot: 'B0LOUNGE', user: 'U0LOUNGEAPP' }
  const slack = await startCommunity(clock, { app })
  const lounge = slack.addChannel({ id: LOUNGE, name: 'lounge' })
  const first = new Map<string, { user: string; ts: string; text: string }>()
  const tsOf = (key: string) => key.split(':')[3] ?? ''
  const authorOf = (key: string) => first.get(key)?.user ?? ''
  return {
    network: 'slack',
    settings: { network: 'slack', baseUrl: baseOf(slack) },
    secrets: secretsOf(slack),
    say(author, text) {
      const { id } = slack.addUser({ id: `U0${author.toUpperCase()}`, name: author })
      lounge.members.add(id)
      void slack.say(id, LOUNGE, text)
      const { user, ts, text: said } = slack.messages(LOUNGE).at(-1)!
      const key = `slack:${slack.teamId}:${LOUNGE}:${ts}`
      first.set(key, { user, ts, text: said })
      return key
    },
    edit: (key, text) => void slack.edit(authorOf(key), LOUNGE, tsOf(key), text),
    remove: (key) => slack.erase(LOUNGE, tsOf(key)),
    tellAgain: (key) =>
      void slack.tellEvent({
        type: 'message',
        channel: LOUNGE,
        channel_type: 'channel',
        ...first.get(key),
      }),
    cut: () => slack.dropAll(),
    answersTo: (key) =>
      slack
        .messages(LOUNGE)
        .filter(({ user, threadTs }) => user === app.user && threadTs === tsOf(key))
        .map(({ text }) => text),
    close: () => slack.close(),
  }
}

async function onHackerNews(clock: Clock): Promise<NetworkWorld> {
  const hn = await startFakeHackerNews(clock)
  return {
    network: 'hackernews',
    settings: { network: 'hackernews', query: 'juniper coffee', baseUrl: hn.url },
    secrets: {},
    say: (author, text) => hn.say(text, author),
    remove: (key) => hn.remove(key),
    cut: () => hn.failNext('cut'),
    close: hn.close,
  }
}

async function onGitHub(clock: Clock): Promise<NetworkWorld> {
  const github = await startFakeGitHub(clock)
  const { store } = github
  store.addRepo('juniper/app')
  const known = (key: string) => {
    const thing = store.things.find(({ id }) => key === `github:${github.host}:issue-${id}`)
    if (thing === undefined) throw new Error(`no ${key}`)
    return thing
  }
  return {
    network: 'github',
    settings: {
      network: 'github',
      repositories: ['juniper/app'],
      account: OUR_USER.login,
      pollSeconds: 30,
      baseUrl: github.apiUrl,
    },
    secrets: { EARSHOT_GITHUB_TOKEN: TOKEN },
    say(author, text) {
      const user = { id: 50 + store.things.length, login: author, type: 'User' as const }
      const { id } = store.openIssue('juniper/app', `From ${author}`, text, { user })
      return `github:${github.host}:issue-${id}`
    },
    edit: (key, text) => store.edit(known(key), text),
    remove: (key) => store.remove(known(key)),
    cut: () => github.failNext({ kind: 'cut' }),
    answersTo: (key) =>
      store.things
        .filter(({ kind, number, user }) => {
          return kind === 'comment' && number === known(key).number && user.id === OUR_USER.id
        })
        .map(({ body }) => body),
    close: github.close,
  }
}

/** A service that sends us reviews, signed; told of what happens to them only by itself. */
function byWebhook(clock: Clock, address: () => string): NetworkWorld {
  const first = new Map<string, Record<string, unknown>>()
  let serial = 0
  async function send(body: Record<string, unknown>): Promise<void> {
    const key = `delivery-${++serial}`
    for (let tries = 1; ; tries++) {
      const sender = createWebhookSender(`${address()}/hooks/webhook`, clock, HOOK_SECRET)
      try {
        const { status, answer } = await sender.send(body, { key })
        if (status !== 202) throw new Error(JSON.stringify(answer))
        return
      } catch (error) {
        if (!(error instanceof TypeError) || tries === SENDER_TRIES) throw error
      }
      await clock.sleep(SENDER_WAIT_MS)
    }
  }
  return {
    network: 'webhook',
    settings: { network: 'webhook' },
    secrets: { EARSHOT_WEBHOOK_SECRET: HOOK_SECRET },
    async say(author, text) {
      const id = `review-${first.size + 1}`
      const post = {
        id,
        text,
        author_id: author,
        author_name: author,
        created_at: clock.now(),
        url: `https://reviews.example/${id}`,
      }
      first.set(`webhook:webhook:${id}`, post)
      await send(post)
      return `webhook:webhook:${id}`
    },
    edit: (key, text) => send({ ...first.get(key), text, edited_at: clock.now() }),
    remove: (key) => send({ id: key.split(':')[2], deleted: true }),
    tellAgain: (key) => send({ ...first.get(key) }),
    close() {},
  }
}

async function inFeed(clock: Clock): Promise<NetworkWorld> {
  const feeds = await startFakeFeeds(clock)
  return {
    network: 'feed',
    settings: { network: 'feed', urls: [feeds.feedUrl], pollMinutes: 1 },
    secrets: {},
    say: (author, text) => feeds.publish(`${text} Written by ${author}.`),
    edit: (key, text) => feeds.edit(key, text),
    remove: (key) => feeds.remove(key),
    tellAgain: (key) => feeds.duplicate(key),
    cut: feeds.drop,
    close: feeds.close,
  }
}
