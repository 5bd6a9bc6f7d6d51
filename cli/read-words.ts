import type { ReadWords } from '../actions/read-answer.ts'
import type { Understander } from '../analysis/understand/understanding.ts'
import type { WatchList } from '../pipeline/draft.ts'

/** Reads words that a customer wrote to a brand, as a post about it is read. */
export function createReadWords(understander: Understander, watching: () => WatchList): ReadWords {
  return (brandId, text) => {
    const brand = watching().brands.get(brandId)
    if (brand === undefined) return null
    const input = { text, brand, network: 'feedback' } as const
    const found = understander.understand(input)
    return { ...found, reasons: understander.why(input, found) }
  }
}
