import { createWebhookConnector } from '../../../connectors/webhook/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { openHookDesk } from '../../support/hook-desk.ts'
import { createWebhookSender } from '../../support/webhook-sender.ts'

const SECRET = 'a secret of thirty-two characters'

connectorContract('A webhook', {
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: [],
    drop: false,
    halfOpen: false,
    gaps: false,
    revoke: false,
  },
  async startFake(clock) {
    const connector = createWebhookConnector({})
    const desk = await openHookDesk(clock, connector, { EARSHOT_WEBHOOK_SECRET: SECRET })
    const sender = createWebhookSender(desk.url, clock, SECRET)
    const posts = new Map<string, Record<string, unknown>>()
    const keyOf = (id: string) => `webhook:door:${id}`
    const idOf = (key: string) => key.slice('webhook:door:'.length)
    const send = async (body: Record<string, unknown>, status = 202) => {
      const sent = await sender.send(body)
      if (sent.status !== status) throw new Error(JSON.stringify(sent.answer))
    }
    const write = (text: string) => {
      const id = String(posts.size + 1)
      const post = { id, text, author_name: 'Nadia', created_at: clock.now() }
      posts.set(id, post)
      return { id, post }
    }
    return {
      connector,
      // As where we die before a batch is stored: only then is an old cursor read from again.
      createCtx: (signal) => {
        const ctx = desk.createCtx(signal)
        const read = ctx.deliveries?.read ?? (async () => [])
        return { ...ctx, deliveries: { read, finish: async () => {} } }
      },
      fake: {
        async publish(text) {
          const { id, post } = write(text)
          await send(post)
          return keyOf(id)
        },
        edit: (key, text) => send({ ...posts.get(idOf(key)), text, edited_at: clock.now() }),
        remove: (key) => send({ id: idOf(key), deleted: true }),
        duplicate: (key) => send({ ...posts.get(idOf(key)) }),
        async publishSwapped(first, second) {
          const [older, newer] = [write(first), write(second)]
          await send(newer.post)
          await send(older.post)
          return [keyOf(older.id), keyOf(newer.id)]
        },
        sendMalformed: () => send({ id: 7, text: { a: 1 } }, 422),
        sendOversize: () => send(write('soup '.repeat(190_000)).post),
        close: desk.close,
      },
    }
  },
})
