import { HTTPReceiver, type Logger } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'
import { UsageError } from '../core/errors.ts'
import { REFUSED, TOO_FAR } from './durable-receiver.ts'

/** Slack allows five minutes either way; Bolt itself forgets to look at the future (facts on Slack, 0.8). */
const MAX_SKEW_S = 300

/** Takes Slack's signed requests at /slack/events; old and future ones are refused. */
export function createHttpReceiver(
  signingSecret: string,
  clock: Clock,
  logger: Logger,
): HTTPReceiver {
  if (signingSecret.trim() === '')
    throw new UsageError(
      'EARSHOT_SLACK_SIGNING_SECRET is empty. Copy the "Signing Secret" from "Basic Information".',
    )
  return new HTTPReceiver({
    signingSecret,
    logger,
    // Bolt calls this outside of its own guard, so it must not throw: the durable receiver refuses.
    customPropertiesExtractor(request) {
      const sentAt = Number(request.headers['x-slack-request-timestamp'])
      return { [TOO_FAR]: !(Math.abs(clock.now() / 1000 - sentAt) <= MAX_SKEW_S) }
    },
    async processEventErrorHandler({ error, response }) {
      const isRefused = (error as { code?: unknown }).code === REFUSED
      if (!isRefused) logger.error('a request of Slack failed', error)
      response.writeHead(isRefused ? 401 : 500).end()
      return true
    },
  })
}
