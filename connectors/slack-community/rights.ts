import { ADVOCATE } from '../advocate.ts'

/** Rights the community app needs, and why each; `doctor` compares them with what Slack granted. */
export const COMMUNITY_SCOPES: Readonly<Record<string, string>> = {
  'channels:history': 'hear what is said where it was invited',
  'groups:history': 'the same in private channels',
  'channels:read': 'know where it was invited',
  'groups:read': 'the same for private channels',
  'users:read': 'know who said it',
  'reactions:read': 'count reactions',
  commands: 'let members join the advocates, leave them, or be forgotten',
  'chat:write': 'answer in the thread, when somebody of the team pressed Reply',
}

/** The app as Slack creates it from a link: another one than the desk's, which hears nothing of channels. */
export function communityManifest(): Record<string, unknown> {
  return {
    display_information: {
      name: 'Earshot Community',
      description: 'Lets our team see what you say about us in the channels it was invited to.',
      background_color: '#211e1a',
    },
    features: {
      bot_user: { display_name: 'Earshot Community', always_online: true },
      slash_commands: [
        {
          command: `/${ADVOCATE}`,
          description: 'Join our advocates, leave them, or have us forget you.',
          usage_hint: 'join | leave | forget',
          should_escape: false,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(COMMUNITY_SCOPES) } },
    settings: {
      event_subscriptions: {
        bot_events: [
          'message.channels',
          'message.groups',
          'reaction_added',
          'reaction_removed',
          'member_joined_channel',
          'channel_left',
          'group_left',
          'channel_rename',
          'tokens_revoked',
          'app_uninstalled',
        ],
      },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  }
}

/** Opens Slack's page with everything filled in (source: Slack manifest docs). */
export function communityManifestLink(): string {
  return `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(communityManifest()))}`
}
