import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mood } from '../../core/feedback.ts'
import type { Aspect, Intent, Urgency } from '../../core/judgement.ts'
import type { BrandProfile, UnderstandInput } from '../understand/understanding.ts'

/** A post written for training, with the labels of docs/labels. */
export interface InventedPost {
  id: string
  brand: string
  text: string
  parent?: string
  network: string
  lang: string
  relevance: 'relevant' | 'irrelevant'
  sentiment: Mood
  intents: Intent[]
  urgency: Urgency
  aspects: Aspect[]
  sarcasm: boolean
}

export interface Invented {
  brands: ReadonlyMap<string, BrandProfile>
  posts: readonly InventedPost[]
}

/** Reads every file of invented posts of a folder, and the fictional brands that they are about. */
export function readInvented(folder: string): Invented {
  const names = readdirSync(folder).sort()
  const brands = new Map<string, BrandProfile>()
  for (const name of names.filter((one) => /^brands.*\.json$/u.test(one)))
    for (const brand of JSON.parse(readFileSync(join(folder, name), 'utf8')) as BrandProfile[])
      brands.set(brand.id, brand)
  const posts = names
    .filter((one) => /^posts.*\.jsonl$/u.test(one))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .flatMap((line) => readPost(line))
    .filter(({ brand }) => brands.has(brand))
  return { brands, posts }
}

/** What the analysis is given of a post when no brand is asked about. */
export function askWithoutBrand({ text, network, parent }: InventedPost): UnderstandInput {
  return { text, network, ...(parent === undefined ? {} : { parent }) }
}

/** The same with the brand that the post is about. */
export function askWithBrand(
  { brands }: Pick<Invented, 'brands'>,
  post: InventedPost,
): UnderstandInput {
  const brand = brands.get(post.brand)
  return { ...askWithoutBrand(post), ...(brand === undefined ? {} : { brand }) }
}

/** A line that is being written right now is left out. */
function readPost(line: string): InventedPost[] {
  if (line.trim() === '') return []
  try {
    return [JSON.parse(line) as InventedPost]
  } catch {
    return []
  }
}
