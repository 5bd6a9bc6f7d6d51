import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplyTarget } from '../../../connectors/connector.ts'
import {
  type CommunityDesk,
  LOUNGE,
  MIRA,
  openCommunity,
  TOM,
} from '../../support/slack-community.ts'

let desk: CommunityDesk
beforeEach(async () => {
  desk = await openCommunity()
})
afterEach(() => desk.close())

async function heardPost(text: string, root?: string): Promise<ReplyTarget & { ts: string }> {
  const heard = await desk.listenLive()
  void desk.slack.say(MIRA, LOUNGE, text, root)
  await desk.until('the post', () => heard.mentions().length > 0)
  const { key, nativeId, url, trigger, replyRef = {} } = heard.mentions().at(-1)!
  await heard.stop()
  return { key, nativeId, url, trigger, replyRef, ts: replyRef['ts']! }
}

const press = (n = 1) => ({ idempotencyKey: `press-${n}`, pressedAt: desk.clock.now() })
const reply = (to: ReplyTarget, text: string, options = press()) =>
  desk.connector.reply!(to, text, options, desk.ctx())
const find = (to: ReplyTarget, options = press()) =>
  desk.connector.findReply!(to, '', options, desk.ctx())
const ours = () => desk.slack.messages(LOUNGE).filter(({ botId }) => botId !== null)

describe('an answer in a Slack community', () => {
  it('stands in the thread of the message, word for word, calls nobody, and is never heard again', async () => {
    const to = await heardPost('the flat white was cold')
    const words = 'Sorry <!channel> & <@U0TOM>, *come by*: https://juniper.example @here'
    const receipt = await reply(to, words)
    const [made] = ours()
    expect(made?.threadTs).toBe(to.ts)
    expect(made?.args).toMatchObject({ mrkdwn: 'false', parse: 'none', unfurl_links: 'false' })
    expect(made?.text).toContain('&lt;!channel&gt; &amp; &lt;@U0TOM&gt;')
    expect(desk.slack.liveTokens.filter(({ kind }) => kind !== 'auto_link')).toEqual([])
    expect(receipt).toEqual({
      nativeId: `${LOUNGE}:${made?.ts}`,
      url: `https://fake-workspace.slack.com/archives/${LOUNGE}/p${made?.ts.replace('.', '')}?thread_ts=${to.ts}&cid=${LOUNGE}`,
    })
    const again = await desk.listenLive({ v: 1, since: '1000000000.000000' })
    expect(again.mentions()).toHaveLength(1)
    void desk.slack.say(TOM, LOUNGE, 'thank you', to.ts)
    await desk.until('the answer', () => again.texts().includes('thank you'))
    expect(desk.slack.violations).toEqual([])
  })

  it('to an answer goes into the same thread, and an answer to ours is told to be one', async () => {
    void desk.slack.say(TOM, LOUNGE, 'who knows a good café?')
    const root = desk.slack.messages(LOUNGE).at(-1)!.ts
    const to = await heardPost('juniper, but slow', root)
    await reply(to, 'We mend that.')
    expect(ours().map(({ threadTs }) => threadTs)).toEqual([root])
  })

  it('is refused below what is gone, where the app is not any more, and without a token', async () => {
    const to = await heardPost('a')
    desk.slack.erase(LOUNGE, to.ts)
    await expect(reply(to, 'x')).rejects.toMatchObject({ code: 'gone' })
    const next = await heardPost('b')
    void desk.slack.say(TOM, LOUNGE, 'goes on', next.ts)
    desk.slack.erase(LOUNGE, next.ts)
    await expect(reply(next, 'x')).rejects.toMatchObject({ code: 'gone' })
    desk.slack.removeBot(LOUNGE)
    await expect(reply(next, 'x')).rejects.toMatchObject({ code: 'forbidden' })
    desk.slack.revokeToken('bot')
    await expect(reply(next, 'x')).rejects.toMatchObject({ code: 'auth' })
    expect(ours()).toEqual([])
    expect(desk.connector.canReply({ ...to, replyRef: {} })).toMatchObject({ openUrl: to.url })
  })

  it('whose fate is unknown is found by its press, and another press is another answer', async () => {
    const to = await heardPost('the flat white was cold')
    for (const [n, how] of (
      ['reset_after', 'reset_before', 'http_503', 'html'] as const
    ).entries()) {
      desk.slack.fail('chat.postMessage', { how })
      const options = press(n)
      await expect(reply(to, 'Sorry.', options)).rejects.toMatchObject({ code: 'ambiguous' })
      const found = await find(to, options)
      expect(found === null, how).toBe(how !== 'reset_after')
      if (found !== null) expect(found.nativeId).toBe(`${LOUNGE}:${ours().at(-1)!.ts}`)
    }
    expect(ours()).toHaveLength(1)
    expect(await find(to, press(99))).toBeNull()
    desk.slack.fail('chat.postMessage', { how: 'rate_limited', retryAfter: 7 })
    await expect(reply(to, 'x')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: desk.clock.now() + 7000,
    })
  })
})

describe('what the doctor says of a Slack community', () => {
  const levels = async () =>
    (await desk.connector.check(desk.ctx())).map(({ level, what }) => `${level} ${what}`)

  it('names the workspace, the rights, the channels and the socket', async () => {
    expect(await levels()).toEqual([
      'ok The app is u0fakebot1 in Fake workspace.',
      'ok Every right is granted.',
      'ok It hears #lounge.',
      'ok The app token opens a socket.',
    ])
    expect(desk.slack.calls('chat.postMessage')).toEqual([])
    desk.slack.removeBot(LOUNGE)
    expect((await levels())[2]).toContain('invited to no channel yet')
  })

  it('names each missing right and each token that Slack refuses, with the mend', async () => {
    await desk.close()
    desk = await openCommunity({}, { scopes: ['channels:read', 'groups:read', 'users:read'] })
    const lines = await desk.connector.check(desk.ctx())
    expect(lines.filter(({ level }) => level === 'fail')).toHaveLength(5)
    for (const { level, mend } of lines) expect(mend !== undefined).toBe(level === 'fail')
    desk.slack.revokeToken('bot')
    desk.slack.revokeToken('app')
    const refused = await desk.connector.check(desk.ctx())
    expect(refused.map(({ mend }) => mend)).toEqual([
      expect.stringContaining('EARSHOT_SLACK_COMMUNITY_BOT_TOKEN'),
      expect.stringContaining('EARSHOT_SLACK_COMMUNITY_APP_TOKEN'),
    ])
    desk.secrets['EARSHOT_SLACK_BOT_TOKEN'] = desk.slack.botToken
    expect((await levels())[0]).toContain('desk’s own Slack app')
  })
})
