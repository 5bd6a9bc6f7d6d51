import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReplyTarget } from '../../../connectors/connector.ts'
import { type Looking, openLooking } from '../../support/fake-x/looking.ts'

let look: Looking
let clock: Looking['clock']
let x: Looking['x']
let connector: Looking['connector']

beforeEach(async () => {
  look = await openLooking()
  ;({ clock, x, connector } = look)
})
afterEach(() => look.close())

const code = (code: string) => expect.objectContaining({ name: 'NetworkError', code })

describe('answering', () => {
  const ourReplies = () => [...x.posts.values()].filter((post) => post.authorId === x.us.id)

  test('a post that tags us is answered below it', async () => {
    const target = await look.tagged()
    expect(connector.canReply(target)).toBe(true)
    const receipt = await connector.reply!(target, 'We are sorry', look.options(), look.ctxOf())
    expect(x.posts.get(receipt.nativeId)).toMatchObject({ replyTo: target.nativeId })
    expect(receipt).toMatchObject({
      url: `https://x.com/i/status/${receipt.nativeId}`,
      costUsd: 0.01,
    })
  })

  test('a post that does not tag us can only be opened in X, and nothing is sent', async () => {
    const target: ReplyTarget = {
      key: 'x::5',
      nativeId: '5',
      url: 'https://x.com/i/status/5',
      trigger: 'keyword',
      replyRef: { postId: '5', tagged: 'no' },
    }
    expect(connector.canReply(target)).toMatchObject({ openUrl: 'https://x.com/i/status/5' })
    await expect(connector.reply!(target, 'Hi', look.options(), look.ctxOf())).rejects.toEqual(
      code('refused'),
    )
    expect(ourReplies()).toHaveLength(0)
  })

  test('a post that is gone cannot be answered', async () => {
    const target = await look.tagged()
    x.posts.delete(target.nativeId)
    await expect(connector.reply!(target, 'Hi', look.options(), look.ctxOf())).rejects.toEqual(
      code('gone'),
    )
  })

  test.each(['done_then_cut', 'truncate', 'cut'] as const)(
    'an answer whose outcome is unknown (%s) is ambiguous, and looking tells the truth',
    async (kind) => {
      const target = await look.tagged()
      const pressed = look.options()
      x.failNext(/POST .2.tweets/, { kind })
      const text = 'We are sorry & will call'
      await expect(connector.reply!(target, text, pressed, look.ctxOf())).rejects.toEqual(
        code('ambiguous'),
      )
      const found = await connector.findReply!(target, text, pressed, look.ctxOf())
      expect(found?.nativeId).toBe(ourReplies()[0]?.id)
      expect(ourReplies()).toHaveLength(kind === 'cut' ? 0 : 1)
    },
  )

  test('an answer that was never sent, because nobody listens, may be tried again', async () => {
    const target = await look.tagged()
    const fresh = look.build({ baseUrl: 'http://127.0.0.1:9' })
    await expect(fresh.reply!(target, 'Hi', look.options(), look.ctxOf())).rejects.toEqual(
      code('transient'),
    )
  })

  test('an older answer with the same words, or one with other words, is not it', async () => {
    const target = await look.tagged()
    await connector.reply!(target, 'We are sorry', look.options(), look.ctxOf())
    await clock.advance(60_000)
    const find = (text: string) => connector.findReply!(target, text, look.options(), look.ctxOf())
    expect(await find('We are sorry')).toBeNull()
    expect(await find('Something else')).toBeNull()
  })

  test('an answer with a link costs twenty times as much, one that X refuses nothing', async () => {
    const target = await look.tagged()
    const before = look.purse.spentUsd
    await connector.reply!(target, 'See harbor.example.com', look.options(), look.ctxOf())
    expect(look.purse.spentUsd - before).toBeCloseTo(0.2)
    await expect(
      connector.reply!(target, 'See harbor.example.com', look.options(), look.ctxOf()),
    ).rejects.toEqual(code('refused'))
    expect(look.purse.spentUsd - before).toBeCloseTo(0.2)
  })
})
