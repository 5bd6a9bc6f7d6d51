import { expect, it } from 'vitest'
import { redact } from '../../core/redact.ts'

it.each(['a', '_', 'a.', '1', 'a-', '+', 'a@', '@', 'Bearer ', '\\"token', '"'])(
  'reads a long hostile line in time that grows with its length: %j',
  (piece) => {
    const timeOf = (length: number) => {
      const line = piece.repeat(length / piece.length)
      // The quickest of many is one that a busy machine did not interrupt.
      const runs = Array.from({ length: 12 }, () => {
        const start = performance.now()
        redact(line)
        return performance.now() - start
      })
      return Math.min(...runs)
    }
    timeOf(8000)
    // Eight times as long took 64 times as long when every letter began a word of its own.
    expect(timeOf(128_000) / timeOf(16_000)).toBeLessThan(32)
  },
)

it('hides an address wherever it stands', () => {
  for (const around of ['<?>', '"?"', 'to=?&x', '(?)', 'x:?', '?,?'])
    expect(redact(around.replaceAll('?', 'jo.doe+cafe@mail.example.com'))).not.toContain(
      'mail.example',
    )
  expect(redact(`${'x'.repeat(300)}@mail.example.com`)).toBe('[hidden]')
})
