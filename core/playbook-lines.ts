import { amountWords } from './money.ts'
import type { PlaybookFact, PlaybookGive } from './playbook.ts'

/** Facts as people type them, one a line: `refund_time = 14 days | refund, money back`. */
export function factLines(facts: readonly PlaybookFact[]): string {
  return facts
    .map(({ name, value, about }) =>
      about.length === 0 ? `${name} = ${value}` : `${name} = ${value} | ${about.join(', ')}`,
    )
    .join('\n')
}

/** The same read back; a line that says nothing is left out, one without `=` has no value. */
export function readFactLines(text: string): PlaybookFact[] {
  return linesOf(text).map((line) => {
    const [said, about] = halves(line, '|')
    const [name, value] = halves(said, '=')
    return { name: name.toLowerCase().replaceAll(/\s+/g, '_'), value, about: wordsOf(about) }
  })
}

/** What may be given, one a line: `A free coffee | 4.50`; the part behind the bar is the most it may be worth. */
export function giveLines(gives: readonly PlaybookGive[]): string {
  return gives
    .map(({ name, upTo }) => (upTo === null ? name : `${name} | ${upTo.toFixed(2)}`))
    .join('\n')
}

/** The same read back; what has the name of one that was there keeps its id. */
export function readGiveLines(text: string, before: readonly PlaybookGive[]): PlaybookGive[] {
  return linesOf(text).map((line) => {
    const [name, most] = halves(line, '|')
    const id = before.find((give) => give.name === name)?.id ?? idOf(name)
    return { id, name, upTo: most === '' ? null : Number(most.replace(',', '.')) }
  })
}

/** "A free coffee, up to €4.50". */
export function giveWords({ name, upTo, currency }: PlaybookGive): string {
  return upTo === null ? name : `${name}, up to ${amountWords(upTo, currency)}`
}

/** Lines of text without blank ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** An id from a name: small letters, digits and dashes. */
export function idOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return plain
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 31)
    .replace(/-+$/, '')
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** Before and behind the first sign of a kind. */
function halves(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign)
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}
