import { expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { readDigestFacts } from '../../db/digest-facts.ts'
import { readDigestWords } from '../../db/digest-words.ts'
import { keepDigest, readDigests, redrawStaleDigests, setDigestMessage } from '../../db/digests.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedCase, seedLabel, seedShop } from '../support/seed.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The morning after everything that is planted; TODAY is 13:30 on the 19th. */
const MORNING = TODAY - (TODAY % DAY) + DAY + 9 * HOUR
const ABOUT = { kind: 'day', day: '2026-11-20' } as const

async function plant(db: Database): Promise<{ late: number; kind: number; held: number }> {
  const { authorId } = await seedShop(db)
  const late = await seedCase(db, authorId)
  await seedLabel(db)
  const answered = { answered_at: TODAY + 30 * 60_000, resolved_at: TODAY + HOUR, slack_ts: '1.1' }
  const done = await seedCase(db, authorId, { ...answered, status: 'resolved' })
  const kind = await seedCase(db, authorId, { kind: 'praise', slack_ts: '1.2' })
  const held = await seedCase(db, authorId, { kind: 'question', bundled: 1, due_at: MORNING + DAY })
  const event = { from_status: 'new', to_status: 'claimed', detail: '{}', surface: 'slack' }
  await db.kysely
    .insertInto('case_event')
    .values([
      { id: db.nextId(), case_id: done, at: TODAY, actor_id: 'ana', kind: 'case.claim', ...event },
      { id: db.nextId(), case_id: kind, at: TODAY, actor_id: null, kind: 'case.opened', ...event },
    ])
    .execute()
  await db.kysely
    .insertInto('hour_count')
    .values([
      { ...count(2, 3), hour: Math.floor(TODAY / HOUR) },
      { ...count(1, 0), hour: Math.floor((TODAY - 7 * DAY) / HOUR) },
      // Of the day itself, which is not over.
      { ...count(9, 9), hour: Math.floor(MORNING / HOUR) - 1 },
    ])
    .execute()
  await db.kysely
    .insertInto('recovery')
    .values({
      case_id: done,
      brand_id: 'juniper',
      author_id: authorId,
      opened_at: TODAY,
      is_addressed: 1,
      answered_at: answered.answered_at,
      outcome: 'turned_around',
      settled_at: TODAY + 2 * HOUR,
      updated_at: TODAY,
    })
    .execute()
  await kindAfter(db, authorId)
  const person = { brand_id: 'juniper', evidence: '[]', created_at: TODAY, updated_at: TODAY }
  await db.kysely
    .insertInto('person')
    .values({ id: 5, name: 'Nadia Brandt', advocate: 1, strikes: 0, ...person })
    .execute()
  await db.kysely
    .insertInto('person_standing')
    .values({
      person_id: 5,
      brand_id: 'juniper',
      risk: 60,
      strikes: 0,
      is_out: 0,
      is_at_risk: 1,
      unproved: 0,
      terms: '{}',
      evidence: '[]',
      next_step: 'thank',
      next_due: MORNING,
      assessed_at: TODAY,
    })
    .execute()
  const moved = { person_id: 5, brand_id: 'juniper', kind: 'moved_up', at: TODAY }
  await db.kysely
    .insertInto('person_event')
    .values([
      { ...moved, key: 'a', detail: '{"from":"client","to":"advocate"}' },
      { ...moved, key: 'b', detail: '{"from":null,"to":"prospect"}' },
    ])
    .execute()
  await db.kysely
    .insertInto('kudos')
    .values({
      id: 1,
      case_id: kind,
      mention_id: 1,
      brand_id: 'juniper',
      staff_id: 'sam',
      by_id: 'ana',
      at: TODAY,
    })
    .execute()
  const listens = { network: 'bluesky', config: '{}', enabled: 1, created_at: TODAY }
  await db.kysely
    .insertInto('connection')
    .values({ id: 'bsky', ...listens })
    .execute()
  const gap = {
    from_at: TODAY,
    to_at: TODAY + HOUR,
    why: 'down',
    created_at: TODAY,
    filled_at: null,
  }
  await db.kysely
    .insertInto('gap')
    .values({ id: 1, connection_id: 'bsky', ...gap })
    .execute()
  return { late, kind, held }
}

const count = (negative: number, positive: number) => ({
  brand_id: 'juniper',
  total: negative + positive,
  negative,
  neutral: 0,
  positive,
  unsure: 0,
  complaint: negative,
  praise: positive,
  question: 0,
  emergency: 0,
})

/** The author of the answered complaint says something kind two hours later. */
async function kindAfter(db: Database, authorId: number): Promise<void> {
  const label = await db.kysely.selectFrom('label').selectAll().executeTakeFirstOrThrow()
  const mention = await db.kysely
    .selectFrom('mention')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const text = 'They made up for it, lovely people.'
  await db.kysely
    .insertInto('mention')
    .values({ ...mention, id: 77, key: 'k', text })
    .execute()
  await db.kysely
    .insertInto('label')
    .values({
      ...label,
      mention_id: 77,
      author_id: authorId,
      at: TODAY + 2 * HOUR,
      sentiment: 'positive',
      labels: '["praise"]',
    })
    .execute()
}

onBothEngines('the facts of a digest', ({ open }) => {
  it('are numbers and ids of one local day, against the same day a week before', async () => {
    const { db } = await open()
    const { late, kind, held } = await plant(db)
    const facts = await readDigestFacts(db.kysely, 'juniper', ABOUT, MORNING)
    expect(facts).toMatchObject({
      feeling: { negative: 2, neutral: 0, positive: 3, unsure: 0 },
      feelingBefore: { negative: 1, positive: 0 },
      complaints: { came: 2, cameBefore: 0, closed: 1, open: 1 },
      answers: { n: 1, typicalMin: 30, inTime: 1, nBefore: 0, typicalMinBefore: null },
      turned: { turned: 1, of: 1, turnedBefore: 0, ofBefore: 0 },
      todo: [
        { why: 'late', caseId: late },
        { why: 'waiting', caseId: held },
        { why: 'thank', caseId: kind },
      ],
      waiting: { emergency: 0, late: 1, gift: 0, follow_up: 0, waiting: 1, thank: 1 },
      held: { count: 1, cases: [held], kinds: { question: 1 } },
      people: { advocates: [5], up: [], down: [], atRisk: [5], out: [], thanksDue: [5] },
      best: 77,
      kudos: [{ staffId: 'sam', n: 1 }],
      sources: [{ id: 'bsky', network: 'bluesky', state: 'starting' }],
      gaps: [{ id: 'bsky', from: TODAY, isFilled: false }],
      // The late case has no card yet, the held one gets none, the kind one nobody touched.
      cards: [{ channel: 'C1', shown: 2, acted: 1 }],
    })
    expect(facts.days.map(({ day, negative }) => [day, negative]).at(-1)).toEqual(['2026-11-19', 2])
    expect(JSON.stringify(facts)).not.toMatch(/Nadia|Waited|lovely/)
    const words = await readDigestWords(db.kysely, facts)
    expect(words.quotes.get(77)?.text).toContain('lovely people')
    expect(words.cases.get(late)).toMatchObject({ who: 'Nadia Brandt', text: 'Waited 25 minutes.' })
    expect(words.people.get(5)).toBe('Nadia Brandt')
  })

  it('are kept once a local date, and drawn again when somebody named is gone', async () => {
    const { db, clock } = await open()
    await plant(db)
    const facts = await readDigestFacts(db.kysely, 'juniper', ABOUT, MORNING)
    const due = { ...ABOUT, dueAt: MORNING, isMissed: false }
    const options = { channel: 'C1', now: MORNING }
    const made = await Promise.all([1, 2, 3].map(() => keepDigest(db, due, facts, options)))
    expect(made.filter(Boolean)).toHaveLength(1)
    const [digest] = await readDigests(db.kysely, 'juniper', 5)
    if (digest === undefined) throw new Error('the digest is gone')
    expect(digest.facts).toEqual(facts)
    await db.transaction((trx) =>
      setDigestMessage(trx, digest.id, {
        channel: 'C1',
        slackTs: '2.1',
        picture: null,
        mentions: [77],
        people: [5],
      }),
    )
    expect(await redrawStaleDigests(db, clock.now())).toBe(0)
    await db.kysely.deleteFrom('person').where('id', '=', 5).execute()
    expect(await redrawStaleDigests(db, clock.now())).toBe(1)
    expect(await redrawStaleDigests(db, clock.now())).toBe(0)
    const rows = await db.kysely.selectFrom('outbox').select('kind').orderBy('id').execute()
    expect(rows.map(({ kind }) => kind)).toEqual(['digest.post', 'digest.update'])
  })
})
