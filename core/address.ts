import { cleanName } from './hostile-text.ts'

/** How a person is spoken to. */
export const ADDRESSES = ['first_name', 'formal'] as const
export type Address = (typeof ADDRESSES)[number]

/** How a brand speaks; `{name}` and `{agent}` are filled in. */
export interface Voice {
  /** To whoever has no form of address of their own. */
  address: Address
  greeting: string
  formalGreeting: string
  /** Stands below every draft; empty for none. */
  signature: string
}

export const PLAIN_VOICE: Voice = {
  address: 'first_name',
  greeting: 'Hi {name},',
  formalGreeting: 'Dear {name},',
  signature: '',
}

/** One word of letters, as a first name is; "The Coffee Guy" and "nadia_99" are none. */
const NAME_WORD = /^\p{Lu}[\p{L}\p{M}'’-]+$/u

/** The name to speak to somebody by; empty where nothing they call themselves is a name. */
export function nameFor(
  author: { name: string | null; handle: string | null },
  address: Address,
): string {
  const words = cleanName(author.name ?? '', 60)
    .split(' ')
    .filter((word) => word !== '')
  const isName = words.length > 0 && words.length <= 4 && words.every((w) => NAME_WORD.test(w))
  if (isName) return address === 'formal' ? words.join(' ') : (words[0] ?? '')
  const handle = cleanName(author.handle ?? '', 60).replace(/^@/, '')
  return handle === '' ? '' : `@${handle}`
}

/** How they are greeted; without a name the greeting loses its place for one. */
export function greetingFor(voice: Voice, address: Address, name: string): string {
  const greeting = address === 'formal' ? voice.formalGreeting : voice.greeting
  return greeting.includes('{name}') && name === ''
    ? greeting.replace(/\s*\{name\}/, '')
    : greeting.replaceAll('{name}', name)
}
