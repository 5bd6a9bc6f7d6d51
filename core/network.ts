/** Every network a mention can come from; the word is also the prefix of mention and author keys. */
export const NETWORKS = [
  'x',
  'discord',
  'slack',
  'bluesky',
  'mastodon',
  'instagram',
  'facebook',
  'reddit',
  'hackernews',
  'youtube',
  'google_business',
  'trustpilot',
  'app_store',
  'google_play',
  'github',
  'stackexchange',
  'telegram',
  'linkedin',
  'feed',
  'webhook',
  'email',
  'feedback',
  'import',
] as const

export type Network = (typeof NETWORKS)[number]

const NAMES: Record<Network, string> = {
  x: 'X',
  discord: 'Discord',
  slack: 'Slack',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  instagram: 'Instagram',
  facebook: 'Facebook',
  reddit: 'Reddit',
  hackernews: 'Hacker News',
  youtube: 'YouTube',
  google_business: 'Google',
  trustpilot: 'Trustpilot',
  app_store: 'App Store',
  google_play: 'Google Play',
  github: 'GitHub',
  stackexchange: 'Stack Exchange',
  telegram: 'Telegram',
  linkedin: 'LinkedIn',
  feed: 'Feed',
  webhook: 'Webhook',
  email: 'E-mail',
  feedback: 'Feedback page',
  import: 'Import',
}

/** The network's name as people write it. */
export function networkName(network: Network): string {
  return NAMES[network]
}

/** Whether a word from outside is one of ours. */
export function isNetwork(word: string): word is Network {
  return (NETWORKS as readonly string[]).includes(word)
}
