import { createSlackCommunityConnector } from '../../../connectors/slack-community/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import type { RateLimitForm } from '../../contract/connector-harness.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import type { Fault } from '../../support/fake-slack/faults.ts'
import { baseOf, LOUNGE, MIRA, secretsOf, startCommunity } from '../../support/slack-community.ts'

connectorContract('Slack communities', {
  stepMs: 50,
  async startFake(clock) {
    const slack = await startCommunity(clock)
    const connector = createSlackCommunityConnector({ baseUrl: baseOf(slack), pongTimeoutMs: 150 })
    const secrets = secretsOf(slack)
    const keyOf = (ts: string) => `slack:${slack.teamId}:${LOUNGE}:${ts}`
    const tsOf = (key: string) => key.split(':')[3]!
    const newest = () => slack.messages(LOUNGE).at(-1)!
    const say = (text: string) => {
      void slack.say(MIRA, LOUNGE, text)
      return keyOf(newest().ts)
    }
    const tell = (extra: object) =>
      void slack.tellEvent({ type: 'message', channel: LOUNGE, channel_type: 'channel', ...extra })
    const told = (key: string) => {
      const { user, ts, text } = slack.messages(LOUNGE).find((one) => one.ts === tsOf(key))!
      return { user, ts, text }
    }
    return {
      connector,
      fake: {
        publish: say,
        edit: (key, text) => void slack.edit(MIRA, LOUNGE, tsOf(key), text),
        remove: (key) => slack.erase(LOUNGE, tsOf(key)),
        duplicate: (key) => tell(told(key)),
        publishSwapped(first, second) {
          // Told on two connections, the second overtakes the first.
          slack.dropAll()
          const keys: [string, string] = [say(first), say(second)]
          tell(told(keys[1]))
          tell(told(keys[0]))
          return keys
        },
        sendMalformed: () => {
          slack.sendGarbage()
          tell({ ts: 'yesterday', user: MIRA, text: 'no time' })
          tell({ ts: newest()?.ts ?? '1764000000.000001', text: ['no', 'text'] })
        },
        sendOversize: () => void say('soup '.repeat(200_000)),
        rateLimit: (form) => {
          slack.fail('conversations.history', { how: 'rate_limited', retryAfter: waitOf(form) })
          slack.dropAll()
        },
        drop: () => slack.dropAll(),
        halfOpen: () => slack.halfOpen(),
        revoke: () => {
          slack.revokeToken('bot')
          slack.dropAll()
        },
        close: () => slack.close(),
      },
      createCtx: (signal) => aCtx(clock, signal, secrets).ctx,
    }
  },
  supports: {
    edits: true,
    deletes: true,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'date', 'missing', 'garbage', 'far_reset'],
    drop: true,
    halfOpen: true,
    gaps: false,
    revoke: true,
  },
})

function waitOf(form: RateLimitForm): NonNullable<Fault['retryAfter']> {
  if (form === 'missing') return 'missing'
  if (form === 'garbage') return 'bad'
  if (form === 'date') return 'date'
  return form === 'far_reset' ? 30 * 86_400 : 30
}
