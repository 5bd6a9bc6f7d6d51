import { describe, expect, it } from 'vitest'
import { type NudgeLine, nudgeMessage, nudgeNote } from '../../views/nudge.ts'
import { NOW } from '../support/case-view.ts'

const MINUTE = 60_000

function aLine(more: Partial<NudgeLine> = {}): NudgeLine {
  return {
    kind: 'complaint',
    author: 'Nadia Brandt',
    network: 'bluesky',
    dueAt: NOW + 15 * MINUTE,
    owner: 'Sam',
    cardUrl: null,
    zone: 'UTC',
    ...more,
  }
}

const read = (lines: NudgeLine[]) => nudgeMessage(lines, NOW, 7)
const words = (lines: NudgeLine[]) =>
  (read(lines)?.blocks ?? [])
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .flatMap(({ elements }) => elements)
    .map((element) => ('text' in element ? element.text : ''))
    .join('')

describe('a reminder', () => {
  it('says whose answer is due when, and who has it', () => {
    expect(words([aLine()])).toBe(
      '1 answer is due soon.\nComplaint from Nadia Brandt on Bluesky: due 13:45; Sam has it.',
    )
    expect(words([aLine({ owner: null, dueAt: NOW - 35 * MINUTE })])).toContain(
      'late by 35 min, was due 12:55; nobody has it.',
    )
  })

  it('gathers many, the latest first, with a way to each card', () => {
    const late = aLine({
      author: 'Omar',
      dueAt: NOW - 90 * MINUTE,
      cardUrl: 'https://s.example/p1',
    })
    const all = words([aLine(), late])
    expect(all).toMatch(/^1 answer is late, 1 due soon\./)
    expect(all.indexOf('Omar')).toBeLessThan(all.indexOf('Nadia'))
    expect(JSON.stringify(read([late]))).toContain('https://s.example/p1')
    expect(words(Array.from({ length: 14 }, () => aLine()))).toContain('And 4 more on the desk.')
  })

  it('has nothing to say of no case, and calls nobody by a hostile name', () => {
    expect(read([])).toBeNull()
    const message = read([aLine({ author: '<!channel> <https://bad.example|x>' })])
    expect(message?.text).not.toContain('<')
  })

  it('is one sentence in the thread of a card', () => {
    expect(nudgeNote(aLine(), NOW, 7).text).toBe('Nobody has answered yet: due 13:45.')
  })
})
