import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Ctx } from '../../../connectors/connector.ts'
import { createHackerNewsConnector } from '../../../connectors/hackernews/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { silentLogger } from '../../../core/logger.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeHackerNews } from '../../support/fake-hackernews.ts'

connectorContract('Hacker News', {
  supports: {
    edits: false,
    deletes: false,
    duplicates: false,
    outOfOrder: false,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'date', 'missing', 'garbage'],
    drop: true,
    halfOpen: false,
    gaps: true,
    revoke: false,
  },
  stepMs: 5_000,
  async startFake(clock) {
    const hn = await startFakeHackerNews(clock)
    return {
      connector: createHackerNewsConnector({ query: 'acme', baseUrl: hn.url }),
      fake: {
        publish: (text) => hn.say(text),
        sendMalformed: hn.sendMalformed,
        sendOversize: () => void hn.say('soup '.repeat(200_000)),
        rateLimit: (form) => {
          const date = new Date(clock.now() + 30_000).toUTCString()
          const after = { seconds: '30', date, garbage: 'soon' }[form as 'seconds']
          const headers = after === undefined ? {} : { 'retry-after': after }
          hn.failNext({ status: 429, body: '{}', headers })
        },
        drop: () => hn.failNext('cut'),
        loseWindow: () => {
          for (let i = 0; i < 1000; i++) hn.say(`one of many ${i}`)
        },
        close: hn.close,
      },
      createCtx: (signal): Ctx => ({
        connectionId: 'hn-1',
        fetch,
        connectWs: () => {
          throw new Error('not needed')
        },
        clock,
        random: () => 0.5,
        signal,
        secrets: { get: () => undefined, put: async () => {} },
        spend: () => true,
        log: silentLogger,
        health: () => {},
        allowPrivateAddresses: true,
      }),
    }
  },
})

test('hears what is said in the very second in which it begins to listen', async () => {
  const clock = createSimulatedClock(Date.UTC(2026, 10, 19, 13, 30))
  const hn = await startFakeHackerNews(clock)
  const key = hn.say('Said just now.')
  const abort = new AbortController()
  const { ctx } = aCtx(clock, abort.signal)
  const heard: string[] = []
  const listening = createHackerNewsConnector({ query: 'acme', baseUrl: hn.url }).listen(null, ctx)
  for await (const { items, caughtUp } of listening) {
    heard.push(...items.flatMap((item) => (item.type === 'upsert' ? [item.mention.key] : [])))
    if (caughtUp) break
  }
  abort.abort()
  hn.close()
  expect(heard).toEqual([key])
})

test('the example in the documentation is the connector itself, and shorter than 150 lines', () => {
  const source = readFileSync('connectors/hackernews/connector.ts', 'utf8')
  const page = readFileSync('docs/connectors.md', 'utf8')
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``)
  expect(source.split('\n').length).toBeLessThan(151)
})
