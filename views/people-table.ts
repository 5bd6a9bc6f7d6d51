import { csvLine } from './csv.ts'

/** A person as the table of people needs them. */
export interface PersonRow {
  name: string
  handle: string | null
  network: string
  advocate: number
  strikes: number
  updated_at: number
  posts: readonly { text: string; url: string | null }[]
}

/** People as a table for spreadsheets: who, where, which rule, and the posts it rests on. */
export function peopleTable(people: readonly PersonRow[]): string {
  const head = csvLine(['name', 'handle', 'network', 'advocate', 'strikes', 'since', 'posts'])
  const rows = people.map((p) =>
    csvLine([
      p.name,
      p.handle,
      p.network,
      p.advocate === 1 ? 'yes' : 'no',
      p.strikes,
      new Date(p.updated_at).toISOString(),
      p.posts.map((post) => post.text).join('\n'),
    ]),
  )
  return head + rows.join('')
}
