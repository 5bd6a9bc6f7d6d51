import type { Network } from '../core/network.ts'

/** What a person does to connect a network, step by step; a new network is one entry here. */
export const SETUP_GUIDES: Partial<Record<Network, readonly string[]>> = {
  mastodon: [
    '1. Sign in to your server as the account that should hear and answer. If programs help to run it,',
    '   say so in its profile: "This is an automated account".',
    '2. Open Preferences, Development, "New application": https://YOUR-SERVER/settings/applications/new',
    '3. Name it Earshot and choose these scopes, no others:',
    '   profile, read:notifications, read:statuses, write:statuses. Press Submit.',
    '   (A server that has no "profile": take read:accounts instead.)',
    '4. Open the application and copy "Your access token" into EARSHOT_MASTODON_TOKEN.',
    '5. In earshot.yaml, under connections, write for example:',
    '     - id: mastodon',
    '       network: mastodon',
    '       server: mastodon.example    # the part after the second @ of your account',
    '       account: "@juniper"         # hashtags alone need no account on many servers',
    '       hashtags: [junipercoffee]',
    '6. Run "earshot apply", then this command again: it checks what you pasted. Nothing is posted.',
  ],
}
