import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { greetingFor, nameFor, PLAIN_VOICE } from '../../core/address.ts'
import { CASE_KINDS, type CaseKind } from '../../core/case.ts'
import { type DraftFacts, draftAnswer } from '../../core/fill-answer.ts'
import { ASPECTS } from '../../core/judgement.ts'
import { choosePlaybooks, type Playbook } from '../../core/playbook.ts'
import {
  factLines,
  giveLines,
  idOf,
  readFactLines,
  readGiveLines,
} from '../../core/playbook-lines.ts'
import { STARTER_PLAYBOOKS } from '../../core/starter-playbooks.ts'

const BARE: Playbook = {
  id: 'bare',
  name: 'Bare',
  brand: null,
  kinds: [],
  aspects: [],
  steps: [],
  breakTheRule: '',
  answer: '{greeting} sorry.',
  formal: '',
  ask: '',
  facts: [],
  gives: [],
}
const of: { brandId: string; kind: CaseKind; aspects: string[] } = {
  brandId: 'juniper',
  kind: 'complaint',
  aspects: ['delivery'],
}
const ids = (playbooks: readonly Playbook[], to = of) =>
  choosePlaybooks(playbooks, to).map(({ id }) => id)

describe('the playbook of a case', () => {
  it('is the closest: aspect before kind before brand before one for all', () => {
    const all: Playbook[] = [
      BARE,
      { ...BARE, id: 'ours', brand: 'juniper' },
      { ...BARE, id: 'kind', kinds: ['complaint'] },
      { ...BARE, id: 'aspect', aspects: ['delivery', 'price'] },
      { ...BARE, id: 'other-brand', brand: 'oak' },
      { ...BARE, id: 'other-kind', kinds: ['praise'] },
      { ...BARE, id: 'other-aspect', aspects: ['app'] },
    ]
    expect(ids(all)).toEqual(['aspect', 'kind', 'ours', 'bare'])
    expect(ids(all.toReversed())).toEqual(ids(all))
  })

  it('is there for every kind of case from the first day, and promises nothing', () => {
    for (const kind of CASE_KINDS)
      expect(ids(STARTER_PLAYBOOKS, { ...of, kind, aspects: [] })[0]).toBe(kind)
    expect(ids(STARTER_PLAYBOOKS)[0]).toBe('late-delivery')
    for (const one of STARTER_PLAYBOOKS) {
      expect(one.answer, one.id).not.toMatch(/\d|promise|guarantee|refund you/)
      expect(one.facts).toEqual([])
      expect(one.gives).toEqual([])
    }
  })

  it('never depends on the order in which playbooks are stored', () => {
    const playbook = fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      brand: fc.constantFrom(null, 'juniper', 'oak'),
      kinds: fc.subarray([...CASE_KINDS]),
      aspects: fc.subarray([...ASPECTS]),
    })
    fc.assert(
      fc.property(fc.uniqueArray(playbook, { selector: (p) => p.id }), (parts) => {
        const all = parts.map((part) => ({ ...BARE, ...part }))
        expect(ids(all.toReversed())).toEqual(ids(all))
      }),
    )
  })
})

describe('a draft', () => {
  const facts: DraftFacts = {
    author: { name: 'Nadia Brandt', handle: 'nadia.example' },
    address: 'first_name',
    voice: PLAIN_VOICE,
    brandName: 'Juniper Coffee',
    networkName: 'Bluesky',
    staffName: 'Ines Okafor',
  }
  const playbook = {
    ...BARE,
    answer: '{greeting} it takes {{ refund time }}. Send {order_number} to {brand}. {agent}',
    formal: '{greeting} we ask for {order_number}.',
    ask: '{greeting} when was it?',
    facts: [{ name: 'refund_time', value: '14 days', about: ['refund'] }],
  }

  it('has everything filled in that is known, and leaves the rest to be filled in', () => {
    expect(draftAnswer(playbook, 'answer', facts)).toBe(
      'Hi Nadia, it takes 14 days. Send {order_number} to Juniper Coffee. Ines',
    )
    expect(draftAnswer(playbook, 'ask', facts)).toBe('Hi Nadia, when was it?')
    expect(draftAnswer(BARE, 'ask', facts)).toBe('')
  })

  it('speaks to people as they wish, in the voice of the brand', () => {
    const formal = { ...facts, address: 'formal' as const }
    expect(draftAnswer(playbook, 'answer', formal)).toBe(
      'Dear Nadia Brandt, we ask for {order_number}.',
    )
    const voice = { ...PLAIN_VOICE, greeting: 'Hello {name}', signature: '{agent} of {brand}' }
    expect(draftAnswer(BARE, 'answer', { ...facts, voice })).toBe(
      'Hello Nadia sorry.\nInes of Juniper Coffee',
    )
  })

  it.each([
    [{ name: 'Nadia Brandt', handle: 'n' }, 'Nadia', 'Nadia Brandt'],
    [{ name: 'coffee lover 99', handle: '@beans' }, '@beans', '@beans'],
    [{ name: '🦊', handle: 'fox' }, '@fox', '@fox'],
    [{ name: 'Jean-Luc O’Brien', handle: null }, 'Jean-Luc', 'Jean-Luc O’Brien'],
    [{ name: null, handle: null }, '', ''],
    [{ name: 'The Best Coffee Blog Ever Written', handle: 'blog' }, '@blog', '@blog'],
  ])('calls %j %j, formally %j', (author, first, formal) => {
    expect(nameFor(author, 'first_name')).toBe(first)
    expect(nameFor(author, 'formal')).toBe(formal)
  })

  it('greets somebody without a name without a hole', () => {
    expect(greetingFor(PLAIN_VOICE, 'first_name', '')).toBe('Hi,')
  })

  it('fills nothing in twice: a name that looks like a variable stays a name', () => {
    const author = { name: null, handle: '{brand}' }
    expect(draftAnswer(BARE, 'answer', { ...facts, author })).toBe('Hi @{brand}, sorry.')
  })
})

describe('lines of a form', () => {
  it('come back as they were', () => {
    const facts = [
      { name: 'refund_time', value: '14 days', about: ['refund', 'money back'] },
      { name: 'opens', value: '8:00', about: [] },
    ]
    const gives = [
      { id: 'coffee', name: 'A free coffee', upTo: 4.5 },
      { id: 'sorry', name: 'A card', upTo: null },
    ]
    expect(readFactLines(factLines(facts))).toEqual(facts)
    expect(readGiveLines(giveLines(gives), gives)).toEqual(gives)
    expect(readGiveLines('A bun | 3,20', [])).toEqual([{ id: 'a-bun', name: 'A bun', upTo: 3.2 }])
    expect(idOf('  Ärger & Bücher!  ')).toBe('arger-bucher')
  })
})
