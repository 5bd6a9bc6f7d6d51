import type { RateLimitForm } from '../../contract/connector-harness.ts'
import type { FakeMastodon } from './server.ts'
import { OUR_TOKEN } from './tokens.ts'
import type { FakeStatus } from './world.ts'

/** The fake as the contract drives it: a guest names us, and everything that can go wrong does. */
export function drillsOf(fake: FakeMastodon) {
  const { world, streaming } = fake
  const keyOf = ({ uri }: FakeStatus) => `mastodon::${uri}`
  const known = (key: string): FakeStatus => {
    const status = world.find(key.replace('mastodon::', ''))
    if (status === undefined) throw new Error(`no post ${key}`)
    return status
  }
  return {
    publish: (text: string) => keyOf(world.post(`@juniper ${text}`).status),
    edit: (key: string, text: string) => void world.edit(known(key), `@juniper ${text}`),
    remove: (key: string) => void world.remove(known(key)),
    duplicate(key: string): void {
      const notification = world.notifications.find(({ status }) => status === known(key))
      if (notification === undefined) throw new Error('nobody was told of this post')
      const channels = ['notifications']
      streaming.tell({ event: 'notification', channels, status: known(key), notification })
    },
    publishSwapped(first: string, second: string): [string, string] {
      const older = world.post(`@juniper ${first}`, {}, true)
      const newer = world.post(`@juniper ${second}`, {}, true)
      for (const happening of [...newer.happenings, ...older.happenings]) streaming.tell(happening)
      return [keyOf(older.status), keyOf(newer.status)]
    },
    sendMalformed(): void {
      const frame = (event: string, payload: unknown) =>
        streaming.send(JSON.stringify({ stream: ['user'], event, payload }))
      streaming.send('{"stream":["user"],"event":')
      frame('update', '{"id":"1"')
      frame('notification', JSON.stringify({ id: '1', type: 'mention', status: null }))
      frame('delete', null)
      world.post('@juniper it has no time', { distort: (e) => ({ ...e, created_at: 'soon' }) })
    },
    sendOversize(): void {
      world.post(`@juniper ${'a'.repeat(1_000_000)}`)
      streaming.send(
        JSON.stringify({ stream: ['user'], event: 'update', payload: 'b'.repeat(3e6) }),
      )
    },
    /** A server that has had enough hangs up, too. */
    rateLimit(form: RateLimitForm): void {
      fake.limits.arm(form)
      streaming.drop()
    },
    drop: () => streaming.drop(),
    halfOpen: () => streaming.mute(),
    revoke(): void {
      fake.tokens.revoke(OUR_TOKEN)
      streaming.kick(OUR_TOKEN)
    },
    close: () => fake.close(),
  }
}
