import type { Ctx } from '../../../connectors/connector.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { silentLogger } from '../../../core/logger.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import type { RateLimitForm } from '../../contract/connector-harness.ts'
import { createFakeX } from '../../support/fake-x/server.ts'

const SECRETS: Record<string, string> = {
  EARSHOT_X_API_KEY: 'app-key',
  EARSHOT_X_API_SECRET: 'app-secret',
  EARSHOT_X_ACCESS_TOKEN: 'acc-token',
  EARSHOT_X_ACCESS_SECRET: 'acc-secret',
}

connectorContract('X', {
  supports: {
    edits: true,
    deletes: false,
    duplicates: false,
    outOfOrder: false,
    malformed: true,
    oversize: true,
    rateLimits: ['reset_epoch', 'past_reset', 'far_reset', 'missing', 'garbage'],
    drop: true,
    halfOpen: true,
    gaps: true,
    revoke: true,
  },
  stepMs: 2_000,
  async startFake(clock) {
    const x = createFakeX(clock)
    x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
    const connector = createXConnector({
      userId: '900',
      handle: 'harborbeans',
      baseUrl: await x.start(),
      pollSeconds: 10,
    })
    const keyOf = (id: string) => `x::${id}`
    const say = (text: string, longText?: string) =>
      x.addPost({ text: `${text} @harborbeans`, authorId: '7', ...(longText ? { longText } : {}) })
    const answer = (status: number, body: object, headers?: Record<string, string>) =>
      x.failNext(/mentions/, {
        kind: 'answer',
        status,
        body: JSON.stringify(body),
        ...(headers ? { headers } : {}),
      })
    return {
      connector,
      fake: {
        publish: (text) => keyOf(say(text).id),
        edit: (key, text) => void x.editPost(key.slice(3), `${text} @harborbeans`),
        sendMalformed: () => answer(200, { data: [{ id: 7 }, null], meta: { result_count: 2 } }),
        sendOversize: () => void say('…', 'soup '.repeat(200_000)),
        rateLimit: (form) => {
          const reset = resetOf(form, clock.now())
          const limit = { 'x-rate-limit-limit': '300', 'x-rate-limit-remaining': '0' }
          const headers = reset === null ? undefined : { ...limit, 'x-rate-limit-reset': reset }
          answer(429, { title: 'Too Many Requests', detail: 'Too Many Requests' }, headers)
        },
        drop: () => x.failNext(/mentions/, { kind: 'truncate' }),
        halfOpen: () => x.failNext(/mentions/, { kind: 'silence' }),
        loseWindow: () => {
          for (let i = 0; i < 800; i++) say(`one of many ${i}`)
        },
        revoke: () => {
          x.tokens.oauth1.tokenSecret = 'another'
        },
        close: () => x.stop(),
      },
      createCtx: (signal): Ctx => ({
        connectionId: 'x-1',
        fetch,
        connectWs: () => {
          throw new Error('X needs no WebSocket')
        },
        clock,
        random: () => 0.5,
        signal,
        secrets: { get: (name) => SECRETS[name], put: async () => {} },
        spend: () => true,
        log: silentLogger,
        health: () => {},
        allowPrivateAddresses: true,
      }),
    }
  },
})

function resetOf(form: RateLimitForm, now: number): string | null {
  if (form === 'missing') return null
  if (form === 'garbage') return 'soon'
  const seconds = { past_reset: -60, far_reset: 30 * 86_400 }[form as string] ?? 30
  return String(Math.floor(now / 1000) + seconds)
}
