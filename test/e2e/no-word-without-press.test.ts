import { expect, it } from 'vitest'
import type { Actor } from '../../actions/context.ts'
import type { Sender } from '../../jobs/outbox.ts'
import { playActs } from './words-and-presses.ts'

/** Sequences of acts on actions and outbox; slack-plays.test.ts plays the whole Slack. */
const SEQUENCES = 10_000

it('lets no word out of ten thousand plays that nobody pressed, and each only once', {
  timeout: 300_000,
}, async () => {
  const played = await playActs(SEQUENCES)
  expect(played).toMatchObject({ failed: false, why: '', runs: SEQUENCES })
  // A property about words says nothing where none leave.
  expect(played.words).toBeGreaterThan(SEQUENCES / 6)
})

it.each([
  [
    'sends again without looking',
    { sender: (real: Sender): Sender => ({ ...real, send: (row) => real.send(row, false) }) },
  ],
  ['asks nobody for their role', { actor: (real: Actor): Actor => ({ ...real, staffId: 'olga' }) }],
])('would find out a desk that %s', async (_, mutant) => {
  // Either is found out within a few dozen.
  const played = await playActs(1000, mutant)
  expect(played.failed).toBe(true)
  expect(played.why).toContain('nobody pressed')
})
