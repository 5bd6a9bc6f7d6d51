import type { Network } from '../core/network.ts'
import { hookAddress, webhookExample } from './hook-example.ts'

/** View Channels, Send Messages, Read Message History, Send Messages in Threads. */
const DISCORD_RIGHTS = 2 ** 10 + 2 ** 11 + 2 ** 16 + 2 ** 38

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
  github: [
    '1. Sign in to GitHub as the account that should hear and answer.',
    '2. Open https://github.com/settings/tokens and make a classic token with the right public_repo',
    '   (repo, if your repositories are private). Without a token GitHub is heard slowly: no discussions,',
    '   no answers. Copy it into EARSHOT_GITHUB_TOKEN.',
    '3. In earshot.yaml, under connections, write for example:',
    '     - id: github',
    '       network: github',
    '       repositories: [harbor/beans]       # read whole',
    `       search: '"juniper coffee"'         # looked for everywhere; leave out what you do not need`,
    '       account: juniper-care              # who answers; without it Earshot only listens',
    '4. To hear of things at once, open the settings of the repository, Webhooks, "Add webhook":',
    '   payload address https://YOUR-HOST/hooks/github, content type application/json, a secret of 32',
    '   random characters (the same in EARSHOT_GITHUB_WEBHOOK_SECRET), and the events Issues,',
    '   Issue comments, Discussions and Discussion comments.',
    '5. Run "earshot apply", then this command again: it checks what you pasted. Nothing is posted.',
  ],
  bluesky: [
    '1. Bluesky is heard without any account. To answer, sign in at https://bsky.app as the account',
    '   that should answer.',
    '2. Open Settings, Privacy and security, "App passwords", add one and name it Earshot. Copy it into',
    '   EARSHOT_BLUESKY_PASSWORD. It is no use to anybody for changing your account.',
    '3. In earshot.yaml, under connections, write:',
    '     - id: bluesky',
    '       network: bluesky',
    '       account: juniper.example.com       # the handle, without the @; leave it out to listen only',
    '4. Run "earshot apply", then this command again: it checks what you pasted. Nothing is posted.',
  ],
  discord: [
    '1. Open https://discord.com/developers/applications, "New Application", and name it Earshot.',
    '2. Under "Bot", switch on "Message Content Intent". Press "Reset Token" and copy the token into',
    '   EARSHOT_DISCORD_TOKEN.',
    '3. Under "General Information", copy the "Application ID", put it into this link, open it and choose',
    '   your server. The bot may see channels, read what was said, and answer there and in threads:',
    `   https://discord.com/oauth2/authorize?client_id=APPLICATION-ID&scope=bot&permissions=${DISCORD_RIGHTS}`,
    '4. In earshot.yaml, under connections, write:',
    '     - id: community',
    '       network: discord',
    '5. Run "earshot apply", then this command again: it checks what you pasted. Nothing is posted.',
  ],
  x: [
    '1. X takes money for reading. Sign in at https://developer.x.com as the account that should hear and',
    '   answer, and make a project with an app.',
    '2. In the app, "User authentication settings", choose "Read and write".',
    '3. Under "Keys and tokens", make all four and copy them: API Key into EARSHOT_X_API_KEY, API Key Secret',
    '   into EARSHOT_X_API_SECRET, Access Token into EARSHOT_X_ACCESS_TOKEN, Access Token Secret into',
    '   EARSHOT_X_ACCESS_SECRET. Tokens made before step 2 may not post: make them again.',
    '4. In earshot.yaml, under connections, write for example:',
    '     - id: x',
    '       network: x',
    '       userId: "1234567890"               # if it is wrong, the check tells the right one',
    '       handle: junipercoffee              # without the @',
    '       monthlyCapUsd: 20                  # listening stops for the month when this is used up',
    '5. Run "earshot apply", then this command again: it checks what you pasted. Nothing is posted.',
  ],
  webhook: [
    '1. Make a secret of 32 random characters, for example with: openssl rand -hex 16',
    '   Put it into EARSHOT_WEBHOOK_SECRET, and give it to the service that will send.',
    '   (One connection may have its own: for "reviews" that is EARSHOT_WEBHOOK_SECRET_REVIEWS.)',
    '2. In earshot.yaml, under connections, write for example:',
    '     - id: reviews',
    '       network: webhook',
    '       source: trustpilot                 # where the posts are from; leave out if it is none we know',
    '       fields:                            # leave out if the sender uses our names',
    '         id: review.id',
    '         text: review.body',
    '         rating: review.stars',
    '         author_name: review.author.name',
    '         created_at: review.date',
    '3. Sign every request: HMAC-SHA256, with the secret, over the time in seconds, a dot, and the body',
    '   exactly as it is sent. docs/connectors/webhook.md has it for Zapier, n8n and curl.',
    '4. Run "earshot apply", then this command again: it prints the address and a request to try.',
  ],
}

/** What stands ready to be copied for one connection. */
export const SETUP_EXAMPLES: Partial<
  Record<Network, (connectionId: string, port: number) => readonly string[]>
> = {
  github: hookAddress,
  webhook: (connectionId, port) => [
    ...hookAddress(connectionId, port),
    'To try it, with the secret in EARSHOT_WEBHOOK_SECRET and "earshot start" running:',
    ...webhookExample(connectionId, port),
  ],
}
