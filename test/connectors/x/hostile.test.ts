import { afterEach, describe, expect, it } from 'vitest'
import type { Delivery, Item } from '../../../connectors/connector.ts'
import { itemsOfEvents } from '../../../connectors/x/activity.ts'
import { itemOf } from '../../../connectors/x/page.ts'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'
import { includesOf, shapePost } from '../../support/fake-x/shapes.ts'
import { finalState } from '../../support/final-state.ts'
import { mutateJson, seeded, shuffleAndDouble } from '../../support/mutate-json.ts'

const MUTATIONS = 10_000
const BY_EVENTS = 2_000
const BY_PAGES = 1_000
const ORDERS = 200
const US = { id: '900', username: 'harborbeans' }
const ASKED = new URLSearchParams({
  'tweet.fields':
    'created_at,lang,public_metrics,entities,referenced_tweets,conversation_id,in_reply_to_user_id,edit_history_tweet_ids,possibly_sensitive,note_tweet,author_id',
  expansions: 'author_id,referenced_tweets.id',
})
let desk: XDesk
afterEach(() => desk.close())

function expectSound(items: readonly Item[]): void {
  for (const item of items) {
    if (item.type === 'poison') expect(item.reason).not.toBe('')
    if (item.type !== 'upsert') continue
    const { mention } = item
    expect(mention.key).toMatch(/^x::\d{1,20}$/)
    expect(mention.revision).toMatch(/^\d{1,20}$/)
    expect(mention.text.length).toBeLessThanOrEqual(64_000)
    expect(mention.url).toMatch(/^https:\/\/x\.com\/i\/status\/\d+$/)
    expect(Number.isSafeInteger(mention.createdAt)).toBe(true)
    expect(mention.createdAt).toBeLessThanOrEqual(mention.receivedAt + 86_400_000)
    for (const text of [mention.author.id, mention.author.handle, mention.lang])
      expect(text === null || typeof text === 'string').toBe(true)
    for (const link of mention.links) expect(link).toMatch(/^https?:\/\//i)
    for (const word of [...mention.hashtags, ...mention.mentionedHandles])
      expect(typeof word).toBe('string')
    for (const count of Object.values(mention.metrics)) expect(Number.isFinite(count)).toBe(true)
  }
}

/** One frame of each kind: a plain post, a long one, an answer, a quote, an edit. */
function frames(): object[] {
  const { x } = desk
  const ours = x.addPost({ text: 'New blend', authorId: '900' }, true)
  const plain = x.addPost({ text: 'juniper & <soup> #cold @mara', authorId: '7' }, true)
  const link = { short: 'https://t.co/a', expanded: 'https://tea.example/menu' }
  const posts = [
    plain,
    x.addPost(
      { text: 'juniper …', longText: `juniper ${'long '.repeat(90)}`, authorId: '8' },
      true,
    ),
    x.addPost({ text: 'juniper no', authorId: '7', replyTo: ours.id, links: [link] }, true),
    x.addPost({ text: 'juniper look https://t.co/a', authorId: '8', quoteOf: ours.id }, true),
    x.editPost(plain.id, 'juniper & warm soup'),
  ]
  return posts.map((post) => ({
    data: shapePost(x.world, post, ASKED),
    ...includesOf(x.world, [post], ASKED),
    matching_rules: [{ id: '1', tag: 'earshot:x:q0' }],
  }))
}

describe('X gone mad', () => {
  it(`is survived: ${MUTATIONS - BY_EVENTS - BY_PAGES} spoiled frames, set aside and counted, and what follows is heard`, async () => {
    desk = await openDesk({ pollSeconds: 3600 })
    const random = seeded(11)
    const templates = frames()
    const heard = await desk.listenLive()
    const count = MUTATIONS - BY_EVENTS - BY_PAGES
    for (let i = 0; i < count; i++) {
      // A frame of nothing but an error would close the stream, as it should.
      const text = mutateJson(templates[i % templates.length], random).replaceAll('"errors"', '"e"')
      desk.x.stream.send(`${text.replaceAll('\r\n', ' ')}\r\n`)
      if (i % 500 === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    }
    desk.say('juniper after all that')
    await desk.until('what follows', () => heard.texts().includes('juniper after all that'))
    expect(heard.errors).toEqual([])
    const poison = heard.items.filter(({ type }) => type === 'poison')
    expect(poison.length).toBeGreaterThan(count / 20)
    expectSound(heard.items)
    // The rest says of itself that the rules of somebody else found it.
    expect(heard.items.length).toBeGreaterThan(count * 0.8)
  })

  it(`takes ${BY_PAGES} spoiled rows of the timeline and of search, and the cursor stays sound`, async () => {
    desk = await openDesk({ pollSeconds: 15 })
    const random = seeded(12)
    const rows = frames().map((frame) => (frame as { data: object }).data)
    const heard = await desk.listenLive()
    for (let page = 0; page < BY_PAGES / 50; page++) {
      const data = Array.from({ length: 50 }, (_, i) =>
        parsed(mutateJson(rows[i % rows.length], random)),
      )
      const body = JSON.stringify({ data, meta: { result_count: 50 } })
      desk.x.failNext(page % 2 === 0 ? /mentions/ : /search.recent/, {
        kind: 'answer',
        status: 200,
        body,
      })
    }
    desk.x.stream.drop()
    await desk.until(
      'the pages of the timeline',
      () => !desk.x.mishaps.some(({ path }) => path.test('mentions')),
      5_000,
    )
    desk.say('@harborbeans after all that')
    await desk.until('what follows', () => heard.texts().includes('@harborbeans after all that'))
    expectSound(heard.items)
    expect(heard.items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(
      BY_PAGES / 40,
    )
    const { sinceId } = heard.cursor as unknown as { sinceId: string }
    expect([...desk.x.posts.keys()]).toContain(sinceId)
  })

  it(`takes ${BY_EVENTS} spoiled events`, async () => {
    desk = await openDesk()
    const random = seeded(13)
    const kinds = frames().map((frame, i) => ({
      kind: ['post.mention.create', 'post.reply.create', 'post.quote.create'][i % 3] ?? '',
      event: {
        data: {
          event_uuid: String(i),
          filter: { user_id: '900' },
          payload: (frame as { data: object }).data,
          includes: (frame as { includes?: object }).includes,
        },
      },
    }))
    const rows: Delivery[] = Array.from({ length: BY_EVENTS }, (_, i) => {
      const { kind, event } = kinds[i % kinds.length]!
      return { seq: i, kind, body: mutateJson(event, random), receivedAt: desk.clock.now() }
    })
    const items = itemsOfEvents(rows, US, desk.ctxOf())
    expect(items).toHaveLength(BY_EVENTS)
    expectSound(items)
    expect(items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(BY_EVENTS / 20)
  })

  it('is not brought down by answers that are no pages, nor by whole pages of nonsense', async () => {
    desk = await openDesk({ pollSeconds: 15 })
    const random = seeded(5)
    const heard = await desk.listenLive()
    const paths = [/mentions/, /search.recent/, /stream.rules/, /search.stream$/]
    for (let i = 0; i < 40; i++) {
      const body = mutateJson(
        { data: [], meta: { result_count: 0, next_token: 'x' }, errors: [] },
        random,
      )
      desk.x.failNext(paths[i % paths.length]!, {
        kind: 'answer',
        status: random() < 0.7 ? 200 : 500,
        body,
      })
    }
    desk.x.stream.drop()
    // An empty page that is sound says that nothing was found: what is asked of it has to wait.
    await desk.until('all of it', () => desk.x.mishaps.length === 0, 5_000)
    desk.say('juniper after all that')
    await desk.until('what follows', () => heard.texts().includes('juniper after all that'), 5_000)
    for (const { code } of heard.errors) expect(['transient', 'fatal']).toContain(code)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    desk = await openDesk()
    const { x, clock } = desk
    const told: Item[][] = []
    const tell = (id: string) => {
      const post = x.posts.get(id)!
      const shaped = shapePost(x.world, post, ASKED) as never
      const how = { connectionId: 'x', us: US, receivedAt: clock.now(), found: 'keyword' as const }
      told.push([itemOf(shaped, includesOf(x.world, [post], ASKED).includes as never, how)])
    }
    const later = () => clock.advance(60_000)
    for (const name of ['a', 'b', 'c', 'd']) {
      const first = desk.say(`juniper ${name} was awful`)
      tell(first.id)
      await later()
      for (const words of ['was better', 'was good in the end']) {
        tell(x.editPost(first.id, `juniper ${name} ${words}`).id)
        await later()
      }
      if (name === 'b' || name === 'd')
        told.push([{ type: 'delete', key: `x::${first.id}`, reason: 'no longer on X' }])
    }
    const states = new Set<string>()
    for (let seed = 0; seed < ORDERS; seed++) {
      const random = seeded(seed)
      states.add(JSON.stringify(await finalState(shuffleAndDouble(told, random), random)))
    }
    expect(states.size).toBe(1)
    const { live, gone } = JSON.parse([...states][0] ?? '') as Awaited<
      ReturnType<typeof finalState>
    >
    expect(live.map(({ text }) => text)).toEqual([
      'juniper a was good in the end',
      'juniper c was good in the end',
    ])
    expect(gone).toHaveLength(2)
  })
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
