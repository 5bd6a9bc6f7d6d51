import type { App, Receiver, ReceiverEvent } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Inbox } from '../db/inbox.ts'

/** Interactive presses older than this are dropped: the user saw an error (facts on Slack, A3). */
const PRESS_LIVES_MS = 3000

/** Set on a delivery whose date is more than five minutes from ours. */
export const TOO_FAR = 'datedTooFarFromNow'
/** The code of the error that such a delivery ends with. */
export const REFUSED = 'earshot_request_refused'

/**
 * The part of a Slack payload that tells one delivery from another. A dialog that was refused is submitted
 * again with the same id and hash: only its trigger is new.
 */
export function deliveryKey(body: Record<string, unknown>): string | null {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  const view = body['view'] as { id?: unknown; hash?: unknown } | undefined
  if (body['type'] === 'view_submission' || body['type'] === 'view_closed')
    return ['view', view?.id, view?.hash, body['type'], body['trigger_id']].map(text).join(':')
  return text(body['event_id']) ?? text(body['trigger_id'])
}

/** Stores every delivery before Bolt sees it; a redelivery is acknowledged and goes no further. */
export function makeDurable<R extends Receiver>(
  receiver: R,
  inbox: Inbox,
  clock: Clock,
  log: Logger,
): R {
  const init = receiver.init.bind(receiver)
  receiver.init = (app: App) =>
    init({
      processEvent: async (event: ReceiverEvent) => {
        if (event.customProperties?.[TOO_FAR] === true)
          throw Object.assign(new Error('The request is dated too far from now.'), {
            code: REFUSED,
          })
        const key = deliveryKey(event.body)
        if (key !== null && !(await inbox.store(key, JSON.stringify(event.body), clock.now()))) {
          await event.ack()
          return
        }
        // Told again it would be no better, so Slack is not left to try.
        if (!(await run(app, event, log))) await event.ack()
        if (key !== null) inbox.done(key, clock.now())
      },
    } as App)
  return receiver
}

/** After a start: events that were stored but not finished run again, old presses are forgotten. */
export async function replayInbox(
  app: App,
  inbox: Inbox,
  clock: Clock,
  log: Logger,
): Promise<number> {
  let replayed = 0
  for (const { key, body, receivedAt } of inbox.pending()) {
    const parsed = readBody(body)
    const isFresh = clock.now() - receivedAt < PRESS_LIVES_MS
    if (parsed !== null && (isFresh || parsed['type'] === 'event_callback'))
      replayed += (await run(app, { body: parsed, ack: async () => {} }, log)) ? 1 : 0
    inbox.done(key, clock.now())
  }
  return replayed
}

/** False for what Bolt cannot read: it is no delivery as Slack makes them, and must not stop anything. */
async function run(app: App, event: ReceiverEvent, log: Logger): Promise<boolean> {
  try {
    await app.processEvent(event)
    return true
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'a delivery of Slack could not be read')
    return false
  }
}

function readBody(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}
