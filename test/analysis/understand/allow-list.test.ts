import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createUnderstander } from '../../../analysis/understand/model-understander.ts'
import { readWeights } from '../../../cli/weights.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { ASPECTS, INTENTS } from '../../../core/judgement.ts'
import { openMemory } from '../../support/made-database.ts'

const HEADS: ReadonlySet<string> = new Set([
  'relevance',
  'sentiment',
  'urgency',
  'sarcasm',
  'emergency',
  'soon',
  'negative',
  'neutral',
  'positive',
  'relevant',
  'irrelevant',
  ...INTENTS,
  ...ASPECTS,
])

/** Posts that say of their author what is nobody's business. */
const TELLING = [
  'As a diabetic I was glad that your staff knew the sugar in every cake',
  'I am six months pregnant and nobody offered me a chair. Awful.',
  'We come here after mosque every Friday, thank you for the halal menu',
  'My husband and I had our first date here, best gay-friendly café in town',
  'I lost my job and cannot pay your new prices',
  'I voted green and your paper cups make me angry',
  'Our union meeting was ruined by your loud music',
  'As a black woman I felt watched by your guard',
  'With my depression, your quiet corner saved my week',
]
const SENSITIVE =
  /health|diabet|pregnan|disabil|depress|illness|disease|relig|faith|muslim|christ|jew|church|mosque|gender|sex|gay|orient|ethnic|race|racial|skin|nationalit|politic|party|vote|union|income|debt|poor|wealth|criminal|birth/i

const reader = createUnderstander(readWeights())

it.each(TELLING)('reads of "%s" only what is on the list of labels', (text) => {
  const input = { text }
  const found = reader.understand(input)
  const allowed = (words: readonly string[], list: readonly string[]) =>
    words.filter((word) => !list.includes(word))
  expect(allowed(found.labels, INTENTS)).toEqual([])
  expect(allowed(Object.keys(found.intents), INTENTS)).toEqual([])
  expect(allowed(found.aspects, ASPECTS)).toEqual([])
  const named = reader.why(input, found).map(({ label }) => label)
  expect(named.filter((label) => !HEADS.has(label))).toEqual([])
  expect(Object.keys(found).filter((key) => SENSITIVE.test(key))).toEqual([])
})

it('has no label and no column for what is nobody’s business', async () => {
  expect([...HEADS].filter((head) => SENSITIVE.test(head))).toEqual([])
  const db = await openMemory({ clock: createSimulatedClock(0) })
  const { rows } = await sql<{ name: string }>`
    select t.name || '.' || c.name as name from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%'`.execute(db.kysely)
  await db.close()
  expect(rows.length).toBeGreaterThan(300)
  // "health" is that of a source.
  const names = rows.map(({ name }) => name).filter((name) => !name.startsWith('health.'))
  expect(names.filter((name) => SENSITIVE.test(name))).toEqual([])
})
