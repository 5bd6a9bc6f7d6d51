import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SLACK_SCOPES, slackManifest, slackManifestLink } from '../../views/slack-manifest.ts'

const FOLDER = join(import.meta.dirname, '../../bot/handlers')
const handlers = readdirSync(FOLDER)
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n')

interface Manifest {
  features: {
    app_home: { home_tab_enabled: boolean }
    slash_commands: { command: string; should_escape: boolean }[]
    shortcuts: { callback_id: string; name: string; description: string }[]
  }
  oauth_config: { scopes: { bot: string[] } }
  settings: { event_subscriptions: { bot_events: string[] } }
}

describe('the manifest of the Slack app', () => {
  const { features, oauth_config, settings } = slackManifest() as unknown as Manifest

  it('promises nothing that has no handler', () => {
    for (const event of settings.event_subscriptions.bot_events)
      expect(handlers).toContain(`app.event('${event}'`)
    for (const { command } of features.slash_commands)
      expect(handlers).toContain(`app.command('${command}'`)
    for (const { callback_id } of features.shortcuts)
      expect(handlers).toContain(`('${callback_id}'`)
    expect(features.app_home.home_tab_enabled).toBe(true)
  })

  it('asks for each right with its reason, and for the one that commands need', () => {
    expect(oauth_config.scopes.bot).toEqual(Object.keys(SLACK_SCOPES))
    for (const why of Object.values(SLACK_SCOPES)) expect(why.length).toBeGreaterThan(10)
    expect(SLACK_SCOPES).toHaveProperty('commands')
  })

  it('keeps handles as they were typed, and stays within Slack’s lengths', () => {
    expect(features.slash_commands.every(({ should_escape }) => !should_escape)).toBe(true)
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24)
      expect(description.length).toBeLessThanOrEqual(150)
    }
    expect(URL.canParse(slackManifestLink())).toBe(true)
  })
})
