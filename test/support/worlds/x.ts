import type { Clock } from '../../../core/clock.ts'
import { FOUR_KEYS } from '../fake-x/desk.ts'
import { createFakeX } from '../fake-x/server.ts'
import type { NetworkWorld } from '../network-world.ts'

/** Strangers who tag us on X, and a direct message to each of them. */
export async function onX(clock: Clock): Promise<NetworkWorld> {
  const x = createFakeX(clock)
  x.us.username = 'junipercoffee'
  x.tokens.mayMessage = true
  const baseUrl = await x.start()
  const idOf = (key: string) => key.slice('x::'.length)
  return {
    network: 'x',
    settings: {
      network: 'x',
      userId: x.us.id,
      handle: x.us.username,
      pollSeconds: 15,
      directMessages: true,
      baseUrl,
    },
    secrets: { ...FOUR_KEYS },
    say(author, text) {
      const id = String(1000 + x.users.size)
      x.addUser({ id, username: author, name: author, followers: 40 })
      return `x::${x.addPost({ text: `@junipercoffee ${text}`, authorId: id }).id}`
    },
    edit: (key, text) => x.editPost(idOf(key), `@junipercoffee ${text}`),
    remove: (key) => x.deletePost(idOf(key)),
    cut: () => x.failNext(/mentions/, { kind: 'truncate' }),
    answersTo(key) {
      const versions = x.posts.get(idOf(key))?.editHistory ?? [idOf(key)]
      const all = [...x.posts.values()].filter(({ authorId }) => authorId === x.us.id)
      return all.filter(({ replyTo }) => versions.includes(replyTo ?? '')).map(({ text }) => text)
    },
    messagesTo(key) {
      const reader = x.posts.get(idOf(key))?.authorId
      const all = x.messages.sent.filter(({ conversationWith }) => conversationWith === reader)
      return all.map(({ text }) => text)
    },
    closeMessages: (key) => void x.messages.closed.add(x.posts.get(idOf(key))?.authorId ?? ''),
    close: x.stop,
  }
}
