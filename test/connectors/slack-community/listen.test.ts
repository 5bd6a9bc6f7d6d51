import { afterEach, describe, expect, it } from 'vitest'
import { type FakeSlack, startFakeSlack } from '../../support/fake-slack/fake-slack.ts'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

let desk: CommunityDesk
let other: FakeSlack | null = null
afterEach(async () => {
  await desk.close()
  await other?.close()
  other = null
})

const HOUR = 3_600_000
const DAY = 24 * HOUR
const tsOfLast = (channel = LOUNGE) => desk.slack.messages(channel).at(-1)!.ts
const keyOf = (ts: string, channel = LOUNGE) => `slack:${desk.slack.teamId}:${channel}:${ts}`

describe('a community in Slack', () => {
  it('is read as its members see it: names, links, threads, who wrote it and where it stands', async () => {
    desk = await openCommunity()
    const { slack } = desk
    const heard = await desk.listenLive()
    void slack.say(TOM, LOUNGE, 'Where do you buy &amp; roast?')
    const root = tsOfLast()
    void slack.say(
      MIRA,
      LOUNGE,
      `<@${TOM}> ask <@${slack.botUserId}> in <#${LOUNGE}|old> about <https://juniper.example/menu|the menu> &lt;3 <!here>`,
      root,
    )
    await desk.until('both', () => heard.mentions().length === 2)
    const [first, second] = heard.mentions()
    expect(first?.text).toBe('Where do you buy & roast?')
    expect(first?.author).toMatchObject({ id: TOM, handle: 'tom', isBot: false, isSelf: false })
    expect(second).toMatchObject({
      key: keyOf(tsOfLast()),
      text: '@tom ask @u0fakebot1 in #lounge about the menu <3 @here',
      kind: 'reply',
      trigger: 'tag',
      links: ['https://juniper.example/menu'],
      parents: { root: `${LOUNGE}:${root}`, container: { id: LOUNGE, name: '#lounge' } },
      visibility: 'community',
      url: `https://fake-workspace.slack.com/archives/${LOUNGE}/p${tsOfLast().replace('.', '')}?thread_ts=${root}&cid=${LOUNGE}`,
    })
    expect(slack.violations).toEqual([])
  })

  it('counts reactions, of a burst only the last', async () => {
    desk = await openCommunity()
    const { slack } = desk
    const heard = await desk.listenLive()
    void slack.say(MIRA, LOUNGE, 'Best flat white in town')
    await desk.until('the post', () => heard.mentions().length === 1)
    const ts = tsOfLast()
    void slack.react(TOM, LOUNGE, ts, 'heart')
    void slack.react(MIRA, LOUNGE, ts, 'heart')
    void slack.react(TOM, LOUNGE, ts, 'tada')
    const likes = () =>
      heard.items.flatMap((i) =>
        i.type === 'metrics' && i.key === keyOf(ts) ? i.metrics.likes : [],
      )
    await desk.until('three', () => likes().at(-1) === 3)
    void slack.unreact(TOM, LOUNGE, ts, 'tada')
    await desk.until('two', () => likes().at(-1) === 2)
    expect(slack.calls('reactions.get').length).toBeLessThanOrEqual(3)
  })

  it('never takes in our own words, the desk’s bot, staff, or what is said where cards appear', async () => {
    other = await startFakeSlack({ app: { id: 'A0DESK', bot: 'B0DESK', user: 'U0DESK' } })
    const people = ['U0STAFF']
    desk = await openCommunity({
      ours: ['U0OWNER'],
      desk: async () => ({ channels: ['C0ALERTS', '#team'], people, apiUrl: other!.apiUrl }),
    })
    const { slack } = desk
    desk.secrets['EARSHOT_SLACK_BOT_TOKEN'] = other.issueToken('bot')
    for (const id of ['U0STAFF', 'U0OWNER']) slack.addUser({ id, name: id.toLowerCase() })
    slack.addChannel({ id: 'C0ALERTS', name: 'alerts', members: [MIRA] })
    slack.addChannel({ id: 'C0TEAM', name: 'team', members: [MIRA] })
    const heard = await desk.listenLive()
    const tell = (extra: object) =>
      void slack.tellEvent({
        type: 'message',
        channel: LOUNGE,
        ts: `${Math.floor(desk.clock.now() / 1000)}.000077`,
        text: 'juniper',
        ...extra,
      })
    await slack.say(MIRA, 'C0ALERTS', 'I take this one')
    await slack.say(MIRA, 'C0TEAM', 'who answers?')
    await slack.say('U0STAFF', LOUNGE, 'we are open till six')
    await slack.say('U0OWNER', LOUNGE, 'thanks all')
    tell({ user: 'U0DESK', bot_id: 'B0DESK' })
    tell({ subtype: 'bot_message', bot_id: 'B0DESK' })
    tell({ user: slack.botUserId, bot_id: slack.botId })
    // Another app's bot is somebody else, and a name proves nothing.
    tell({ subtype: 'bot_message', bot_id: 'B0FEED', username: 'Earshot', text: 'press about us' })
    await slack.say(MIRA, LOUNGE, 'the lounge is lovely')
    await desk.until('the guest', () => heard.texts().includes('the lounge is lovely'))
    expect(heard.texts().toSorted()).toEqual(['press about us', 'the lounge is lovely'])
    const bot = heard.mentions().find(({ text }) => text === 'press about us')
    expect(bot?.author).toMatchObject({ id: 'B0FEED', isBot: true, isSelf: false })
    // The same holds for what is read again.
    await heard.stop()
    const again = await desk.listenLive({ v: 1, since: '1000000000.000000' })
    expect(again.texts().toSorted()).toEqual(['the lounge is lovely'])
    expect(slack.violations).toEqual([])
  })

  it('finds out by history what was said, answered, edited, removed and liked while it was away', async () => {
    desk = await openCommunity()
    const { slack, clock } = desk
    const first = await desk.listenLive()
    for (const words of ['stays', 'is edited', 'is removed', 'is answered'])
      void slack.say(MIRA, LOUNGE, words)
    const [stays, edited, removed, answered] = slack.messages(LOUNGE).map(({ ts }) => ts)
    void slack.say(TOM, LOUNGE, 'an early answer', answered)
    const early = tsOfLast()
    await desk.until('all five', () => first.mentions().length === 5)
    await first.stop()
    await clock.advance(60_000)
    void slack.react(TOM, LOUNGE, stays!, 'heart')
    void slack.edit(MIRA, LOUNGE, edited!, 'was edited')
    slack.erase(LOUNGE, removed!)
    slack.erase(LOUNGE, early)
    void slack.say(TOM, LOUNGE, 'a late answer', answered)
    void slack.say(TOM, LOUNGE, 'a first answer', stays)
    void slack.say(MIRA, LOUNGE, 'is new')
    const second = await desk.listenLive(first.cursor)
    const last = new Map(second.mentions().map(({ key, text }) => [key, text]))
    expect(new Set(last.values())).toEqual(
      new Set(['was edited', 'a late answer', 'a first answer', 'is new']),
    )
    const gone = second.items.flatMap((item) => (item.type === 'delete' ? item.key : []))
    expect(new Set(gone)).toEqual(new Set([keyOf(removed!), keyOf(early)]))
    const liked = second.items.find((i) => i.type === 'metrics' && i.key === keyOf(stays!))
    expect(liked).toMatchObject({ metrics: { likes: 1 } })
    expect(slack.violations).toEqual([])
  })

  it('finds an answer in a thread that rested for weeks, and nothing that was said in it before', async () => {
    desk = await openCommunity()
    const { slack, clock } = desk
    const first = await desk.listenLive()
    void slack.say(MIRA, LOUNGE, 'Do you roast yourselves?')
    const root = tsOfLast()
    void slack.say(TOM, LOUNGE, 'They do', root)
    await desk.until('both', () => first.mentions().length === 2)
    await first.stop()
    await clock.advance(10 * DAY)
    void slack.say(MIRA, LOUNGE, 'ten days later')
    const second = await desk.listenLive(first.cursor)
    await second.stop()
    expect(second.cursor).toMatchObject({ threads: {} })
    await clock.advance(HOUR)
    void slack.say(TOM, LOUNGE, 'They burn it now', root)
    void slack.say(MIRA, LOUNGE, 'an hour later')
    const third = await desk.listenLive(second.cursor)
    expect(third.texts().toSorted()).toEqual(['They burn it now', 'an hour later'])
    expect(slack.violations).toEqual([])
  })

  it('goes on in a channel it is invited to, and leaves one it is sent away from', async () => {
    desk = await openCommunity()
    const { slack } = desk
    slack.addChannel({ id: 'C0GARDEN', name: 'garden', members: [MIRA], withBot: false })
    const heard = await desk.listenLive()
    void slack.say(MIRA, 'C0GARDEN', 'among ourselves')
    slack.inviteBot('C0GARDEN')
    await desk.until('the invitation', () => slack.calls('users.conversations').length > 1)
    void slack.say(MIRA, 'C0GARDEN', 'hello bot')
    await desk.until('the garden', () => heard.texts().includes('hello bot'))
    slack.removeBot('C0GARDEN')
    void slack.say(MIRA, 'C0GARDEN', 'now that it is gone')
    void slack.say(MIRA, LOUNGE, 'still here')
    await desk.until('the lounge', () => heard.texts().includes('still here'))
    expect(heard.texts()).not.toContain('now that it is gone')
    expect(heard.errors).toEqual([])
  })

  it('lets a member join, leave or be forgotten, and answers only them, once it is stored', async () => {
    desk = await openCommunity()
    const { slack } = desk
    const heard = await desk.listenLive()
    for (const line of ['/advocate join', '/advocate LEAVE ', '/advocate forget', '/advocate what'])
      expect(await slack.command(MIRA, line, LOUNGE)).toMatchObject({ acked: true })
    await desk.until('four answers', () => slack.responsePosts.length === 4)
    const consents = heard.items.flatMap((i) => (i.type === 'consent' ? [i.consent] : []))
    expect(consents.map(({ act, author }) => [act, author.id, author.handle])).toEqual([
      ['join', MIRA, 'mira'],
      ['leave', MIRA, 'mira'],
      ['forget', MIRA, 'mira'],
    ])
    expect(slack.ephemerals(MIRA)).toHaveLength(4)
    expect(slack.ephemerals(TOM)).toEqual([])
    expect(slack.messages(LOUNGE)).toEqual([])
    expect(slack.ephemerals(MIRA).at(-1)?.text).toContain('/advocate forget:')
    expect(slack.violations).toEqual([])
  })

  it('hears on after a command whose words are no text', async () => {
    desk = await openCommunity()
    const { slack } = desk
    const heard = await desk.listenLive()
    for (const [at, text] of [{ toString: null }, ['join'], 7].entries()) {
      const payload = { command: '/advocate', user_id: MIRA, channel_id: LOUNGE, text }
      slack.sendGarbage(
        JSON.stringify({
          envelope_id: `odd-${at}`,
          type: 'slash_commands',
          payload,
        }),
      )
    }
    void slack.say(MIRA, LOUNGE, 'and on')
    await desk.until('what follows', () => heard.texts().includes('and on'))
    expect(heard.items.filter(({ type }) => type === 'consent')).toEqual([])
    expect(heard.errors).toEqual([])
  })

  it('acknowledges only what is stored, so that Slack tells the rest again', async () => {
    desk = await openCommunity()
    const { slack, connector } = desk
    const abort = new AbortController()
    const batches = connector.listen(null, desk.ctx(abort.signal))[Symbol.asyncIterator]()
    const pull = async () => {
      const next = batches.next()
      next.catch(() => {})
      let done = false
      void next.then(() => (done = true))
      await desk.until('a batch', () => done)
      return (await next).value!
    }
    while (!(await pull()).caughtUp);
    void slack.say(MIRA, LOUNGE, 'not stored yet')
    expect((await pull()).items).toHaveLength(1)
    const told = slack.deliveries.at(-1)!
    expect(told.answer?.acked ?? false).toBe(false)
    const next = batches.next()
    await desk.until('the word', () => slack.deliveries.at(-1)!.answer?.acked === true)
    abort.abort(new Error('done'))
    await next.catch(() => {})
  })

  it('is told in words when its tokens are the desk’s own, are missing, or were taken away', async () => {
    desk = await openCommunity()
    const ask = async () => {
      const heard = desk.listen()
      await desk.until('an error', () => heard.errors.length > 0)
      return heard.errors[0]!
    }
    const { slack, secrets } = desk
    secrets['EARSHOT_SLACK_APP_TOKEN'] = secrets['EARSHOT_SLACK_COMMUNITY_APP_TOKEN']!
    expect(await ask()).toMatchObject({ code: 'fatal' })
    expect((await ask()).message).toContain('earshot setup slack-community')
    delete secrets['EARSHOT_SLACK_APP_TOKEN']
    const appToken = secrets['EARSHOT_SLACK_COMMUNITY_APP_TOKEN']!
    delete secrets['EARSHOT_SLACK_COMMUNITY_APP_TOKEN']
    expect(await ask()).toMatchObject({ code: 'auth' })
    secrets['EARSHOT_SLACK_COMMUNITY_APP_TOKEN'] = appToken
    const live = await desk.listenLive()
    slack.revokeToken('bot')
    await desk.until('the word of it', () => live.errors.length > 0)
    expect(live.errors[0]).toMatchObject({ code: 'auth' })
    slack.revokeToken('app', 'invalid_auth')
    slack.restoreToken('bot')
    expect(await ask()).toMatchObject({ code: 'auth' })
  })
})
