import { App, SocketModeReceiver } from '@slack/bolt'
import type { Inbox } from '../db/inbox.ts'
import { answerFaults } from './answer-faults.ts'
import { boltLogger } from './bolt-logger.ts'
import type { BotDeps } from './deps.ts'
import { makeDurable, replayInbox } from './durable-receiver.ts'
import { registerBundle } from './handlers/bundle.ts'
import { registerCheck } from './handlers/check.ts'
import { registerCommand } from './handlers/command.ts'
import { registerHome } from './handlers/home.ts'
import { registerIncident } from './handlers/incident.ts'
import { registerLogContact } from './handlers/log-contact.ts'
import { registerLogPost } from './handlers/log-post.ts'
import { registerPlaybook } from './handlers/playbook.ts'
import { registerPress } from './handlers/press.ts'
import { registerReact } from './handlers/react.ts'
import { registerReply } from './handlers/reply.ts'
import { registerFilter } from './handlers/review-filter.ts'
import { registerSources } from './handlers/sources.ts'
import { registerSubmit } from './handlers/submit.ts'
import { registerSuggest } from './handlers/suggest.ts'
import { registerVerbs } from './handlers/verbs.ts'
import { createHomeBook, type HomeBook } from './home-book.ts'
import { createHttpReceiver } from './http-receiver.ts'
import { ANSWER_WITHIN_MS } from './in-time.ts'
import { createMemberCheck } from './member-check.ts'
import { createSlackClients, type SlackAccess, slackClientOptions } from './slack-client.ts'
import { type SocketState, superviseSocket } from './supervise-socket.ts'

const PONG_TIMEOUT_MS = 5000

/** How Slack reaches us: through a socket that we open, or at an address of ours. */
export type SlackDoor =
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string; port: number }

export interface SlackSettings extends SlackAccess {
  door: SlackDoor
  /** How long Slack may leave a ping of ours without an answer before the socket counts as dead; default 5 s. */
  pongTimeoutMs?: number
  /** How long the answer to a submitted dialog may take; default 2 s of the three that Slack waits. */
  answerWithinMs?: number
}

export interface SlackBot {
  start(): Promise<void>
  stop(): Promise<void>
  state(): SocketState
  /** Draws the Homes anew that show something old; call every few seconds. */
  refreshHomes(): Promise<number>
  /** Where Slack's requests are taken; null in Socket Mode and before the start. */
  address(): string | null
}

type SlackBotDeps = Omit<BotDeps, 'isMember' | 'answerWithinMs'> & {
  inbox: Inbox
  random: () => number
  onState?: (state: SocketState) => void
}

/** The bot: a supervised socket or a signed door, a durable inbox, thin handlers. */
export function createSlackBot(settings: SlackSettings, deps: SlackBotDeps): SlackBot {
  return settings.door.mode === 'socket'
    ? createSocketBot(settings, settings.door.appToken, deps)
    : createHttpBot(settings, settings.door, deps)
}

function createSocketBot(settings: SlackSettings, appToken: string, deps: SlackBotDeps): SlackBot {
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: settings.pongTimeoutMs ?? PONG_TIMEOUT_MS,
    logger: boltLogger(deps.log),
    installerOptions: { clientOptions: slackClientOptions(settings.apiUrl) },
  })
  const { app, homes } = createApp(settings, receiver, deps)
  const socket = superviseSocket(receiver, {
    clock: deps.ctx.clock,
    random: deps.random,
    log: deps.log,
    ...(deps.onState === undefined ? {} : { onState: deps.onState }),
  })
  return {
    async start() {
      await replayInbox(app, deps.inbox, deps.ctx.clock, deps.log)
      await socket.start()
    },
    stop: socket.stop,
    state: socket.state,
    refreshHomes: homes.refresh,
    address: () => null,
  }
}

function createHttpBot(
  settings: SlackSettings,
  door: Extract<SlackDoor, { mode: 'http' }>,
  deps: SlackBotDeps,
): SlackBot {
  const receiver = createHttpReceiver(door.signingSecret, deps.ctx.clock, boltLogger(deps.log))
  const { app, homes } = createApp(settings, receiver, deps)
  let address: string | null = null
  return {
    async start() {
      await replayInbox(app, deps.inbox, deps.ctx.clock, deps.log)
      const server = await receiver.start({ port: door.port, host: '127.0.0.1' })
      const bound = server.address()
      if (typeof bound === 'object' && bound !== null) address = `http://127.0.0.1:${bound.port}`
    },
    async stop() {
      if (address !== null) await receiver.stop()
      address = null
    },
    state: () => ({ connected: address !== null, trouble: null, reconnects: 0 }),
    refreshHomes: homes.refresh,
    address: () => address,
  }
}

function createApp(
  settings: SlackSettings,
  receiver: Parameters<typeof makeDurable>[0],
  deps: SlackBotDeps,
): { app: App; homes: HomeBook } {
  makeDurable(receiver, deps.inbox, deps.ctx.clock, deps.log)
  const { interactive } = createSlackClients(settings, deps.log)
  const app = new App({
    // With a token alone Bolt asks Slack who it is: at once, unguarded, so that a start without network dies, or
    // before every single press is acknowledged. Nothing here needs the answer.
    authorize: async () => ({ botToken: settings.botToken }),
    receiver,
    logger: boltLogger(deps.log),
    clientOptions: slackClientOptions(settings.apiUrl, settings.fetch),
  })
  const guarded = {
    ...deps,
    isMember: createMemberCheck(interactive.users.info, deps.ctx.clock),
    answerWithinMs: settings.answerWithinMs ?? ANSWER_WITHIN_MS,
  }
  const homes = createHomeBook(guarded, interactive.views.publish)
  answerFaults(app, deps.log)
  registerPress(app, guarded, homes)
  registerSubmit(app, guarded)
  registerReply(app, guarded)
  registerSuggest(app, guarded)
  registerPlaybook(app, guarded)
  registerIncident(app, guarded)
  registerVerbs(app, guarded)
  registerReact(app, guarded)
  registerHome(app, guarded, homes)
  registerCommand(app, guarded)
  registerLogPost(app, guarded)
  registerLogContact(app, guarded)
  registerCheck(app, guarded)
  registerFilter(app, guarded)
  registerSources(app, guarded)
  registerBundle(app, guarded)
  app.error(async (error) => deps.log.error({ error }, 'a Slack handler failed'))
  return { app, homes }
}
