import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkSlack } from '../../bot/check-slack.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'

const NOON = Date.UTC(2026, 10, 30, 12)

type Settings = Parameters<typeof checkSlack>[0]

let slack: FakeSlack
const places = {
  channels: [{ id: 'C1', use: 'cards' }],
  groups: [],
  staff: [{ name: 'Ines', userId: 'U_ines' }],
}
beforeEach(async () => {
  slack = await startFakeSlack({ rateLimits: 'off' })
  slack.addChannel({ id: 'C1', name: 'earshot' })
  slack.addUser({ id: 'U_ines', name: 'ines' })
})
afterEach(async () => {
  // Only the person who is asked for and is not there.
  expect(slack.violations).toEqual([])
  await slack.close()
})

const check = async (door: Settings['door'], more: Partial<Settings['places']> = {}) => {
  const { botToken, apiUrl } = slack
  const settings = { botToken, door, places: { ...places, ...more }, apiUrl, now: () => NOON }
  const findings = await checkSlack(settings)
  return findings.map(({ level, what, mend }) => `${level}: ${what} ${mend ?? ''}`.trim())
}
const socket = () => ({ mode: 'socket', appToken: slack.appToken }) as const

it('asks a socket for its app token, and says which name is missing', async () => {
  const ready = await check(socket())
  expect(ready).toContain('ok: The app token opens a socket.')
  expect(ready).toContain('ok: #earshot is reached: cards.')
  expect(ready).toContain('ok: 1 of the team are known in Slack.')
  const missing = await check({ mode: 'socket', appToken: undefined })
  expect(missing.join('\n')).toContain('fail: EARSHOT_SLACK_APP_TOKEN is missing.')
})

it('asks for the signing secret, and no app token, where Slack comes over HTTP', async () => {
  const ready = await check({ mode: 'http', signingSecret: slack.signingSecret })
  expect(ready.filter((line) => !line.startsWith('ok'))).toEqual([])
  expect(ready.join(' ')).not.toContain(slack.signingSecret)
  const missing = await check({ mode: 'http', signingSecret: undefined })
  expect(missing.join('\n')).toContain('fail: EARSHOT_SLACK_SIGNING_SECRET is missing.')
  expect(slack.calls('apps.connections.open')).toEqual([])
})

it('names every channel that the settings use and the bot does not reach, with what it is for', async () => {
  slack.addChannel({ id: 'C2', name: 'old' })
  slack.archive('C2')
  slack.addChannel({ id: 'C3', name: 'fires', withBot: false })
  const channels = [
    ...places.channels,
    { id: 'C1', use: 'cards of Juniper' },
    { id: 'C2', use: 'the digest' },
    { id: 'C3', use: 'rule 1 of routing' },
    { id: 'C4', use: 'what cannot be posted elsewhere' },
  ]
  const found = await check(socket(), { channels })
  expect(found).toContain('ok: #earshot is reached: cards, cards of Juniper.')
  const said = found.filter((line) => line.startsWith('fail')).join('\n')
  expect(said).toContain('The channel #old (the digest) is archived.')
  expect(said).toContain('The bot is not in #fires (rule 1 of routing). Write /invite @Earshot')
  expect(said).toContain('The channel C4 (what cannot be posted elsewhere) was not found')
  expect(found.filter((line) => line.startsWith('fail'))).toHaveLength(3)
})

it('tells whoever set no channel yet the id of the one that the bot was invited to', async () => {
  const found = await check(socket(), { channels: [] })
  expect(found.join('\n')).toContain('warn: No channel is set for cards.')
  expect(found.join('\n')).toContain('The bot is in: #earshot is C1.')
})

it('names people and groups that Slack does not know, guests, and a team without anybody', async () => {
  slack.setGroup('S1', ['U_ines'])
  slack.setGroup('S2', [])
  slack.addUser({ id: 'U_guest', name: 'guest', is_restricted: true })
  const staff = [
    ...places.staff,
    { name: 'Sam', userId: 'U_nobody' },
    { name: 'Guest', userId: 'U_guest' },
    { name: 'Desk only', userId: null },
  ]
  const found = (await check(socket(), { groups: ['S1', 'S2', 'S3'], staff })).join('\n')
  expect(found).toContain('ok: The user group S1 is known.')
  expect(found).toContain('warn: Nobody is in the user group S2.')
  expect(found).toContain('fail: The user group S3 cannot be read')
  expect(found).toContain('fail: Sam (U_nobody) is not found in Slack')
  expect(found).toContain('fail: Guest (U_guest) is a guest there and may press nothing.')
  expect(found).not.toContain('Desk only')
  const none = (await check(socket(), { staff: [] })).join('\n')
  expect(none).toContain('warn: Nobody of the team has a Slack id')
})
