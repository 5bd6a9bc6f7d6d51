import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import { cleanText, clip } from '../../core/hostile-text.ts'
import { createIdSource, timeOfId } from '../../core/ids.ts'
import { createLogger } from '../../core/logger.ts'
import { redact } from '../../core/redact.ts'

describe('ids', () => {
  it('are unique, rising and remember their time, even with thousands in one ms', () => {
    const now = 1_790_000_000_000
    const next = createIdSource(() => now, 3)
    const ids = Array.from({ length: 5000 }, next)
    expect(new Set(ids).size).toBe(5000)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(ids.every(Number.isSafeInteger)).toBe(true)
    expect(timeOfId(ids[0] ?? 0)).toBe(now)
  })

  it('differ between two writers in the same ms', () => {
    const a = createIdSource(() => 1_790_000_000_000, 1)
    const b = createIdSource(() => 1_790_000_000_000, 2)
    expect(a()).not.toBe(b())
  })
})

describe('hostile text', () => {
  it('loses bidi tricks, invisible characters and stacked marks', () => {
    expect(cleanText('a\u202Eb\u200Bc\u0000d')).toBe('abcd')
    expect([...cleanText(`z${'\u0301'.repeat(500)}`)].length).toBeLessThanOrEqual(5)
  })

  it('is well-formed and short whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, max) => {
        const clipped = clip(cleanText(text), max + 1)
        expect(clipped.isWellFormed()).toBe(true)
        expect(clipped.length).toBeLessThanOrEqual(max + 1)
      }),
    )
  })
})

describe('secrets', () => {
  it.each([
    'xoxb-1234-abcdefghij',
    'xapp-1-A0-123-abcdef',
    'Authorization: Bearer abcdefghijkl',
    'https://a.example/cb?code=s3cr3tvalue&x=1',
    '{"refresh_token":"verysecretvalue"}',
    'mail ana@shop.example now',
  ])('never stand in a log: %s', (text) => {
    const lines: string[] = []
    createLogger((line) => lines.push(line)).info({ detail: text }, text)
    const out = lines.join('')
    for (const word of ['abcdefghij', 'A0-123', 's3cr3tvalue', 'verysecretvalue', 'ana@'])
      expect(out).not.toContain(word)
    expect(redact(text)).toContain('[hidden]')
  })
})

describe('the simulated clock', () => {
  it('wakes sleepers in the order of their time and runs a day at once', async () => {
    const clock = createSimulatedClock(0)
    const woken: number[] = []
    const nap = async (ms: number) => {
      await clock.sleep(ms)
      woken.push(clock.now())
    }
    const all = Promise.all([nap(5000), nap(1000), nap(86_400_000)])
    await clock.advance(86_400_000)
    await all
    expect(woken).toEqual([1000, 5000, 86_400_000])
  })

  it('lets an abort end a sleep', async () => {
    const clock = createSimulatedClock(0)
    const stop = new AbortController()
    const sleep = clock.sleep(1000, stop.signal)
    stop.abort(new Error('stop'))
    await expect(sleep).rejects.toThrow('stop')
    expect(clock.sleepers).toBe(0)
  })
})
