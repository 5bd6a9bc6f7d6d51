import type { Clock } from '../../../core/clock.ts'
import { startFakeMastodon } from '../fake-mastodon/server.ts'
import { OUR_TOKEN } from '../fake-mastodon/tokens.ts'
import { DOMAIN, type FakeStatus, type Happening } from '../fake-mastodon/world.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Guests of another server who tag us. */
export async function onMastodon(clock: Clock): Promise<NetworkWorld> {
  const mastodon = await startFakeMastodon(clock)
  const { world, streaming } = mastodon
  const first = new Map<string, { status: FakeStatus; happenings: Happening[] }>()
  const known = (key: string) => {
    const said = first.get(key)
    if (said === undefined) throw new Error(`no post ${key}`)
    return said
  }
  return {
    network: 'mastodon',
    settings: {
      network: 'mastodon',
      server: DOMAIN,
      account: '@juniper',
      baseUrl: mastodon.url,
    },
    secrets: { EARSHOT_MASTODON_TOKEN: OUR_TOKEN },
    say(author, text) {
      const by = world.addAccount(`${author}@guests.example`)
      const { status, happenings } = world.post(`@juniper ${text}`, { by })
      const key = `mastodon::${status.uri}`
      const asWritten = happenings.map((one) => ({ ...one, status: { ...status } }))
      first.set(key, { status, happenings: asWritten })
      return key
    },
    edit: (key, text) => world.edit(known(key).status, `@juniper ${text}`),
    remove: (key) => world.remove(known(key).status),
    tellAgain: (key) => known(key).happenings.forEach(streaming.tell),
    cut: () => streaming.drop(),
    answersTo: (key) =>
      [...world.statuses.values()]
        .filter(
          ({ account, inReplyTo }) => account === world.us && inReplyTo?.uri === key.slice(10),
        )
        .map(({ text }) => text),
    close: mastodon.close,
  }
}
