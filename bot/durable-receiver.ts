import type { App, Receiver, ReceiverEvent } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'
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
export function makeDurable<R extends Receiver>(receiver: R, inbox: Inbox, clock: Clock): R {
  const init = receiver.init.bind(receiver)
  receiver.init = (app: App) =>
    init({
      processEvent: async (event: ReceiverEvent) => {
        if (event.customProperties?.[TOO_FAR] === true)
          throw Object.assign(new Error('The request is dated too far from now.'), {
            code: REFUSED,
          })
        const key = deliveryKey(event.body)
        if (key === null) return app.processEvent(event)
        if (!(await inbox.store(key, JSON.stringify(event.body), clock.now()))) {
          await event.ack()
          return
        }
        await app.processEvent(event)
        inbox.done(key, clock.now())
      },
    } as App)
  return receiver
}

/** After a start: events that were stored but not finished run again, old presses are forgotten. */
export async function replayInbox(app: App, inbox: Inbox, clock: Clock): Promise<number> {
  let replayed = 0
  for (const { key, body, receivedAt } of inbox.pending()) {
    const parsed = JSON.parse(body) as Record<string, unknown>
    const isEvent = parsed['type'] === 'event_callback'
    if (isEvent || clock.now() - receivedAt < PRESS_LIVES_MS) {
      await app.processEvent({ body: parsed, ack: async () => {} })
      replayed++
    }
    inbox.done(key, clock.now())
  }
  return replayed
}
