import type { Clock } from '../../../core/clock.ts'
import { startFakeBluesky } from '../fake-bluesky/fake-bluesky.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Accounts of the whole network, on its stream. */
export async function onBluesky(clock: Clock): Promise<NetworkWorld> {
  const bluesky = await startFakeBluesky(clock)
  const first = new Map<string, Record<string, unknown>>()
  return {
    network: 'bluesky',
    settings: {
      network: 'bluesky',
      account: 'ourcafe.example',
      hosts: [bluesky.url],
      baseUrl: bluesky.url,
    },
    secrets: { EARSHOT_BLUESKY_PASSWORD: 'app-password' },
    say(author, text) {
      const did = `did:plc:${author}`
      bluesky.world.handles.set(did, `${author}.example`)
      const { key, event } = bluesky.publishPost(text, {}, did)
      first.set(key, event)
      return key
    },
    edit: (key, text) => bluesky.edit(key, text),
    remove: (key) => bluesky.remove(key),
    tellAgain: (key) => bluesky.sendFrame(first.get(key) ?? {}),
    cut: bluesky.drop,
    answersTo: (key) =>
      [...bluesky.records.values()].flatMap(({ value }) => {
        const { text, reply } = value as { text: string; reply?: { parent: { uri: string } } }
        return `bluesky::${reply?.parent.uri}` === key ? [text] : []
      }),
    close: () => bluesky.close(),
  }
}
