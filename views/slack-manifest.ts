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
  commands: 'answer /earshot, “Track as mention” and “Log a contact”',
  'files:write': 'show the digest’s chart as a picture where Slack draws none itself',
  'im:history': 'look for a reminder after a broken connection, so that none comes twice',
}

/** What the app is told of, and why. */
const EVENTS: Readonly<Record<string, string>> = {
  reaction_added: 'claim a case by 👀 and resolve it by ✅ on its card',
  app_home_opened: 'show everybody their own cases on the Home tab',
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
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        // People are told things there; what they write is read by nobody.
        messages_tab_read_only_enabled: true,
      },
      slash_commands: [
        {
          command: '/earshot',
          description: 'Cases, people and posts: brief, mine, search, who, mute, log',
          usage_hint: 'brief | status | mine | search WORDS | who @handle | mute WORD | log URL',
          // Names that Slack would turn into its own people are handles of customers.
          should_escape: false,
        },
      ],
      shortcuts: [
        {
          name: 'Track as mention',
          type: 'message',
          callback_id: 'track_message',
          description: 'Opens a case for this message',
        },
        {
          name: 'Log a contact',
          type: 'global',
          callback_id: 'log_contact',
          description: 'Somebody rang, came in or wrote',
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(SLACK_SCOPES) } },
    settings: {
      interactivity: { is_enabled: true },
      event_subscriptions: { bot_events: Object.keys(EVENTS) },
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
