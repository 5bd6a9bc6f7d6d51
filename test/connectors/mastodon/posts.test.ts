import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readHtml } from '../../../connectors/mastodon/html-text.ts'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'

describe('the HTML of a post', () => {
  it('becomes what a reader sees: paragraphs, names, hashtags, and links in full', () => {
    const html =
      '<p><span class="h-card" translate="no"><a href="https://cafe.example/@juniper" class="u-url mention">@<span>juniper</span></a></span> was <em>cold</em> &amp; late<br>again &lt;3</p>' +
      '<p>See <a href="https://blog.example/a/very/long/way?x=1&amp;y=2" target="_blank"><span class="invisible">https://</span><span class="ellipsis">blog.example/a/very</span><span class="invisible">/long/way?x=1&amp;y=2</span></a> <a href="https://cafe.example/tags/coffee" class="mention hashtag" rel="tag">#<span>coffee</span></a></p>'
    expect(readHtml(html)).toEqual({
      text: '@juniper was cold & late\nagain <3\n\nSee https://blog.example/a/very/long/way?x=1&y=2 #coffee',
      links: ['https://blog.example/a/very/long/way?x=1&y=2'],
    })
  })

  it('leaves out scripts, comments and the stand-in for a quoted post', () => {
    const html =
      '<p class="quote-inline">RE: <a href="https://a.example/1">https://a.example/1</a></p><!-- no --><p>So true<script>alert(1)</script></p><ul><li>one</li><li>two</li></ul>'
    expect(readHtml(html)).toEqual({ text: 'So true\n\n• one\n• two', links: [] })
  })

  it('keeps lone brackets and odd numbers of signs, and takes no link but of the web', () => {
    expect(
      readHtml('1 < 2 &#128512; &#x41; &#0; <a href="javascript:alert(1)">x</a> &nope;'),
    ).toEqual({ text: '1 < 2 😀 A x &nope;', links: [] })
  })
})

describe('a post on Mastodon', () => {
  let desk: MastodonDesk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.close())

  it('is known by the name that every server has for it, and its author by the full handle', async () => {
    const heard = await desk.listenLive()
    const { status } = desk.world.post('@juniper the flat white :blobcat: was cold', {
      emojis: ['blobcat'],
    })
    await desk.until('the post', () => heard.mentions().length > 0)
    expect(heard.mentions()[0]).toMatchObject({
      key: `mastodon::${status.uri}`,
      nativeId: status.uri,
      revision: 'first',
      kind: 'post',
      trigger: 'tag',
      text: '@juniper the flat white :blobcat: was cold',
      lang: 'en',
      visibility: 'public',
      author: { id: 'nadia@guests.example', name: 'Nadia', followers: 12, isSelf: false },
      mentionedHandles: ['juniper'],
      metrics: { likes: 3, replies: 0 },
      replyRef: { id: status.id, acct: 'nadia@guests.example', visibility: 'public' },
    })
  })

  it('for followers or for us alone is dropped before anything sees it, however it comes', async () => {
    const heard = await desk.listenLive()
    const { world } = desk
    world.followed.add(world.guest)
    const secret = 'between us: the code is amaranth'
    for (const visibility of ['private', 'direct', 'limited'])
      world.post(`@juniper ${secret} #coffee`, { visibility })
    const hidden = world.post(secret, { visibility: 'private' }).status
    world.boost(world.us, hidden)
    world.post('@juniper a sign')
    await desk.until('the sign', () => heard.texts().includes('a sign'))
    expect(heard.items.every(({ type }) => type === 'upsert')).toBe(true)
    // A server that does not say who may read it, and nonsense that may be a closed post.
    world.post(`@juniper ${secret}`, { distort: (e) => ({ ...e, visibility: 7 }) })
    world.post(`@juniper ${secret}`, { visibility: 'direct', distort: () => [secret] })
    const frame = `{"stream":["user"],"event":"notification","payload":"{\\"id\\":\\"1\\",\\"content\\":\\"${secret}`
    desk.fake.streaming.send(frame)
    const { status } = world.post('@juniper open')
    await desk.until('the open one', () => heard.texts().includes('open'))
    await heard.stop()
    const second = await desk.listenLive(heard.cursor)
    const all = JSON.stringify([heard.batches, second.batches])
    expect(all).not.toContain('amaranth')
    expect(all).toContain(status.uri)
    expect(heard.items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(0)
  })

  it('tells a tag, an answer, a quote and a word apart by the account, however it arrived', async () => {
    const heard = await desk.listenLive()
    const { world } = desk
    world.followed.add(world.guest)
    const { status: ours } = world.post('We open at 8', { by: world.us })
    world.post('@juniper thanks', { inReplyTo: ours })
    world.post('so early', { quoteOf: ours })
    world.post('best #coffee in town')
    await desk.until('all', () => heard.mentions().length >= 5)
    const told = new Map(heard.mentions().map((m) => [m.text, m]))
    const kinds = [...told.values()].map((m) => [m.text, m.kind, m.trigger, m.author.isSelf])
    expect(kinds).toEqual([
      ['We open at 8', 'post', 'keyword', true],
      ['@juniper thanks', 'reply', 'reply_to_us', false],
      ['so early', 'quote', 'quote_of_us', false],
      ['best #coffee in town', 'post', 'keyword', false],
    ])
    expect(told.get('@juniper thanks')?.parents.replyTo).toBe(ours.uri)
    expect(told.get('so early')?.parents.quoteOf).toBe(ours.uri)
    expect(told.get('best #coffee in town')?.hashtags).toEqual(['coffee'])
    const revisions = new Set(heard.mentions().map((m) => `${m.key} ${m.revision} ${m.trigger}`))
    expect(revisions.size).toBe(4)
  })

  it('brings along what it answers, unless that is closed', async () => {
    const heard = await desk.listenLive()
    const { world } = desk
    const fan = world.addAccount('fan@far.example')
    const open = world.post('Where is good coffee?', { by: fan }).status
    world.post('not at @juniper', { inReplyTo: open })
    const closed = world.post('@juniper between us amaranth', {
      by: fan,
      visibility: 'direct',
    }).status
    world.post('@juniper indeed', { inReplyTo: closed })
    await desk.until('both', () => heard.texts().includes('indeed'))
    const parents = new Map(heard.mentions().map((m) => [m.text, m.parents]))
    expect(parents.get('not at @juniper')).toMatchObject({
      replyTo: open.uri,
      replyToText: 'Where is good coffee?',
    })
    expect(parents.get('@juniper indeed')).toEqual({})
  })

  it('boosted by somebody we follow is the post that was boosted', async () => {
    const heard = await desk.listenLive()
    const fan = desk.world.addAccount('fan')
    desk.world.followed.add(fan)
    const { status } = desk.world.post('juniper saved my morning')
    desk.world.boost(fan, status)
    await desk.until('the boosted', () => heard.mentions().length > 0)
    expect(heard.mentions()[0]).toMatchObject({ nativeId: status.uri, author: { name: 'Nadia' } })
  })

  it('under a content warning is sensitive, and the warning is part of what it says', async () => {
    const heard = await desk.listenLive()
    desk.world.post('@juniper it was raw', { spoilerText: 'food', visibility: 'unlisted' })
    await desk.until('the post', () => heard.mentions().length > 0)
    expect(heard.mentions()[0]).toMatchObject({
      text: 'food\n\n@juniper it was raw',
      sensitive: true,
      visibility: 'public',
      replyRef: { visibility: 'unlisted', warning: 'food' },
    })
  })

  it('found by its hashtag is left alone where the profile asks programs to, but not where it names us', async () => {
    const heard = await desk.listenLive()
    const { world } = desk
    const shy = world.addAccount('shy@far.example', { note: '<p>#<span>nobot</span> please</p>' })
    const hidden = world.addAccount('hidden@far.example', { noindex: true })
    world.post('#coffee is life', { by: shy })
    world.post('#coffee is all', { by: hidden })
    world.post('@juniper #coffee was cold', { by: shy })
    await desk.until('the one', () => heard.mentions().length > 0)
    await desk.until(
      'the other',
      () => desk.clock.now() > heard.mentions()[0]!.receivedAt + 400_000,
    )
    expect(new Set(heard.mentions().map(({ text }) => text))).toEqual(
      new Set(['@juniper #coffee was cold']),
    )
  })

  it('is not every notification: favourites, boosts and follows are none', async () => {
    const heard = await desk.listenLive()
    const { status } = desk.world.post('We open at 8', { by: desk.world.us })
    for (const type of ['favourite', 'reblog', 'follow']) desk.world.notifyOnly(type, status)
    desk.world.post('@juniper hello')
    await desk.until('the tag', () => heard.texts().includes('hello'))
    expect(heard.texts().filter((text) => text === 'We open at 8').length).toBeLessThanOrEqual(2)
    expect(heard.items.every(({ type }) => type === 'upsert')).toBe(true)
  })
})
