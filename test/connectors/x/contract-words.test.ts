import { parseQuery } from '../../../analysis/query/parse-query.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { connectorContract } from '../../contract/connector-contract.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { FOUR_KEYS } from '../../support/fake-x/desk.ts'
import { createFakeX } from '../../support/fake-x/server.ts'

const WEEK_AND_MORE_MS = 8 * 86_400_000

connectorContract('X with words', {
  supports: {
    edits: true,
    deletes: false,
    duplicates: true,
    outOfOrder: true,
    malformed: true,
    oversize: true,
    // Told in words.test.ts: the rest is heard on meanwhile, so the runner never hears of it.
    rateLimits: [],
    drop: true,
    halfOpen: true,
    gaps: true,
    revoke: true,
  },
  stepMs: 2_000,
  async startFake(clock) {
    const x = createFakeX(clock)
    x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
    const connector = createXConnector({
      userId: '900',
      handle: 'harborbeans',
      words: true,
      baseUrl: await x.start(),
      pollSeconds: 10,
    })
    const say = (text: string, quietly = false, longText?: string) =>
      x.addPost(
        { text: `${text} juniper`, authorId: '7', ...(longText ? { longText } : {}) },
        quietly,
      )
    const keyOf = (id: string) => `x::${id}`
    const post = (key: string) => {
      const found = x.posts.get(key.slice(3))
      if (found === undefined) throw new Error(`there is no ${key}`)
      return found
    }
    return {
      connector,
      fake: {
        publish: (text) => keyOf(say(text).id),
        edit: (key, text) => void x.editPost(key.slice(3), `${text} juniper`),
        duplicate: (key) => x.stream.deliver(post(key)),
        publishSwapped: (first, second) => {
          const older = say(first, true)
          const newer = say(second, true)
          x.stream.deliver(newer)
          x.stream.deliver(older)
          return [keyOf(older.id), keyOf(newer.id)]
        },
        sendMalformed: () => x.stream.send('{"data":\r\n{"data":{"id":7}}\r\n[]\r\n'),
        sendOversize: () => {
          say('…', false, 'juniper soup '.repeat(100_000))
          x.stream.send(`{"data":{"text":"${'soup '.repeat(500_000)}"}}\r\n`)
        },
        drop: () => x.stream.drop(),
        halfOpen: () => x.stream.freeze(),
        loseWindow: () => clock.advance(WEEK_AND_MORE_MS),
        revoke: () => {
          x.tokens.oauth1.tokenSecret = 'another'
        },
        close: () => x.stop(),
      },
      createCtx: (signal) => ({
        ...aCtx(clock, signal, { ...FOUR_KEYS }).ctx,
        queries: async () => [{ id: 'q', root: parseQuery('juniper').root }],
      }),
    }
  },
})
