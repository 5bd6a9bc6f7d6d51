import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DirectMessages, ReplyTarget } from '../../../connectors/connector.ts'
import { directRight } from '../../../core/direct-right.ts'
import { openDesk, type XDesk } from '../../support/fake-x/desk.ts'

let desk: XDesk
let direct: DirectMessages
beforeEach(async () => {
  desk = await openDesk({ words: false, clientId: 'client-id', directMessages: true })
  desk.x.tokens.mayMessage = true
  direct = desk.connector.direct!
})
afterEach(() => desk.close())

const target = (more: Partial<ReplyTarget> = {}): ReplyTarget => ({
  key: 'x::5',
  nativeId: '5',
  url: 'https://x.com/i/status/5',
  trigger: 'tag',
  replyRef: { postId: '5', tagged: 'yes' },
  authorId: '7',
  ...more,
})
const options = () => ({ idempotencyKey: 'k', pressedAt: desk.clock.now() })
const send = (text: string, to = target()) => direct.send(to, text, options(), desk.ctxOf())
const code = (code: string, words = '') =>
  expect.objectContaining({
    name: 'NetworkError',
    code,
    message: expect.stringContaining(words),
  })
const texts = () => desk.x.messages.sent.map(({ text }) => text)

describe('an answer to somebody alone', () => {
  it('arrives as a message, costs what X asks for one, and never stands among our posts', async () => {
    const receipt = await send('Your code is inside. See harbor.example.com')
    expect(desk.x.messages.sent).toMatchObject([{ conversationWith: '7', senderId: '900' }])
    expect(receipt).toEqual({ nativeId: desk.x.messages.sent[0]?.id, url: null, costUsd: 0.015 })
    expect(desk.purse.spentUsd).toBeCloseTo(0.015)
    expect([...desk.x.posts.values()]).toEqual([])
  })

  it('is open only to whoever wrote to us, is known, and where the settings say so', async () => {
    expect(directRight(desk.connector, target())).toBe(true)
    const stranger = target({ replyRef: { postId: '5', tagged: 'no' } })
    for (const to of [stranger, target({ authorId: null })]) {
      expect(directRight(desk.connector, to)).toMatchObject({ no: expect.any(String) })
      await expect(send('Hello', to)).rejects.toEqual(code('refused'))
    }
    expect(directRight(desk.build({ directMessages: false }), target())).toEqual({
      no: 'Answers by direct message are not switched on for this network.',
    })
    expect(desk.x.requests).toEqual([])
  })

  it('X refuses for whoever takes no messages: told in words, and nothing is paid', async () => {
    desk.x.messages.closed.add('7')
    await expect(send('Hello')).rejects.toEqual(
      code('refused', 'X does not let us write to them: they take no messages from us.'),
    )
    expect(desk.purse.spentUsd).toBe(0)
    expect(texts()).toEqual([])
  })

  it('without the right for messages it is the login that has to be mended, and the check says so', async () => {
    desk.x.tokens.mayMessage = false
    await expect(send('Hello')).rejects.toEqual(code('forbidden', 'Direct message'))
    const warning = { level: 'warn', what: expect.stringContaining('no right for direct messages') }
    expect(await desk.connector.check(desk.ctxOf())).toContainEqual(
      expect.objectContaining(warning),
    )
    desk.x.tokens.mayMessage = true
    const lines = await desk.connector.check(desk.ctxOf())
    expect(lines.map(({ what }) => what).join()).toContain('answered by direct message')
  })

  it('a login through the browser asks for that right only where it is wanted', async () => {
    for (const name of Object.keys(desk.secrets)) delete desk.secrets[name]
    const plain = desk.build({ directMessages: false }).login!
    await plain.finish(desk.x.authorize(await plain.begin(desk.ctxOf())), desk.ctxOf())
    await expect(send('Hello')).rejects.toEqual(code('forbidden', 'earshot setup x'))
    const { login } = desk.connector
    await login!.finish(desk.x.authorize(await login!.begin(desk.ctxOf())), desk.ctxOf())
    await send('Hello')
    expect(texts()).toEqual(['Hello'])
  })

  it('stops before the month’s limit would be passed', async () => {
    desk.purse.capUsd = 0.01
    await expect(send('Hello')).rejects.toEqual(code('billing', 'was not sent'))
    expect(texts()).toEqual([])
  })

  it('told to wait, it knows until when', async () => {
    const to = (i: number) => target({ authorId: i % 2 === 0 ? '7' : '8' })
    await Promise.all(Array.from({ length: 15 }, (_, i) => send(`Hello ${i}`, to(i))))
    await expect(send('Hello')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: expect.any(Number),
    })
  })
})

describe('after a break', () => {
  it.each(['cut', 'done_then_cut'] as const)(
    'a message that ends in %s is looked for',
    async (kind) => {
      const pressed = options()
      const text = 'Sorry & thank you: see harbor.example.com'
      desk.x.failNext(/POST .2.dm_conversations/, { kind })
      await expect(direct.send(target(), text, pressed, desk.ctxOf())).rejects.toEqual(
        code('ambiguous'),
      )
      const found = await direct.find(target(), text, pressed, desk.ctxOf())
      expect(found?.nativeId).toBe(desk.x.messages.sent[0]?.id)
      expect(texts()).toHaveLength(kind === 'cut' ? 0 : 1)
    },
  )

  it.each(['null', '{}', '{"data":null}'])(
    'X that says nothing of the message (%s) may have sent it',
    async (body) => {
      desk.x.failNext(/POST .2.dm_conversations/, { kind: 'answer', status: 201, body })
      await expect(send('Hello')).rejects.toEqual(code('ambiguous', 'number'))
      expect(desk.purse.spentUsd).toBeCloseTo(0.015)
    },
  )

  it('an older message, one with other words, or one to somebody else is not it', async () => {
    await send('Sorry')
    await desk.clock.advance(60_000)
    await send('Sorry', target({ authorId: '8' }))
    const find = (text: string) => direct.find(target(), text, options(), desk.ctxOf())
    expect(await find('Sorry')).toBeNull()
    await send('Sorry, Mara')
    expect(await find('Sorry')).toBeNull()
    expect(await find('Sorry, Mara')).not.toBeNull()
  })
})
