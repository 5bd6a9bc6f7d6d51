/** What a search can be narrowed by; each becomes one word of the search index. */
export interface SearchFilters {
  brandId?: string
  network?: string
  sentiment?: string
  lang?: string
}

const PREFIX = { brandId: 'zqb', network: 'zqn', sentiment: 'zqs', lang: 'zql' } as const

/**
 * The index words of filters, so that a common word and a rare brand cost what the rare brand costs (facts on
 * speed, §3). Letters and digits alone: both engines would cut a word at any other character.
 */
export function filterTags(filters: SearchFilters): string[] {
  const { brandId, sentiment } = filters
  const tags = (['brandId', 'network', 'sentiment', 'lang'] as const).flatMap((kind) => {
    const value = filters[kind]
    return value === undefined ? [] : [`${PREFIX[kind]}${escapeWord(value)}`]
  })
  // A post may please one brand and blame another: the pair keeps the two apart.
  if (brandId !== undefined && sentiment !== undefined)
    tags.push(`zqp${escapeWord(`${brandId} ${sentiment}`)}`)
  return tags
}

function escapeWord(value: string): string {
  return value
    .toLowerCase()
    .replace(/[^a-y0-9]/gu, (char) => `z${(char.codePointAt(0) ?? 0).toString(16)}z`)
}
