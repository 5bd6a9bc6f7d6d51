import { afterEach, describe, expect, it } from 'vitest'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'

const DAY = 86_400_000
let desk: XDesk
afterEach(() => desk.close())

const nowSeconds = () => Math.floor(desk.clock.now() / 1000)
const hears = (heard: { texts(): string[] }, text: string, stepMs?: number) =>
  desk.until(`hearing "${text}"`, () => heard.texts().includes(text), stepMs)

describe('listening for words', () => {
  it('hears a post that holds our words and names nobody, and tells it from a tag', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    desk.say('the juniper flat white was cold')
    desk.say('nothing to do with it')
    desk.say('@harborbeans your juniper is fine')
    await hears(heard, '@harborbeans your juniper is fine')
    expect(heard.mentions().map(({ trigger, text }) => [trigger, text])).toEqual(
      expect.arrayContaining([
        ['keyword', 'the juniper flat white was cold'],
        ['tag', '@harborbeans your juniper is fine'],
      ]),
    )
    expect(heard.texts()).not.toContain('nothing to do with it')
    expect(heard.errors).toEqual([])
    expect(desk.x.stream.connections.size).toBe(1)
  })

  it('keeps the rules at X those of the queries, by difference, and touches nobody else’s', async () => {
    desk = await openDesk()
    const { x, world } = desk
    x.stream.changeRules({ add: [{ value: 'somebody elses', tag: 'other' }] })
    world.queries = ['juniper', 'harbor coffee']
    await desk.listenLive()
    const values = () => [...x.stream.rules.values()].map(({ value }) => value)
    const before = [...x.stream.rules.values()].find(({ value }) => value.startsWith('juniper'))
    expect(values()).toEqual([
      'somebody elses',
      'juniper -is:retweet -from:harborbeans',
      'harbor coffee -is:retweet -from:harborbeans',
    ])
    world.queries = ['juniper', '"harbor beans"']
    await desk.until('the new rule', () => values().some((value) => value.startsWith('"harbor')))
    await desk.until('the old one gone', () => values().length === 3)
    expect(values()).not.toContain('harbor coffee -is:retweet -from:harborbeans')
    expect([...x.stream.rules.values()].find(({ value }) => value.startsWith('juniper'))?.id).toBe(
      before?.id,
    )
    world.queries = []
    await desk.until('none of ours', () => values().length === 1)
    await desk.until('no connection', () => x.stream.connections.size === 0)
  })

  it('catches up by search before it calls itself live, also with what fell between search and stream', async () => {
    desk = await openDesk()
    const first = await desk.listenLive()
    desk.say('juniper before')
    await hears(first, 'juniper before')
    await first.stop()
    await desk.until('the line is down', () => desk.x.stream.connections.size === 0)
    for (let i = 0; i < 230; i++) desk.say(`juniper meanwhile ${i}`)
    await desk.clock.advance(3_600_000)
    desk.say('juniper a moment ago')
    const second = desk.listen(first.cursor)
    await desk.until('live', () => second.batches.at(-1)?.caughtUp === true)
    const texts = new Set(second.texts())
    for (let i = 0; i < 230; i++) expect(texts).toContain(`juniper meanwhile ${i}`)
    expect(texts).toContain('juniper a moment ago')
    const live = second.batches.findIndex(({ caughtUp }) => caughtUp)
    const late = second.batches.slice(live + 1).flatMap(({ items }) => items)
    expect(late.filter(({ type }) => type === 'upsert')).toEqual([])
  })

  it('says what seven days of search do not reach', async () => {
    desk = await openDesk()
    const first = await desk.listenLive()
    await first.stop()
    desk.say('juniper lost')
    await desk.clock.advance(9 * DAY)
    desk.say('juniper found')
    await desk.clock.advance(3_600_000)
    const second = await desk.listenLive(first.cursor)
    expect(second.texts()).toEqual(['juniper found'])
    const gap = second.batches.flatMap((batch) => batch.gap ?? [])[0]
    expect(gap?.why).toContain('seven days')
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeGreaterThan(DAY)
  })

  it('moves on while nothing is said, so that a quiet month leaves no gap', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    const end = desk.clock.now() + 3 * 60_000
    await desk.until('three minutes', () => desk.clock.now() >= end, 5_000)
    expect(desk.clock.now() - Number(heard.cursor?.['words'])).toBeLessThan(130_000)
    expect(desk.x.requests.filter(({ path }) => path.endsWith('/stream'))).toHaveLength(1)
  })

  it('joins letters again that two packets took apart', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    const [connection] = desk.x.stream.connections
    const frame = Buffer.from(
      `${JSON.stringify({ data: { id: desk.x.newId(), text: 'juniper 東京 ☕' }, matching_rules: [] })}\r\n`,
    )
    const cut = frame.indexOf(Buffer.from('東')) + 1
    connection?.response.write(frame.subarray(0, cut))
    await new Promise<void>((resolve) => setImmediate(resolve))
    connection?.response.write(frame.subarray(cut))
    await hears(heard, 'juniper 東京 ☕')
  })

  it('opens again when X closes the line with a word of its own', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    desk.x.stream.send(
      `${JSON.stringify({ errors: [{ title: 'operational-disconnect', detail: 'This stream has been disconnected upstream.' }] })}\r\n`,
    )
    await desk.until('told', () => desk.health.some(({ detail }) => detail?.includes('upstream')))
    desk.say('juniper after that')
    await hears(heard, 'juniper after that')
    expect(heard.errors).toEqual([])
  })

  it('puts its rules back where somebody took them away', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    desk.x.stream.rules.clear()
    desk.x.stream.drop()
    await desk.until('the rule', () => desk.x.stream.rules.size === 1)
    await desk.until('the line', () => desk.x.stream.connections.size === 1)
    desk.say('juniper again')
    await hears(heard, 'juniper again')
    expect(heard.errors).toEqual([])
  })

  it('frees the place of its dead connection where X has not noticed yet', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    desk.x.stream.freeze()
    desk.say('juniper into the void')
    await hears(heard, 'juniper into the void')
    expect(desk.x.requests.filter(({ path }) => path === '/2/connections/all')).toHaveLength(1)
    expect(desk.x.stream.connections.size).toBe(1)
  })

  it.each([
    ['no time', null],
    ['a time in a minute', 60],
    ['a time that is past', -60],
    ['a time in a month', 30 * 86_400],
    ['words for a time', Number.NaN],
  ])('waits after a 429 of the stream with %s, while tags are heard on', async (_name, seconds) => {
    desk = await openDesk({ pollSeconds: 15 })
    const heard = await desk.listenLive()
    const reset = seconds === null ? {} : { 'x-rate-limit-reset': String(nowSeconds() + seconds) }
    desk.x.failNext(/search.stream$/, {
      kind: 'answer',
      status: 429,
      body: '{"title":"Too Many Requests"}',
      headers: reset,
    })
    desk.x.stream.drop()
    await desk.until('waiting', () => desk.health.some(({ state }) => state === 'rate_limited'))
    const wait = (desk.health.at(-1)?.retryAt ?? 0) - desk.clock.now()
    expect(wait).toBeGreaterThan(20_000)
    expect(wait).toBeLessThanOrEqual(DAY + 60_000)
    desk.say('@harborbeans hello')
    await hears(heard, '@harborbeans hello')
    if (seconds === 60) {
      desk.say('juniper said during the limit')
      await hears(heard, 'juniper said during the limit', 5_000)
    }
    expect(heard.errors).toEqual([])
  })

  it('asks people where the app has no key', async () => {
    desk = await openDesk()
    desk.secrets['EARSHOT_X_API_SECRET'] = 'wrong'
    desk.secrets['EARSHOT_X_ACCESS_TOKEN'] = 'user-token'
    delete desk.secrets['EARSHOT_X_ACCESS_SECRET']
    const heard = desk.listen()
    await desk.until('an error', () => heard.errors.length > 0)
    expect(heard.errors[0]).toMatchObject({ code: 'auth' })
    expect(heard.errors[0]?.message).toContain('EARSHOT_X_BEARER_TOKEN')
  })

  it('pays nothing for posts of somebody else’s rules twice, and hands them to nobody', async () => {
    desk = await openDesk()
    desk.x.stream.changeRules({ add: [{ value: 'lighthouse', tag: 'other' }] })
    const heard = await desk.listenLive()
    desk.say('a lighthouse')
    desk.say('juniper')
    await hears(heard, 'juniper')
    expect(heard.texts()).not.toContain('a lighthouse')
  })
})

describe('the money for words', () => {
  it('ends before the limit, is told with a gap, and who tags us is heard on', async () => {
    desk = await openDesk({ pollSeconds: 15, withAuthors: false })
    desk.purse.capUsd = 2
    const heard = await desk.listenLive()
    let count = 0
    await desk.until('the pause', () => {
      if (desk.health.some(({ state }) => state === 'paused')) return true
      desk.say(`juniper ${count++}`)
      return false
    })
    expect(desk.purse.spentUsd).toBeGreaterThan(1.5)
    expect(desk.purse.spentUsd).toBeLessThanOrEqual(1.6)
    await desk.until('the line closed', () => desk.x.stream.connections.size === 0)
    const gaps = heard.batches.flatMap((batch) => batch.gap ?? [])
    expect(gaps).toHaveLength(1)
    expect(gaps[0]).toMatchObject({ to: Date.UTC(2026, 11, 1) })
    desk.say('@harborbeans are you there')
    await hears(heard, '@harborbeans are you there')
    expect(heard.errors).toEqual([])
    // What was spent is what was told to the books.
    const told = heard.batches.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0)
    expect(told).toBeCloseTo(desk.purse.spentUsd, 5)
  })

  it('goes on when there is money again, and says what was not read', async () => {
    desk = await openDesk({ withAuthors: false })
    Object.assign(desk.purse, { capUsd: 10, spentUsd: 9 })
    const first = desk.listen()
    await desk.until('paused', () => desk.health.some(({ state }) => state === 'paused'))
    const [told] = first.batches.flatMap((batch) => batch.gap ?? [])
    await first.stop()
    await desk.clock.advance(3 * DAY)
    desk.say('juniper of an hour ago')
    await desk.clock.advance(3_600_000)
    desk.purse.spentUsd = 0
    const second = desk.listen(first.cursor)
    await hears(second, 'juniper of an hour ago')
    const filled = second.batches.flatMap((batch) => batch.filled ?? [])
    expect(filled.some(({ from, to }) => from <= told!.from && to > told!.from)).toBe(true)
    const gaps = second.batches.flatMap((batch) => batch.gap ?? [])
    expect(gaps).toHaveLength(1)
    expect(gaps[0]?.to).toBeGreaterThan(desk.clock.now() - 26 * 3_600_000)
  })
})
