import { App, SocketModeReceiver } from '@slack/bolt'
import type { Inbox } from '../db/inbox.ts'
import { boltLogger } from './bolt-logger.ts'
import type { BotDeps } from './deps.ts'
import { makeDurable, replayInbox } from './durable-receiver.ts'
import { registerPress } from './handlers/press.ts'
import { registerSubmit } from './handlers/submit.ts'
import { slackClientOptions } from './slack-client.ts'
import { type SocketState, superviseSocket } from './supervise-socket.ts'

export interface SlackSettings {
  botToken: string
  appToken: string
  apiUrl?: string
}

export interface SlackBot {
  start(): Promise<void>
  stop(): Promise<void>
  state(): SocketState
}

/** The Socket Mode bot: supervised connection, durable inbox, thin handlers. */
export function createSlackBot(
  settings: SlackSettings,
  deps: BotDeps & { inbox: Inbox; random: () => number; onState?: (state: SocketState) => void },
): SlackBot {
  const logger = boltLogger(deps.log)
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    autoReconnectEnabled: false,
    logger,
    installerOptions: { clientOptions: slackClientOptions(settings.apiUrl) },
  })
  makeDurable(receiver, deps.inbox, deps.ctx.clock)
  const app = new App({
    token: settings.botToken,
    receiver,
    logger,
    clientOptions: slackClientOptions(settings.apiUrl),
  })
  registerPress(app, deps)
  registerSubmit(app, deps)
  app.error(async (error) => deps.log.error({ error }, 'a Slack handler failed'))
  const socket = superviseSocket(receiver, {
    clock: deps.ctx.clock,
    random: deps.random,
    log: deps.log,
    ...(deps.onState === undefined ? {} : { onState: deps.onState }),
  })
  return {
    async start() {
      await replayInbox(app, deps.inbox, deps.ctx.clock)
      await socket.start()
    },
    stop: socket.stop,
    state: socket.state,
  }
}
