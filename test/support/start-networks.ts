import type { Clock } from '../../core/clock.ts'
import type { Network } from '../../core/network.ts'
import type { NetworkWorld } from './network-world.ts'
import { onBluesky } from './worlds/bluesky.ts'
import { onDiscord } from './worlds/discord.ts'
import { inFeed } from './worlds/feed.ts'
import { onGitHub } from './worlds/github.ts'
import { onHackerNews } from './worlds/hackernews.ts'
import { onMastodon } from './worlds/mastodon.ts'
import { inSlackCommunity } from './worlds/slack.ts'
import { byWebhook } from './worlds/webhook.ts'
import { onX } from './worlds/x.ts'

type Start = (clock: Clock, address: () => string) => NetworkWorld | Promise<NetworkWorld>

const STARTS = {
  x: onX,
  discord: onDiscord,
  bluesky: onBluesky,
  mastodon: onMastodon,
  slack: inSlackCommunity,
  hackernews: onHackerNews,
  github: onGitHub,
  webhook: byWebhook,
  feed: inFeed,
} as const satisfies Partial<Record<Network, Start>>

export type StartedNetwork = keyof typeof STARTS
export const STARTED_NETWORKS = Object.keys(STARTS) as readonly StartedNetwork[]

/** Networks, by default every one, each a fake on loopback; `address` is where our desk takes requests, once it does. */
export async function startNetworks(
  clock: Clock,
  address: () => string,
  which = STARTED_NETWORKS,
): Promise<readonly NetworkWorld[]> {
  const started: NetworkWorld[] = []
  for (const network of which) started.push(await STARTS[network](clock, address))
  return started
}
