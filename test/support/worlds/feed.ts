import type { Clock } from '../../../core/clock.ts'
import { startFakeFeeds } from '../fake-feeds.ts'
import type { NetworkWorld } from '../network-world.ts'

/** A page that publishes entries. */
export async function inFeed(clock: Clock): Promise<NetworkWorld> {
  const feeds = await startFakeFeeds(clock)
  return {
    network: 'feed',
    settings: { network: 'feed', urls: [feeds.feedUrl], pollMinutes: 1 },
    secrets: {},
    say: (author, text) => feeds.publish(`${text} Written by ${author}.`),
    edit: (key, text) => feeds.edit(key, text),
    remove: (key) => feeds.remove(key),
    tellAgain: (key) => feeds.duplicate(key),
    cut: feeds.drop,
    close: feeds.close,
  }
}
