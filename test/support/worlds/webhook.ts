import type { Clock } from '../../../core/clock.ts'
import type { NetworkWorld } from '../network-world.ts'
import { createWebhookSender } from '../webhook-sender.ts'

const HOOK_SECRET = 'a secret of thirty-two characters'

/** Tries of a service whose post nobody takes; a desk that was killed is back before. */
const SENDER_TRIES = 400
const SENDER_WAIT_MS = 5000

/** A service that sends us reviews, signed; told of what happens to them only by itself. */
export function byWebhook(clock: Clock, address: () => string): NetworkWorld {
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
