import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkSlack } from '../../bot/check-slack.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'

let slack: FakeSlack
beforeEach(async () => {
  slack = await startFakeSlack({ rateLimits: 'off' })
  slack.addChannel({ id: 'C1', name: 'earshot' })
})
afterEach(() => slack.close())

const check = async (door: Parameters<typeof checkSlack>[0]['door']) => {
  const { botToken, apiUrl } = slack
  const findings = await checkSlack({ botToken, door, channel: 'C1', apiUrl })
  return findings.map(({ level, what }) => `${level}: ${what}`)
}

it('asks a socket for its app token, and says which name is missing', async () => {
  const ready = await check({ mode: 'socket', appToken: slack.appToken })
  expect(ready).toContain('ok: The app token opens a socket.')
  expect(ready).toContain('ok: Cards go to #earshot.')
  expect(await check({ mode: 'socket', appToken: undefined })).toContain(
    'fail: EARSHOT_SLACK_APP_TOKEN is missing.',
  )
})

it('asks for the signing secret, and no app token, where Slack comes over HTTP', async () => {
  const ready = await check({ mode: 'http', signingSecret: slack.signingSecret })
  expect(ready.filter((line) => !line.startsWith('ok'))).toEqual([])
  expect(ready.join(' ')).not.toContain(slack.signingSecret)
  expect(await check({ mode: 'http', signingSecret: undefined })).toContain(
    'fail: EARSHOT_SLACK_SIGNING_SECRET is missing.',
  )
  expect(slack.calls('apps.connections.open')).toEqual([])
})
