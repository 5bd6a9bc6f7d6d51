import type { Bulk } from './bulk.ts'
import type { Act, Standing, WriteRules } from './changes.ts'

const YEAR_MS = 365 * 86_400_000

interface ActRow {
  mention_id: number
  author_id: number
  brand_id: string
  at: number
  sentiment: Act['sentiment']
  labels: string
}

interface PersonRow {
  id: number
  author_id: number
  brand_id: string
  advocate: number
  strikes: number
}

/**
 * Looks again at how these authors stand with each brand. Somebody becomes a person when a rule speaks for it,
 * where `mayBegin` allows it; a standing that no longer holds is taken back, with what it rested on. Colleagues,
 * our own accounts, bots and competitors have none, and nobody has one with a brand that is only compared.
 */
export async function writePeople(
  bulk: Bulk,
  nextId: () => number,
  rules: WriteRules,
  authorIds: readonly number[],
  mayBegin: ReadonlySet<number>,
  now: number,
): Promise<void> {
  if (authorIds.length === 0) return
  const acts = groupActs(
    await bulk.allIn<ActRow>(
      // In this order, brands between: SQLite finds no index by author alone and would read every label.
      `select l.mention_id, l.author_id, l.brand_id, l.at, l.sentiment, l.labels
       from author a cross join brand b cross join label l
       where l.brand_id = b.id and l.author_id = a.id and a.mentions >= 2
       and l.relevance <> 'irrelevant' and a.id in (%) and l.at > ?
       and coalesce(
         (select s.side from account_side s where s.brand_id = b.id and s.author_id = a.id),
         case when a.is_self = 1 or a.is_bot = 1 then 'bot' else 'customer' end) = 'customer'`,
      authorIds,
      [now - YEAR_MS],
    ),
  )
  const people = await bulk.allIn<PersonRow>(
    `select p.id, pa.author_id, pa.brand_id, p.advocate, p.strikes from person_author pa
     join person p on p.id = pa.person_id where pa.author_id in (%)`,
    authorIds,
  )
  for (const one of people) if (!acts.has(nameOf(one))) acts.set(nameOf(one), [])
  if (acts.size === 0) return
  const open = await bulk.allIn<{ author_id: number; brand_id: string }>(
    `select author_id, brand_id from "case" where kind in ('complaint', 'at_risk', 'emergency')
     and status not in ('resolved', 'closed_by_author') and author_id in (%)`,
    authorIds,
  )
  const against = new Set(open.map(nameOf))
  const known = new Map(people.map((one) => [nameOf(one), one]))
  for (const [name, list] of acts) {
    const [authorId, brandId = ''] = name.split('\n')
    if (rules.brands.get(brandId)?.onlyCompared === true) continue
    const standing = rules.assess(
      list.toSorted((a, b) => a.at - b.at || a.mentionId - b.mentionId),
      against.has(name),
      now,
    )
    const one = known.get(name)
    if (one === undefined && !mayBegin.has(Number(authorId))) continue
    await writeStanding(bulk, nextId, name, one, standing, now)
  }
}

async function writeStanding(
  bulk: Bulk,
  nextId: () => number,
  name: string,
  known: PersonRow | undefined,
  standing: Standing,
  now: number,
): Promise<void> {
  const advocate = Number(standing.advocate)
  const evidence = JSON.stringify(standing.evidence)
  if (known !== undefined) {
    if (known.advocate === advocate && known.strikes === standing.strikes) return
    await bulk.run(
      'update person set advocate = ?, strikes = ?, evidence = ?, updated_at = ? where id = ?',
      [[advocate, standing.strikes, evidence, now, known.id]],
    )
    return
  }
  if (!standing.arises) return
  const [authorId = '', brandId = ''] = name.split('\n')
  const id = nextId()
  await bulk.run(
    `insert into person (id, brand_id, name, advocate, strikes, evidence, created_at, updated_at)
     select ?, ?, coalesce(nullif(trim(name), ''), nullif(trim(handle), ''), 'somebody'), ?, ?, ?, ?, ? from author where id = ?`,
    [[id, brandId, advocate, standing.strikes, evidence, now, now, Number(authorId)]],
  )
  await bulk.upsert(
    'person_author',
    ['author_id', 'brand_id', 'person_id', 'evidence', 'confirmed_by', 'created_at'],
    [[Number(authorId), brandId, id, evidence, null, now]],
    '',
  )
  await bulk.run(
    `update "case" set person_id = ? where brand_id = ? and author_id = ?
     and status not in ('resolved', 'closed_by_author')`,
    [[id, brandId, Number(authorId)]],
  )
}

function nameOf(row: { author_id: number; brand_id: string }): string {
  return `${row.author_id}\n${row.brand_id}`
}

function groupActs(rows: readonly ActRow[]): Map<string, Act[]> {
  const acts = new Map<string, Act[]>()
  for (const row of rows) {
    const list = acts.get(nameOf(row)) ?? []
    acts.set(nameOf(row), list)
    list.push({
      mentionId: row.mention_id,
      at: row.at,
      sentiment: row.sentiment,
      labels: JSON.parse(row.labels) as string[],
    })
  }
  return acts
}
