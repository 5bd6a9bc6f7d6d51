import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Batch, Connector, Ctx, Delivery, Item } from '../../../connectors/connector.ts'
import { createWebhookConnector } from '../../../connectors/webhook/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { finalState } from '../../support/final-state.ts'
import { mutateJson, seeded, shuffleAndDouble } from '../../support/mutate-json.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)
const SECRET = 'a secret of thirty-two characters'
const MUTATIONS = 10_000
const ORDERS = 200

const PAYLOAD = {
  event: 'review.created',
  data: {
    reviews: [
      {
        id: 'rv-1',
        stars: 2,
        content: { title: 'Cold', text: 'The juniper soup was cold.' },
        author: { name: 'Nadia', id: 41 },
        at: '2026-11-19T12:00:00Z',
        changed: null,
        link: 'https://reviews.example/rv-1',
        gone: false,
      },
    ],
  },
}

const connector = createWebhookConnector({
  source: 'trustpilot',
  list: 'data.reviews',
  fields: {
    id: 'id',
    text: 'content.text',
    title: 'content.title',
    author_id: 'author.id',
    author_name: 'author.name',
    created_at: 'at',
    edited_at: 'changed',
    rating: 'stars',
    url: 'link',
    deleted: 'gone',
  },
})

/** Deliveries in memory, so that ten thousand need no disk. */
function createStore(clock: { now(): number }) {
  const rows: Delivery[] = []
  const keys = new Set<string>()
  const ctx: Ctx = {
    ...aCtx(createSimulatedClock(clock.now()), new AbortController().signal).ctx,
    connectionId: 'door',
    secrets: { get: () => SECRET, put: async () => {} },
    deliveries: {
      read: async (after, limit) => rows.filter(({ seq }) => seq > after).slice(0, limit),
      finish: async () => {},
    },
  }
  return {
    rows,
    ctx,
    post(text: string): number {
      const stamp = String(clock.now() / 1000)
      const hmac = createHmac('sha256', SECRET).update(`${stamp}.${text}`).digest('hex')
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'x-earshot-timestamp': stamp,
        'x-earshot-signature': `sha256=${hmac}`,
      }
      const request = { header: (name: string) => headers[name] ?? null, body: Buffer.from(text) }
      const verdict = connector.webhook?.(request, ctx)
      const { keep } = verdict ?? {}
      if (keep !== undefined && !keys.has(keep.key)) {
        keys.add(keep.key)
        rows.push({ seq: rows.length + 1, kind: keep.kind, body: keep.body, receivedAt: NOW })
      }
      return verdict?.status ?? 0
    },
  }
}

async function readAll(from: Connector, ctx: Ctx, last: number): Promise<Batch[]> {
  const batches: Batch[] = []
  for await (const batch of from.listen(null, ctx)) {
    batches.push(batch)
    if (Number(batch.cursor['after']) >= last) return batches
  }
  return batches
}

describe('a webhook under hostile hands', () => {
  it(`takes ${MUTATIONS} spoiled payloads: says no, sets aside, goes on`, async () => {
    const clock = { now: () => NOW }
    const store = createStore(clock)
    const random = seeded(7)
    const answers = new Map<number, number>()
    for (let i = 0; i < MUTATIONS; i++) {
      const status = store.post(mutateJson(PAYLOAD, random))
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
    expect([...answers.keys()].toSorted()).toEqual([202, 422])
    expect(answers.get(422) ?? 0).toBeGreaterThan(MUTATIONS / 10)
    const batches = await readAll(connector, store.ctx, store.rows.length)
    expect(batches.at(-1)?.cursor).toEqual({ v: 1, after: store.rows.length })
    const items = batches.flatMap((batch) => batch.items)
    const poison = items.filter(({ type }) => type === 'poison')
    const unusable = store.rows.filter(({ kind }) => kind === 'unusable')
    expect(poison).toHaveLength(unusable.length)
    expect(items.length).toBeGreaterThanOrEqual(store.rows.length)
    for (const item of items) {
      if (item.type !== 'upsert') continue
      expect(item.mention.text.trim()).not.toBe('')
      expect(item.mention.text.length).toBeLessThanOrEqual(64_000)
      expect(Number.isSafeInteger(item.mention.createdAt)).toBe(true)
      expect(item.mention.url ?? 'https:').toMatch(/^https?:/)
    }
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    const at = (minute: number) => new Date(NOW - 7_200_000 + minute * 60_000).toISOString()
    const review = (id: string, minute: number, text: string, changed: number | null = null) => ({
      ...PAYLOAD.data.reviews[0],
      id,
      content: { title: 'Lunch', text: `juniper: ${text}` },
      author: { name: id, id },
      at: at(minute),
      changed: changed === null ? null : at(changed),
    })
    const events = ['a', 'b', 'c'].flatMap((id, i) => [
      review(id, i, `${id} was awful`),
      review(id, i, `${id} was awful, then better`, 10),
      review(id, i, `${id} was good in the end`, 20),
    ])
    const bodies = [...events, { id: 'b', gone: true }, { id: 'never-seen', gone: 'yes' }]
    const states = new Set<string>()
    for (let seed = 0; seed < ORDERS; seed++) {
      const random = seeded(seed)
      const store = createStore({ now: () => NOW })
      const deliveries: Item[][] = []
      for (const body of shuffleAndDouble(bodies, random)) {
        const before = store.rows.length
        expect(store.post(JSON.stringify({ data: { reviews: [body] } }))).toBe(202)
        if (store.rows.length === before) continue
      }
      for (const batch of await readAll(connector, store.ctx, store.rows.length))
        deliveries.push(...batch.items.map((item) => [item]))
      states.add(JSON.stringify(await finalState(deliveries, random)))
    }
    expect(states.size).toBe(1)
    const { live, gone } = JSON.parse([...states][0] ?? '') as Awaited<
      ReturnType<typeof finalState>
    >
    expect(live.map(({ text }) => text)).toEqual([
      'juniper: a was good in the end',
      'juniper: c was good in the end',
    ])
    expect(gone).toEqual(['trustpilot:door:b', 'trustpilot:door:never-seen'])
  })
})
