import { csvLine } from './csv.ts'

/** A stored post as the table of mentions needs it. */
export interface MentionRow {
  created_at: number
  network: string
  /** Handle or, where the network tells none, name. */
  author: string | null
  text: string
  url: string | null
  relevance: string
  sentiment: string
  labels: string
  urgency: string
}

const COLUMNS = [
  'time',
  'network',
  'author',
  'text',
  'link',
  'about_us',
  'feeling',
  'intents',
  'urgency',
]

/** The first line of the table of mentions. */
export function mentionsHead(): string {
  return csvLine(COLUMNS)
}

/** One post as a line for spreadsheets. */
export function mentionLine(m: MentionRow): string {
  return csvLine([
    new Date(m.created_at).toISOString(),
    m.network,
    m.author,
    m.text,
    m.url,
    m.relevance,
    m.sentiment,
    (JSON.parse(m.labels) as string[]).join(' '),
    m.urgency,
  ])
}
