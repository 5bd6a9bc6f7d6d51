import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTextLines } from '../../cli/read-lines.ts'

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('lines of a stream', () => {
  it('are the same however the bytes are cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\r', '\u2028', ' ') })
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        const whole = lines.map((line) => line.replace(/\r+$/, ''))
        const bytes = new TextEncoder().encode(whole.map((line) => `${line}\n`).join(''))
        expect(await Array.fromAsync(readTextLines(pieces(bytes, size)))).toEqual(whole)
      }),
    )
  })

  it('are null where one is too long, and the next is read', async () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(50)}\nshort`)
    expect(await Array.fromAsync(readTextLines(pieces(bytes, 7), 20))).toEqual([null, 'short'])
  })
})
