import type { NamedQuery } from '../analysis/query/compile-queries.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import {
  brandName,
  createRandom,
  japaneseName,
  ORDINARY,
  ordinaryWord,
  type Random,
  rareWord,
} from './firehose-frames.ts'

/** Brand queries as customers write them: 10 % after an ordinary word, 10 % Japanese; ids from 0. */
export function makeQueries(count: number): NamedQuery<number>[] {
  const random = createRandom(3)
  return Array.from({ length: count }, (_, id) => ({ id, query: parseQuery(queryOf(id, random)) }))
}

function queryOf(n: number, random: Random): string {
  const name = brandName(n)
  const word = (): string => ordinaryWord(random)
  switch (n % 10) {
    case 0:
      return `${japaneseName(n / 10)} OR ${name}`
    case 1: {
      const ordinary = ORDINARY[Math.floor(n / 20) % ORDINARY.length] ?? 'apple'
      // The name alone says nothing, so its writer asks for company; it must still be looked at each time.
      return n % 20 === 1
        ? `${ordinary} (${rareWord(random)} OR ${rareWord(random)}) NOT ${word()}`
        : `(${ordinary} NEAR/4 ${name}) OR (${ordinary} ("${word()} ${name}" OR ${name}* OR #${name}))`
    }
    case 2:
      return `"${name} ${word()}" OR ${name}`
    case 3:
      return `${name} NOT (${word()} OR "${word()} ${word()}")`
    case 4:
      return `${name} OR @${name} OR #${name} OR links:${name}.example`
    case 5:
      return `(${name} OR ${name}* OR \`${name.toUpperCase()}\`) lang:en`
    case 6:
      return `(${word()} OR ${word()} OR ${word()}) ${name}`
    case 7:
      return `${name} NEAR/5 (${word()} OR ${word()})  OR  ${name}`
    default:
      return name
  }
}
