/** Rights the bot needs, and why each; `doctor` compares them with what Slack granted. */
export const SLACK_SCOPES: Readonly<Record<string, string>> = {
  'chat:write': 'post and edit cards',
  'users:read': 'know who pressed a button',
  'channels:read': 'find the channel for cards',
  'groups:read': 'find a private channel for cards',
  'channels:history': 'look for a card after a broken connection, so that none comes twice',
  'groups:history': 'the same in private channels',
  'usergroups:read': 'know who is on duty where a user group says so',
  'im:write': 'remind whoever has a case that its answer is due',
  'reactions:read': 'claim a case by 👀 and resolve it by ✅ on its card',
  'im:history': 'look for a reminder after a broken connection, so that none comes twice',
}

/** The app as Slack creates it from a link: Socket Mode, so no public address is needed. */
export function slackManifest(name = 'Earshot'): Record<string, unknown> {
  return {
    display_information: {
      name,
      description: 'Hear every mention, mend every complaint, thank every fan.',
      background_color: '#211e1a',
    },
    features: {
      bot_user: { display_name: name, always_online: true },
    },
    oauth_config: { scopes: { bot: Object.keys(SLACK_SCOPES) } },
    settings: {
      interactivity: { is_enabled: true },
      event_subscriptions: { bot_events: ['reaction_added'] },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  }
}

/** Opens Slack's page with everything filled in (source: Slack manifest docs). */
export function slackManifestLink(name?: string): string {
  return `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(slackManifest(name)))}`
}
