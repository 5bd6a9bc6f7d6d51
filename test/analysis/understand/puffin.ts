import type { BrandProfile } from '../../../analysis/understand/understanding.ts'

/** A bakery whose name is also a bird. */
export const PUFFIN: BrandProfile = {
  id: 'puffin',
  name: 'Puffin',
  description: 'Small chain of bakeries with bread, pies and coffee.',
  handles: ['@puffinbakes'],
  keywords: ['pie', 'sourdough', 'bakery', 'coffee'],
  not: ['the sea bird on the cliffs', 'the island'],
}
