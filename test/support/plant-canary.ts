import type { SimulatedClock } from '../../core/clock.ts'
import { noteDataRequest } from '../../db/data-requests.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { batchOf, DAY, type Desk, NOON, OPEN_POLICY, openDesk, post } from './listening-desk.ts'
import { tableNames } from './table-names.ts'

/** A name that nobody else has: wherever it stands after an erasure, something was forgotten. */
export const CANARY = 'wqcanary'
export const PRINT = (email: string) => `print-of-${email}`

export interface Planted {
  desk: Desk
  personId: number
  authorId: number
  caseId: number
  /** In how many tables the canary stands. */
  places: number
}

/** Posts of the person, and one of somebody else who answers them. */
export const theirPosts = [
  post('p1', `juniper is awful, says ${CANARY}`, { by: CANARY, createdAt: NOON - DAY }),
  post('p2', `juniper is awful again, says ${CANARY}`, { by: CANARY }),
]
export const anAnswer = post('q1', 'I love juniper', {
  by: 'omar',
  parents: { replyTo: 'p2', root: 'p2', replyToText: `awful again, says ${CANARY}` },
})

export const theirOrder = {
  orderId: `${CANARY}-77`,
  customer: {
    key: `${CANARY}@mail.example`,
    email: `${CANARY}@mail.example`,
    name: CANARY,
    city: CANARY,
  },
  paidAt: NOON,
  currency: 'EUR',
  net: 4200,
  test: false,
  cancelled: false,
  codes: [CANARY],
  updatedAt: NOON,
}

/** A person of whom something stands in every place that may hold words, names or handles. */
export async function plantCanary(db: Database, clock: SimulatedClock): Promise<Planted> {
  const desk = await openDesk({ db, clock })
  for (const [id, role] of [
    ['olga', 'owner'],
    ['ana', 'agent'],
  ] as const)
    await db.kysely
      .insertInto('staff')
      .values({
        id,
        slack_user_id: null,
        name: id,
        role,
        zone: null,
        created_at: NOON,
        disabled_at: null,
      })
      .execute()
  for (const item of [...theirPosts, anAnswer]) await desk.hear(item)
  const author = await db.kysely
    .selectFrom('author')
    .select('id')
    .where('key', 'like', `%${CANARY}%`)
    .executeTakeFirstOrThrow()
  const row = await db.kysely
    .selectFrom('case')
    .select('id')
    .where('author_id', '=', author.id)
    .executeTakeFirstOrThrow()
  const personId = await personOf(db, author.id)
  const ids = { personId, authorId: author.id, caseId: row.id }
  await createPurchaseStore(db, clock.now, PRINT).store('juniper', 'shop', [theirOrder])
  await plantPerson(db, ids)
  await plantContacts(db, ids)
  await plantAnswer(db, ids)
  await plantCase(db, ids)
  await plantMessages(db, ids)
  const places = (await placesOf(db)).size
  return { desk, ...ids, places }
}

type Ids = Pick<Planted, 'personId' | 'authorId' | 'caseId'>

async function personOf(db: Database, authorId: number): Promise<number> {
  const known = await db.kysely
    .selectFrom('person_author')
    .select('person_id')
    .where('author_id', '=', authorId)
    .executeTakeFirstOrThrow()
  return known.person_id
}

async function plantPerson(db: Database, { personId, authorId, caseId }: Ids): Promise<void> {
  const of = { person_id: personId, brand_id: 'juniper' }
  const customer = await db.kysely.selectFrom('customer').select('id').executeTakeFirstOrThrow()
  await db.kysely
    .insertInto('person_customer')
    .values({
      person_id: personId,
      customer_id: customer.id,
      evidence: `told by ${CANARY}`,
      confidence: 1,
      confirmed_by: 'ana',
      created_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('person_standing')
    .values({
      ...of,
      strikes: 2,
      is_out: 0,
      unproved: 0,
      terms: `{"love":[{"what":"${CANARY}"}]}`,
      evidence: `["${CANARY}"]`,
      assessed_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('person_event')
    .values({ ...of, key: `k:${CANARY}`, at: NOON, kind: 'moved_up', detail: `{"w":"${CANARY}"}` })
    .execute()
  await db.kysely
    .insertInto('merge')
    .values({
      id: db.nextId(),
      brand_id: 'juniper',
      kept_id: personId,
      merged_id: db.nextId(),
      evidence: `${CANARY} says so`,
      snapshot: `{"person":{"name":"${CANARY}"}}`,
      staff_id: 'ana',
      at: NOON,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await db.kysely
    .insertInto('reward_grant')
    .values({
      id: db.nextId(),
      pool_id: 'cake',
      brand_id: 'juniper',
      author_id: authorId,
      person_id: personId,
      case_id: caseId,
      requested_by: 'ana',
      decided_by: null,
      state: 'issued',
      reason: `${CANARY} is kind`,
      code_id: null,
      created_at: NOON,
      decided_at: NOON,
    })
    .execute()
}

async function plantAnswer(db: Database, { authorId }: Ids): Promise<void> {
  const askId = db.nextId()
  await db.kysely
    .insertInto('ask')
    .values({
      id: askId,
      brand_id: 'juniper',
      author_id: authorId,
      kind: 'feedback',
      selection: 'everybody',
      staff_id: 'ana',
      at: NOON,
      expires_at: NOON + DAY,
    })
    .execute()
  await db.kysely
    .insertInto('feedback_answer')
    .values({
      id: db.nextId(),
      ask_id: askId,
      brand_id: 'juniper',
      author_id: authorId,
      score: 3,
      words: `${CANARY} was unhappy`,
      at: NOON,
      mention_id: null,
    })
    .execute()
}

async function plantContacts(db: Database, { personId, authorId, caseId }: Ids): Promise<void> {
  const by = { staff_id: 'ana', brand_id: 'juniper' }
  await db.kysely
    .insertInto('contact')
    .values({
      ...by,
      id: db.nextId(),
      person_id: personId,
      case_id: caseId,
      at: NOON,
      way: 'phone',
      sentiment: 'negative',
      intents: '["complaint"]',
      text: `${CANARY} rang`,
      created_at: NOON,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await db.kysely
    .insertInto('recovery')
    .values({
      case_id: caseId,
      brand_id: 'juniper',
      author_id: authorId,
      opened_at: NOON,
      is_addressed: 1,
      fix: `${CANARY} now gets her coffee hot`,
      outcome: 'open',
      updated_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await noteDataRequest(db.kysely, {
    id: db.nextId(),
    brandId: 'juniper',
    kind: 'export',
    source: 'shop',
    customerKey: theirOrder.customer.key,
    personId: null,
    at: NOON,
    doneBy: null,
  })
  await db.kysely
    .insertInto('account_side')
    .values({ ...by, author_id: authorId, side: 'customer', at: NOON })
    .execute()
  await db.kysely
    .insertInto('not_same')
    .values({ low_id: 1, high_id: personId, staff_id: 'ana', at: NOON })
    .execute()
}

async function plantCase(db: Database, { caseId }: Ids): Promise<void> {
  const mention = await db.kysely
    .selectFrom('mention')
    .select('id')
    .where('native_id', '=', 'p2')
    .executeTakeFirstOrThrow()
  await db.kysely
    .updateTable('label')
    .set({ reasons: `[{"words":["${CANARY}"]}]` })
    .where('mention_id', '=', mention.id)
    .execute()
  await db.kysely
    .updateTable('case')
    .set({ thread_root: `at://${CANARY}`, slack_ts: '1.1' })
    .where('id', '=', caseId)
    .execute()
  await db.kysely
    .insertInto('note')
    .values({ id: db.nextId(), case_id: caseId, staff_id: 'ana', text: `Call ${CANARY}`, at: NOON })
    .execute()
  await db.kysely
    .insertInto('draft')
    .values({ case_id: caseId, staff_id: 'ana', text: `Dear ${CANARY}`, updated_at: NOON })
    .execute()
  for (const state of ['sent', 'queued'] as const)
    await db.kysely
      .insertInto('reply')
      .values({
        id: db.nextId(),
        case_id: caseId,
        mention_id: mention.id,
        connection_id: 'bsky',
        staff_id: 'ana',
        kind: 'reply',
        text: `Dear ${CANARY}`,
        state,
        key: `press-${state}`,
        grant_id: null,
        native_id: null,
        url: `https://social.example/${CANARY}/1`,
        error: null,
        pressed_at: NOON,
        sent_at: null,
      })
      .execute()
  await db.kysely
    .insertInto('case_event')
    .values({
      id: db.nextId(),
      case_id: caseId,
      at: NOON,
      actor_id: 'ana',
      kind: 'case.mute_word',
      from_status: null,
      to_status: null,
      detail: `{"word":"${CANARY}","n":1}`,
      surface: 'desk',
    })
    .execute()
  await db.kysely
    .insertInto('audit')
    .values({
      id: db.nextId(),
      at: NOON,
      actor: 'ana',
      action: 'case.mute_word',
      subject: `case:${caseId}`,
      detail: `{"word":"${CANARY}"}`,
      surface: 'desk',
    })
    .execute()
  await db.kysely
    .insertInto('incident')
    .values({
      id: db.nextId(),
      brand_id: 'juniper',
      kind: 'take_off',
      state: 'open',
      mention_id: mention.id,
      started_at: NOON,
      found_at: NOON,
      ended_at: null,
      evidence: `{"topics":["${CANARY}"],"mentionIds":[]}`,
      version: 1,
      channel: 'C1',
      slack_ts: '2.2',
      statement: `We told ${CANARY} that it was our fault`,
    })
    .execute()
}

async function plantMessages(db: Database, { caseId }: Ids): Promise<void> {
  const rows = [
    ['thread.note', caseId, 'sent', `{"events":[1],"text":"${CANARY}"}`, '1.2'],
    ['network.reply', caseId, 'pending', `{"replyId":1,"text":"${CANARY}"}`, null],
    ['card.update', caseId, 'dead', `{"caseId":1,"text":"${CANARY}"}`, null],
    ['notice.post', null, 'pending', `{"text":"Look at ${CANARY} today"}`, null],
    ['notice.post', null, 'sent', `{"text":"Look at ${CANARY} today"}`, '3.3'],
  ] as const
  for (const [kind, case_id, state, payload, result] of rows)
    await db.kysely
      .insertInto('outbox')
      .values({
        id: db.nextId(),
        kind,
        key: `plant:${db.nextId()}`,
        lane: 'slack:C1',
        case_id,
        priority: 1,
        payload,
        state,
        attempts: 0,
        due_at: NOON + DAY,
        lease_until: null,
        lease_owner: null,
        lease_token: 0,
        created_at: NOON,
        sent_at: state === 'sent' ? NOON : null,
        result,
        error: case_id === null ? null : `refused by ${CANARY}`,
      })
      .execute()
  await db.kysely
    .insertInto('dead_letter')
    .values({
      id: db.nextId(),
      source: 'hook',
      reason: 'no time',
      raw: `{"author":{"id":"did:${CANARY}","handle":"${CANARY}"},"text":"${CANARY}"}`,
      at: NOON,
    })
    .execute()
  for (const [seq, done_at] of [
    [1, NOON],
    [2, null],
  ] as const)
    await db.kysely
      .insertInto('delivery')
      .values({
        seq,
        connection_id: 'hook',
        key: `d${seq}`,
        digest: 'x',
        kind: 'post',
        body: JSON.stringify({
          posts: [
            { author: { id: CANARY, handle: CANARY }, text: `says ${CANARY}`, tags: ['a'] },
            { author: { id: 'omar', handle: 'omar' }, text: 'hello', tags: ['b'] },
          ],
        }),
        received_at: NOON,
        done_at,
      })
      .execute()
  await db.kysely
    .insertInto('rejected')
    .values({ key: `bluesky::at://did/${CANARY}/9`, brand_id: null, reason: 'no query', at: NOON })
    .execute()
  await db.kysely
    .insertInto('tombstone')
    .values({ key: `bluesky::at://did/${CANARY}/8`, reason: 'deleted', at: NOON })
    .execute()
}

/** Every row of every table that holds the canary, by table. */
export async function placesOf(db: Database): Promise<Map<string, string[]>> {
  const names = (await tableNames(db)).filter((name) => !name.startsWith('mention_fts'))
  const found = new Map<string, string[]>()
  for (const name of names) {
    const rows = await db.kysely
      .selectFrom(name as 'mention')
      .selectAll()
      .execute()
    const held = rows.map((one) => JSON.stringify(one)).filter((text) => holds(text))
    if (held.length > 0) found.set(name, held)
  }
  return found
}

function holds(text: string): boolean {
  return text.toLowerCase().includes(CANARY)
}

/** Says the same things again, as a network, a file or a late request would. */
export async function hearAgain(desk: Desk): Promise<void> {
  await desk.hear(...theirPosts, post('p9', `juniper is awful, ${CANARY}`, { by: CANARY }))
  const named = post('p10', `juniper is awful, ${CANARY}`)
  await desk.ingest(
    batchOf([
      {
        ...named,
        mention: {
          ...named.mention,
          author: {
            ...named.mention.author,
            id: null,
            handle: `@${CANARY.toUpperCase()}.EXAMPLE`,
            name: null,
          },
        },
      },
      { ...anAnswer, mention: { ...anAnswer.mention, key: 'bluesky::q2', nativeId: 'q2' } },
      { type: 'author_delete', network: 'bluesky', authorId: CANARY, reason: 'gone' },
    ]),
    { connectionId: 'import', policy: OPEN_POLICY, history: true },
  )
}

/** What a service sends late: one request that was read, one that could not be, and one of somebody else. */
export async function deliverLate(db: Database): Promise<void> {
  const author = { id: CANARY, handle: `${CANARY}.example` }
  const connection = { network: 'webhook', enabled: 1, created_at: NOON }
  await db.kysely
    .insertInto('connection')
    .values({ ...connection, id: 'late', config: '{"source":"bluesky"}' })
    .execute()
  const delivery = {
    connection_id: 'late',
    digest: 'x',
    kind: 'post',
    received_at: NOON,
    done_at: NOON,
  }
  for (const [seq, body] of [
    [11, { posts: [{ author: { id: 'omar' }, text: 'hello' }] }],
    [12, { posts: [{ author, text: `juniper, says ${CANARY}` }] }],
  ] as const)
    await db.kysely
      .insertInto('delivery')
      .values({ ...delivery, seq, key: `late${seq}`, body: JSON.stringify(body) })
      .execute()
  await db.kysely
    .updateTable('delivery')
    .set({ done_at: NOON })
    .where('done_at', 'is', null)
    .execute()
  await db.kysely
    .insertInto('dead_letter')
    .values({
      id: db.nextId(),
      source: 'late',
      reason: 'no time',
      raw: JSON.stringify({ author, text: CANARY }),
      at: NOON,
    })
    .execute()
}
