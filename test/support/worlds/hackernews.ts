import type { Clock } from '../../../core/clock.ts'
import { startFakeHackerNews } from '../fake-hackernews.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Comments that a search finds. */
export async function onHackerNews(clock: Clock): Promise<NetworkWorld> {
  const hn = await startFakeHackerNews(clock)
  return {
    network: 'hackernews',
    settings: { network: 'hackernews', query: 'juniper coffee', baseUrl: hn.url },
    secrets: {},
    say: (author, text) => hn.say(text, author),
    remove: (key) => hn.remove(key),
    cut: () => hn.failNext('cut'),
    close: hn.close,
  }
}
