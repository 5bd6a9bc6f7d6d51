import { expect, it } from 'vitest'
import { compareLooks, type Looks } from '../../../analysis/people/likeness.ts'

function looks(name: string, accounts: [string, string][] = [], emails: string[] = []): Looks {
  return { name, emails, accounts: accounts.map(([network, handle]) => ({ network, handle })) }
}

it.each([
  ['one e-mail', looks('A', [], ['p1']), looks('B', [], ['p2', 'p1']), 0.95],
  ['a full name', looks('Zoë Ünal'), looks('zoe  unal'), 0.5],
  [
    'a handle on two networks',
    looks('A', [['x', '@Zoecooks']]),
    looks('B', [['bluesky', 'zoecooks.bsky.social']]),
    0.7,
  ],
  [
    'both',
    looks('Zoe Unal', [['x', 'zoecooks']]),
    looks('Zoe Unal', [['mastodon', '@zoecooks@m.example']]),
    0.85,
  ],
  ['a name that is a handle', looks('Zoe Unal'), looks('B', [['x', 'zoe.unal']]), 0.5],
])('takes two with %s for one', (_, one, other, confidence) => {
  expect(compareLooks(one, other)?.confidence).toBeCloseTo(confidence, 6)
  expect(compareLooks(other, one)?.confidence).toBeCloseTo(confidence, 6)
})

it.each([
  ['one short name', looks('Zoe'), looks('Zoe')],
  ['a short handle', looks('A', [['x', 'zoe']]), looks('B', [['bluesky', 'zoe']])],
  [
    'another handle of one network',
    looks('A', [['x', 'zoecooks']]),
    looks('B', [['x', 'zoecooks']]),
  ],
  ['no name at all', looks(''), looks('')],
])('says nothing of two with %s', (_, one, other) => {
  expect(compareLooks(one, other)).toBeNull()
})
