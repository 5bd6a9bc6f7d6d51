import { Command } from 'commander'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { addSetup } from '../../cli/commands/setup.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { checkConfig } from '../../core/config.ts'
import { UsageError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { SLACK_SCOPES } from '../../views/slack-manifest.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { openMemory } from '../support/made-database.ts'

const clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))

let db: Database
let slack: FakeSlack
let tokens: Record<string, string>
beforeEach(async () => {
  db = await openMemory({ clock })
  slack = await startFakeSlack({ clock, rateLimits: 'off' })
  slack.addUser({ id: 'U0INES', name: 'ines' })
  slack.addChannel({ id: 'C0CARDS', name: 'mentions', withBot: false })
  tokens = {}
})
afterEach(async () => {
  await slack.close()
  await db.close()
})

/** Earshot's settings name this channel, and both tokens are pasted. */
async function paste(): Promise<void> {
  const config = checkConfig({ slack: { channel: 'C0CARDS', apiUrl: slack.apiUrl } }, 'e.yaml')
  await applyConfig({ db, clock }, config, { hash: 'h', force: false, by: 'test' })
  tokens = {
    EARSHOT_KEY: 'a key for the tests only, of some length',
    EARSHOT_SLACK_BOT_TOKEN: slack.botToken,
    EARSHOT_SLACK_APP_TOKEN: slack.appToken,
  }
}

/** What `earshot setup slack` prints, and the fault it ends with. */
async function setup(...flags: string[]): Promise<{ text: string; fault: string | null }> {
  const lines: string[] = []
  const program = new Command()
  addSetup(program, {
    env: (name) => tokens[name],
    clock,
    random: () => 0.5,
    output: () => ({ line: (line: string) => lines.push(line) }) as never,
    withDatabase: (act) => act(db),
    signal: new AbortController().signal,
    configFile: 'earshot.yaml',
  })
  try {
    await program.parseAsync(['setup', 'slack', ...flags], { from: 'user' })
    return { text: lines.join('\n'), fault: null }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { text: lines.join('\n'), fault: error.message }
  }
}

it('leads somebody new from the link to the first test card, and says at each step what is missing', async () => {
  const brands = [{ id: 'harbor', name: 'Harbor', queries: ['harbor coffee'] }]
  const staff = [{ id: 'ines', name: 'Ines', role: 'owner', slack: 'U0INES' }]
  const config = checkConfig(
    { brands, staff, slack: { channel: 'C0CARDS', apiUrl: slack.apiUrl } },
    'earshot.yaml',
  )
  await applyConfig({ db, clock }, config, { hash: 'h', force: false, by: 'test' })

  const first = await setup()
  const link = new URL(/https:\/\/api\.slack\.com\/apps\S+/.exec(first.text)?.[0] ?? '')
  const manifest = JSON.parse(link.searchParams.get('manifest_json') ?? '')
  expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(SLACK_SCOPES))
  expect(first.fault).toBeNull()

  tokens = {
    EARSHOT_KEY: 'a key for the tests only, of some length',
    EARSHOT_SLACK_BOT_TOKEN: slack.botToken,
    EARSHOT_SLACK_APP_TOKEN: slack.appToken,
  }
  const uninvited = await setup()
  expect(uninvited.fault).toContain('run "earshot setup slack" again')
  expect(uninvited.text).toContain('ok    Every right is granted.')
  expect(uninvited.text).toContain(
    'fail  The bot is not in #mentions (cards, cards of Harbor). Write /invite @Earshot in that channel.',
  )
  expect(slack.calls('chat.postMessage')).toEqual([])

  slack.inviteBot('C0CARDS')
  const ready = await setup()
  expect(ready.fault).toBeNull()
  expect(ready.text).toContain('A test card was posted and taken away again. Slack is ready')
  expect(slack.calls('chat.postMessage').map(({ ok }) => ok)).toEqual([true])
  expect(slack.messages('C0CARDS')).toEqual([])
  expect(slack.violations).toEqual([])
  const said = first.text + uninvited.text + ready.text
  for (const token of Object.values(tokens)) expect(said).not.toContain(token)
})

it('names every right that is missing, with what it is for', async () => {
  const granted = Object.keys(SLACK_SCOPES).filter((s) => s !== 'commands' && s !== 'files:write')
  await slack.close()
  slack = await startFakeSlack({ rateLimits: 'off', scopes: granted })
  slack.addChannel({ id: 'C0CARDS', name: 'mentions' })
  await paste()
  const { text, fault } = await setup()
  expect(fault).not.toBeNull()
  const missing = text.split('\n').filter((line) => line.startsWith('fail  The right'))
  expect(missing).toHaveLength(2)
  expect(missing.join()).toContain('commands is missing (answer /earshot')
  expect(missing.join()).toContain('earshot setup slack --manifest')
  expect(slack.calls('chat.postMessage')).toEqual([])
})

it('tells tokens apart that were pasted into each other’s place, and those of two apps', async () => {
  await paste()
  const { EARSHOT_SLACK_BOT_TOKEN: bot = '', EARSHOT_SLACK_APP_TOKEN: app = '' } = tokens
  Object.assign(tokens, { EARSHOT_SLACK_BOT_TOKEN: app, EARSHOT_SLACK_APP_TOKEN: bot })
  expect((await setup()).text).toContain('EARSHOT_SLACK_BOT_TOKEN holds an app-level token.')
  tokens['EARSHOT_SLACK_BOT_TOKEN'] = bot
  expect((await setup()).text).toContain('EARSHOT_SLACK_APP_TOKEN holds no app-level token.')
  expect(slack.calls('auth.test')).toEqual([])
  tokens['EARSHOT_SLACK_APP_TOKEN'] = slack.issueToken('app', ['xapp-1', 'A0OTHER'].join('-'))
  expect((await setup()).text).toContain('The app token is that of another app than the bot token')
  tokens['EARSHOT_SLACK_APP_TOKEN'] = app
  expect((await setup()).text).toContain('ok    The app token opens a socket.')
  tokens['EARSHOT_SLACK_BOT_TOKEN'] = `${bot}-cut`
  const refused = await setup()
  expect(refused.text).toContain('Slack refuses the bot token. Slack says invalid_auth. Copy')
  await slack.away(true)
  expect((await setup()).text).toContain('fail  Slack did not answer. Try again in a minute.')
})

it('says that a private channel is not seen until the bot is invited', async () => {
  await paste()
  slack.addChannel({ id: 'C0CARDS', name: 'mentions', kind: 'private', withBot: false })
  const { text } = await setup()
  expect(text).toContain('The channel C0CARDS (cards) was not found (channel_not_found).')
  expect(text).toContain('invite the bot where it is private')
  slack.inviteBot('C0CARDS')
  expect((await setup()).fault).toBeNull()
})

it('exchanges a token that never ends for one that rotates, when asked, and says when that one ends', async () => {
  await paste()
  slack.inviteBot('C0CARDS')
  expect((await setup('--rotate')).fault).toContain('EARSHOT_SLACK_CLIENT_ID is missing')
  const app = { EARSHOT_SLACK_CLIENT_ID: '1', EARSHOT_SLACK_CLIENT_SECRET: '2' }
  Object.assign(tokens, app)
  expect((await setup('--rotate')).fault).toContain('does not know this Client ID')
  const { clientId, clientSecret } = slack.appSecrets
  Object.assign(tokens, {
    EARSHOT_SLACK_CLIENT_ID: clientId,
    EARSHOT_SLACK_CLIENT_SECRET: clientSecret,
  })
  expect((await setup('--rotate')).fault).toContain('Token rotation is off for this app')
  slack.allowRotation()
  const done = await setup('--rotate')
  expect(done.fault).toBeNull()
  expect(done.text).toContain('ok    The token was exchanged')
  expect(done.text).toContain(
    'ok    The bot token rotates: this one holds until 00:00 on 20 November (UTC)',
  )
  expect(done.text).toContain('A test card was posted and taken away again.')
  expect((await setup('--rotate')).fault).toContain('rotates already')

  await clock.advance(13 * 3_600_000)
  expect((await setup()).text).toContain('this one holds until 13:00')
  const rows = await db.kysely.selectFrom('setting').select('value').execute()
  expect(JSON.stringify(rows)).not.toMatch(/xox/)
})
