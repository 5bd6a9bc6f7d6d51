import { createCourier } from './courier.ts'
import type { Desk } from './desk.ts'
import { tellHappening } from './events.ts'
import { createFaults, type Fault } from './faults.ts'
import { type Forged, forgeAct } from './forge.ts'
import { createHttpDelivery, type Forgery } from './http-delivery.ts'
import { copyOf, type JsonObject } from './json.ts'
import { APP_SECRETS } from './methods-oauth.ts'
import { type FakeSlackOptions, fillOptions } from './options.ts'
import { createPeople, type People } from './people.ts'
import { createRateLimits } from './rate-limits.ts'
import { createResponseUrls, type ResponsePost } from './response-urls.ts'
import { createSocketHub, type DisconnectReason, type SocketRefusal } from './socket-hub.ts'
import { createTokens } from './tokens.ts'
import { createTriggers } from './triggers.ts'
import { openModals } from './view-store.ts'
import { createWaiting } from './waiting.ts'
import { createWebApi } from './web-api.ts'
import { createWebServer } from './web-server.ts'
import type {
  Answer,
  ApiCall,
  Delivery,
  FakeChannel,
  FakeEphemeral,
  FakeFile,
  FakeMessage,
  FakeUser,
  FakeView,
  LiveToken,
} from './words.ts'
import { aUser, createWorkspace, openDirect } from './workspace.ts'

/** A Slack of our own on a loopback port: speaks the real wire, refuses what the real one refuses. */
export interface FakeSlack extends People {
  /** `http://127.0.0.1:PORT/api/` */
  readonly apiUrl: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly teamId: string
  readonly appId: string
  readonly botUserId: string
  readonly botId: string

  addUser(user: Partial<FakeUser> & { readonly id: string }): FakeUser
  /** The bot is a member unless `withBot` is false. Default kind: public. */
  addChannel(channel: NewChannel): FakeChannel
  /** A user group with these people in it, or with others from now on. */
  setGroup(id: string, users: readonly string[]): void
  /** What stands in a channel now, thread replies included, oldest first. */
  messages(channel: string): readonly FakeMessage[]
  /** The direct messages between the bot and a person. */
  directMessages(user: string): readonly FakeMessage[]
  ephemerals(user: string): readonly FakeEphemeral[]
  /** The dialogs a person has open, the top one last. */
  views(user: string): readonly FakeView[]
  home(user: string): FakeView | undefined
  readonly files: ReadonlyMap<string, FakeFile>
  readonly responsePosts: readonly ResponsePost[]
  /** Every call of the Web API, in order. */
  readonly history: readonly ApiCall[]
  calls(method: string): ApiCall[]
  /** Everything told to the app, with its answers. */
  readonly deliveries: readonly Delivery[]
  readonly lostEvents: readonly JsonObject[]
  /** What the app did that Slack would refuse or that it must never do; a good test ends with none. */
  readonly violations: string[]
  /** Worth a look, but the course of life. */
  readonly warnings: string[]
  readonly liveTokens: readonly LiveToken[]
  /** Live links whose host is not one of `ownHosts`. */
  foreignLinks(): LiveToken[]

  /** Sockets open now, and made since the start. */
  readonly sockets: { readonly open: number; readonly opened: number }
  /** From now on tells the app over HTTP; checks the URL with Slack's challenge first. */
  connectHttp(url: string): Promise<void>
  forgeNext(forgery: Forgery): void
  /** Tells any event, as it is, whether subscribed or not. */
  tellEvent(event: JsonObject): Promise<Answer>
  /** Tells an act of a person with whatever body. */
  forge(by: string, body: JsonObject): Promise<Forged>

  fail(method: string, fault: Fault): void
  mend(method?: string): void
  refuseSockets(how: SocketRefusal, times?: number): void
  acceptSockets(): void
  dropAll(): void
  sendGarbage(...frames: (string | Buffer)[]): void
  sendAppRateLimited(): Promise<Answer>
  disconnect(reason: DisconnectReason): void
  halfOpen(): void
  redeliver(last: number): Promise<Answer[]>
  revokeToken(kind: 'bot' | 'app', error?: string): void
  restoreToken(kind: 'bot' | 'app'): void
  /** A new token; `botToken` and `appToken` show it. */
  issueToken(kind: 'bot' | 'app', prefix?: string): string
  /** What the page "Basic Information" shows. */
  readonly appSecrets: { clientId: string; clientSecret: string }
  /** Switches token rotation on for the app, so that its token can be exchanged. */
  allowRotation(): void
  /** Installed with token rotation on; what the app needs to refresh. */
  rotateTokens(): { refreshToken: string; clientId: string; clientSecret: string }
  archive(channel: string): void
  unarchive(channel: string): void
  removeBot(channel: string): void
  /** Somebody writes /invite: the bot is in the channel and hears of it. */
  inviteBot(channel: string): void
  deactivate(user: string): void
  /** True: every connection is cut and refused, as when Slack is down; false: back on the same port. */
  away(isAway: boolean): Promise<void>

  /** Resolves when the check holds; looks again after everything that happens. Fails after `patienceMs`. */
  until(check: () => boolean, what?: string): Promise<void>
  /** Resolves when nothing told to the app is unanswered. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface NewChannel {
  readonly id: string
  readonly name: string
  readonly kind?: 'public' | 'private'
  readonly members?: readonly string[]
  readonly withBot?: boolean
  readonly is_ext_shared?: boolean
}

const GARBAGE = ['this is no JSON', '{"envelope_id":', Buffer.from([0xff, 0xfe, 0x00])]

/** Starts a fake Slack with an empty workspace on a free loopback port. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const settings = fillOptions(options)
  const workspace = createWorkspace(settings)
  const signingSecret = ['fake', 'signing', 'secret'].join('-')
  const tokens = createTokens(() => settings.clock.now(), workspace.appId)
  const triggers = createTriggers(workspace)
  const hub = createSocketHub(workspace)
  const http = createHttpDelivery(workspace, signingSecret)
  const courier = createCourier(workspace, hub, http)
  const origin = () => `http://127.0.0.1:${server.port}`
  const responseUrls = createResponseUrls(workspace, origin)
  const desk: Desk = { workspace, tokens, triggers, responseUrls, hub, courier, origin }
  const faults = createFaults(settings.random)
  const api = createWebApi(desk, faults, createRateLimits(settings))
  const server = createWebServer(desk, () => api)
  await server.listen()

  const channelOf = (id: string): FakeChannel => {
    const channel = workspace.channels.get(id)
    if (channel === undefined) throw new Error(`there is no channel ${id}`)
    return channel
  }
  const tell = (subscription: string, event: JsonObject) => {
    void tellHappening(desk, { subscription, scope: null, channel: null, event })
  }

  return {
    ...createPeople(desk),
    ...createWaiting(workspace),
    apiUrl: `${origin()}/api/`,
    get botToken() {
      return tokens.bot
    },
    get appToken() {
      return tokens.app
    },
    signingSecret,
    teamId: workspace.team.id,
    appId: workspace.appId,
    botUserId: workspace.botUser,
    botId: workspace.botId,
    addUser(user) {
      const added = aUser(workspace, user)
      workspace.users.set(added.id, added)
      return added
    },
    setGroup(id, users) {
      workspace.groups.set(id, users)
    },
    addChannel({ id, name, kind = 'public', members = [], withBot = true, is_ext_shared = false }) {
      const everyone = new Set([...members, ...(withBot ? [workspace.botUser] : [])])
      const channel = { id, name, kind, is_archived: false, is_ext_shared, members: everyone }
      workspace.channels.set(id, channel)
      return channel
    },
    messages: (channel) => workspace.messages.get(channel) ?? [],
    directMessages: (user) => workspace.messages.get(openDirect(workspace, user).id) ?? [],
    ephemerals: (user) => workspace.ephemerals.filter((e) => e.user === user && !e.removed),
    views: (user) => openModals(workspace, user),
    home: (user) => [...workspace.views.values()].find((v) => v.type === 'home' && v.user === user),
    files: workspace.files,
    responsePosts: responseUrls.posts,
    history: api.history,
    calls: (method) => api.history.filter((call) => call.method === method),
    deliveries: courier.deliveries,
    lostEvents: courier.lost,
    violations: workspace.violations,
    warnings: workspace.warnings,
    liveTokens: workspace.liveTokens,
    foreignLinks: () =>
      workspace.liveTokens.filter(
        ({ kind, value }) =>
          (kind === 'link' || kind === 'auto_link') && !isOwn(value, settings.ownHosts),
      ),
    sockets: {
      get open() {
        return hub.connections
      },
      get opened() {
        return hub.opened
      },
    },
    async connectHttp(url) {
      await http.verify(url)
      http.url = url
    },
    forgeNext: (forgery) => http.forgeNext(forgery),
    tellEvent: (event) => courier.tellEvent(event),
    forge: (by, body) => forgeAct(desk, by, body),
    fail: (method, fault) => faults.fail(method, fault),
    mend: (method) => faults.mend(method),
    refuseSockets: (how, times = Number.POSITIVE_INFINITY) => hub.refuse(how, times),
    acceptSockets: () => hub.accept(),
    dropAll: () => hub.dropAll(),
    sendGarbage: (...frames) => hub.sendRaw(...(frames.length > 0 ? frames : GARBAGE)),
    sendAppRateLimited: () => courier.tellRateLimited(),
    disconnect: (reason) => hub.disconnect(reason),
    halfOpen: () => hub.halfOpen(),
    redeliver: (last) => courier.redeliver(last),
    revokeToken(kind, error = 'token_revoked') {
      tokens.revoke(kind, error)
      if (kind === 'bot') {
        tell('tokens_revoked', { type: 'tokens_revoked', tokens: { bot: [workspace.botUser] } })
      }
    },
    restoreToken: (kind) => tokens.restore(kind),
    issueToken: (kind, prefix) => tokens.issue(kind, prefix),
    appSecrets: APP_SECRETS,
    allowRotation: () => tokens.allowRotation(),
    rotateTokens: () => ({ refreshToken: tokens.startRotation(), ...APP_SECRETS }),
    archive(id) {
      channelOf(id).is_archived = true
      tell('channel_archive', { type: 'channel_archive', channel: id, user: workspace.botUser })
    },
    unarchive(id) {
      channelOf(id).is_archived = false
    },
    removeBot(id) {
      const channel = channelOf(id)
      channel.members.delete(workspace.botUser)
      const type = channel.kind === 'private' ? 'group_left' : 'channel_left'
      tell(type, { type, channel: id, actor_id: 'U0ADMIN' })
    },
    inviteBot(id) {
      const channel = channelOf(id)
      channel.members.add(workspace.botUser)
      const type = 'member_joined_channel'
      tell(type, { type, user: workspace.botUser, channel: id, inviter: 'U0ADMIN' })
    },
    deactivate(id) {
      const user = workspace.users.get(id)
      if (user === undefined) throw new Error(`there is no user ${id}`)
      user.deleted = true
      tell('user_change', { type: 'user_change', user: copyOf({ ...user }) })
    },
    async away(isAway) {
      if (courier.isAway === isAway) return
      courier.isAway = isAway
      await (isAway ? server.refuseAll() : server.listen())
    },
    settled: () => courier.settled(),
    async close() {
      courier.stop()
      hub.stop()
      if (!courier.isAway) await server.refuseAll()
      courier.isAway = true
    },
  }
}

function isOwn(link: string, hosts: readonly string[]): boolean {
  const url = URL.parse(/^[a-z]+:/i.test(link) ? link : `http://${link}`)
  return url !== null && hosts.some((host) => url.host === host || url.hostname === host)
}
