import { expect, it } from 'vitest'
import { plain } from '../../views/card.ts'
import { type QueueRow, queueWords } from '../../views/queue-line.ts'

const NOW = Date.UTC(2026, 4, 4, 10)

function say(over: Partial<QueueRow>): string {
  const row: QueueRow = {
    id: 1,
    kind: 'complaint',
    author: 'Pia Lund',
    network: 'mastodon',
    text: 'The bun was stale.',
    dueAt: NOW + 3_600_000,
    answeredAt: null,
    snoozedUntil: null,
    followUpSince: null,
    ...over,
  }
  return plain(queueWords(row, NOW, 'UTC'))
}

it('tells a post that its author removed from one that says nothing in words', () => {
  expect(say({})).toContain('answer due 11:00: “The bun was stale.”')
  expect(say({ text: null })).toMatch(/nothing is left to answer\. The author removed the post\.$/)
  expect(say({ text: '' })).toMatch(/answer due 11:00\. A post without words\.$/)
})
