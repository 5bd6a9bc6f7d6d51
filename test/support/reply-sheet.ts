import type { ReplySheet } from '../../core/reply-sheet.ts'
import { NOON } from './listening-desk.ts'

/** The dialog of a complaint as it opens; a test states only what it is about. */
export function aReplySheet(overrides: Partial<ReplySheet> = {}): ReplySheet {
  return {
    kind: 'reply',
    text: 'Hi Nadia, I am sorry about this.',
    count: { length: 32, max: 300 },
    checks: [{ code: 'length', level: 'ok', words: '32 of 300 characters on Bluesky.' }],
    drafts: [
      { value: 'complaint', label: 'Complaint' },
      { value: 'complaint:ask', label: 'Complaint: ask for details' },
    ],
    chosen: 'complaint',
    playbook: null,
    address: 'first_name',
    way: 'public',
    writer: null,
    approval: null,
    seen: { version: 1, reply: 0, event: 0 },
    shown: [],
    note: null,
    machine: null,
    ...overrides,
  }
}

/** The same with hostile words wherever somebody has a say. */
export function aHostileSheet(bad: string): ReplySheet {
  return aReplySheet({
    text: bad,
    checks: [
      { code: 'a', level: 'look', words: bad },
      { code: 'b', level: 'stop', words: bad },
    ],
    drafts: [{ value: 'a', label: bad }],
    chosen: 'a',
    playbook: {
      id: 'a',
      name: bad,
      brand: null,
      kinds: [],
      aspects: [],
      steps: Array.from({ length: 20 }, () => bad),
      breakTheRule: bad,
      answer: bad,
      formal: bad,
      ask: bad,
      facts: [{ name: 'a', value: bad, about: [] }],
      gives: [{ id: 'a', name: bad, upTo: 1 }],
    },
    writer: { name: bad, since: NOON, until: NOON },
    approval: bad,
    note: bad,
    machine: bad,
  })
}
