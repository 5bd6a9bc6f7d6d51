import type { HttpDelivery } from './http-delivery.ts'
import { copyOf, type JsonObject, textOf } from './json.ts'
import type { SocketHub } from './socket-hub.ts'
import type { Answer, Delivery, Unanswered } from './words.ts'
import type { Workspace } from './workspace.ts'

export interface Courier {
  readonly deliveries: Delivery[]
  /** Events the app never acked, after the last retry. */
  readonly lost: JsonObject[]
  /** Tells an act of a person, once; nothing of it is retried. */
  tell(
    type: 'interactive' | 'slash_commands',
    body: JsonObject,
    takesPayload: boolean,
  ): Promise<Answer>
  /** Tells an event; resolves with the first try, and tries again by Slack's schedule. */
  tellEvent(event: JsonObject): Promise<Answer>
  /** Tells that Slack holds events back: an `events_api` envelope without an inner event. */
  tellRateLimited(): Promise<Answer>
  /** Tells the last deliveries once more: same envelope_id, same event_id, retry number 0. */
  redeliver(count: number): Promise<Answer[]>
  /** Resolves when nothing is on its way; retries that wait for their time do not count. */
  settled(): Promise<void>
  isAway: boolean
  stop(): void
}

/** The answer of an app that was not told. */
export const notTold = (why: Unanswered): Answer => ({
  acked: false,
  ackMs: null,
  payload: undefined,
  via: 'none',
  why,
  status: null,
})

/** Carries events and acts to the app, by socket or by HTTP. */
export function createCourier(workspace: Workspace, hub: SocketHub, http: HttpDelivery): Courier {
  const deliveries: Delivery[] = []
  const lost: JsonObject[] = []
  const running = new Set<Promise<unknown>>()
  const stopping = new AbortController()

  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work)
    return work.finally(() => running.delete(work))
  }

  const carry = async (delivery: Delivery, takesPayload: boolean, reason: string) => {
    deliveries.push(delivery)
    const { type, body, attempt } = delivery
    if (courier.isAway) return { ...notTold('slack_is_away'), noRetry: false }
    if (http.url !== null) {
      const kind = {
        events_api: 'json',
        interactive: 'payload',
        slash_commands: 'command',
      } as const
      const retry = attempt === 0 ? undefined : { num: attempt, reason }
      return http.post(kind[type], body, retry)
    }
    const retry = type === 'events_api' ? { retry_attempt: attempt, retry_reason: reason } : {}
    const answer = await hub.send({
      envelope_id: delivery.envelopeId,
      type,
      payload: body,
      accepts_response_payload: takesPayload,
      ...retry,
    })
    return { ...answer, noRetry: false }
  }

  const deliver = async (delivery: Delivery, takesPayload: boolean, reason = '') => {
    const { noRetry, ...answer } = await carry(delivery, takesPayload, reason)
    delivery.answer = answer
    workspace.changed()
    return { answer, noRetry }
  }

  const aDelivery = (
    type: Delivery['type'],
    body: JsonObject,
    attempt = 0,
    envelopeId = workspace.mintId('env-'),
  ): Delivery => ({
    at: workspace.now(),
    envelopeId,
    type,
    eventId: textOf(body['event_id']) || null,
    attempt,
    body: copyOf(body),
    answer: null,
  })

  const retryEvent = async (body: JsonObject, why: Unanswered | null) => {
    let reason = why === 'refused' ? 'http_error' : 'http_timeout'
    for (const [index, wait] of workspace.settings.retryWaitsMs.entries()) {
      if (wait > 0) {
        const waited = workspace.settings.clock.sleep(wait, stopping.signal)
        workspace.changed()
        await waited
      }
      if (stopping.signal.aborted) return
      const delivery = aDelivery('events_api', body, index + 1)
      const { answer, noRetry } = await track(deliver(delivery, false, reason))
      if (answer.acked || noRetry) return
      reason = answer.why === 'refused' ? 'http_error' : 'http_timeout'
    }
    lost.push(body)
    workspace.warnings.push(`the app never acked event ${textOf(body['event_id'])}`)
    workspace.changed()
  }

  const courier: Courier = {
    deliveries,
    lost,
    isAway: false,
    async tell(type, body, takesPayload) {
      const { answer } = await track(deliver(aDelivery(type, body), takesPayload))
      if (answer.why === 'no_answer_in_time') {
        workspace.violations.push(
          `no ack in time: ${textOf(body['type']) || textOf(body['command'])}`,
        )
      }
      return answer
    },
    async tellEvent(event) {
      const body = wrapEvent(workspace, event)
      const { answer, noRetry } = await track(deliver(aDelivery('events_api', body), false))
      if (!answer.acked && !noRetry) retryEvent(body, answer.why).catch(() => undefined)
      return answer
    },
    async tellRateLimited() {
      const body = {
        type: 'app_rate_limited',
        token: 'unused',
        team_id: workspace.team.id,
        api_app_id: workspace.appId,
        minute_rate_limited: Math.floor(workspace.now() / 60_000) * 60,
      }
      return (await track(deliver(aDelivery('events_api', body), false))).answer
    },
    redeliver(count) {
      const again = deliveries.slice(-count)
      return Promise.all(
        again.map(async ({ type, body, envelopeId }) => {
          const copy = aDelivery(type, body, 0, envelopeId)
          return (await track(deliver(copy, type !== 'events_api'))).answer
        }),
      )
    },
    async settled() {
      do {
        await Promise.allSettled(running)
        await new Promise((resolve) => setImmediate(resolve))
      } while (running.size > 0)
    },
    stop: () => stopping.abort(),
  }
  return courier
}

function wrapEvent(workspace: Workspace, event: JsonObject): JsonObject {
  return {
    token: 'unused',
    team_id: workspace.team.id,
    context_team_id: workspace.team.id,
    context_enterprise_id: null,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: workspace.mintId('Ev'),
    event_time: Math.floor(workspace.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.team.id,
        user_id: workspace.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: workspace.mintId('ctx'),
  }
}
