import { type Address, greetingFor, nameFor, type Voice } from './address.ts'
import type { Playbook } from './playbook.ts'

/** A place to be filled in: `{order_number}`, also with two braces. */
export const HOLE = /\{\{?\s*([\w. ]+?)\s*\}?\}/g

/** What a draft is made from beside the playbook. */
export interface DraftFacts {
  author: { name: string | null; handle: string | null }
  /** The form of address of this person. */
  address: Address
  voice: Voice
  brandName: string
  networkName: string
  /** Whoever will press Send. */
  staffName: string
}

/** The draft of a playbook's answer or of its question; what nobody can know stays as a `{hole}` to fill in. */
export function draftAnswer(
  playbook: Pick<Playbook, 'answer' | 'formal' | 'ask' | 'facts'>,
  part: 'answer' | 'ask',
  facts: DraftFacts,
): string {
  const formal = facts.address === 'formal' && playbook.formal !== ''
  const text = part === 'ask' ? playbook.ask : formal ? playbook.formal : playbook.answer
  return text === '' ? '' : draftWords(text, facts, playbook.facts)
}

/** The same for words that belong to no playbook, such as the statement of an incident. */
export function draftWords(
  text: string,
  { author, address, voice, brandName, networkName, staffName }: DraftFacts,
  facts: readonly { name: string; value: string }[] = [],
): string {
  const name = nameFor(author, address)
  const agent = staffName.split(' ')[0] ?? ''
  const known = new Map<string, string>([
    ...facts.map((fact): [string, string] => [keyOf(fact.name), fact.value]),
    ['greeting', greetingFor(voice, address, name)],
    // Somebody without a name is not called by an empty one.
    ...(name === '' ? [] : [['name', name] as [string, string]]),
    ['handle', author.handle === null ? name : `@${author.handle.replace(/^@/, '')}`],
    ['brand', brandName],
    ['network', networkName],
    ['agent', agent],
    ['signature', voice.signature.replaceAll('{agent}', agent).replaceAll('{brand}', brandName)],
  ])
  const signed =
    voice.signature === '' || text.includes('{signature}') ? text : `${text}\n{signature}`
  return signed
    .replace(HOLE, (hole, word: string) => known.get(keyOf(word)) ?? hole)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function keyOf(word: string): string {
  return word.trim().toLowerCase().replaceAll(/\s+/g, '_')
}
