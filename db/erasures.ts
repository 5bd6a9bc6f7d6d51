import type { Clock } from '../core/clock.ts'
import type { Database } from './database.ts'
import { compact, overwriteDeleted } from './erasure/compact.ts'
import { authorMark, customerMark, emailMark, postMark } from './erasure/marks.ts'
import { redrawCards, scrubCases } from './erasure/scrub-cases.ts'
import { scrubDirect } from './erasure/scrub-direct.ts'
import { forgetPeople, leaveMarks, scrubAudit } from './erasure/scrub-people.ts'
import { scrubPosts, scrubSome } from './erasure/scrub-posts.ts'
import { scrubPurchases } from './erasure/scrub-purchases.ts'
import { scrubRaw } from './erasure/scrub-raw.ts'
import { findSubject, type Needles, readNeedles, type Subject } from './erasure/subject.ts'

export interface ErasureDeps {
  db: Database
  clock: Clock
  /** Takes somebody out of what Slack handed us and nobody has read yet. */
  scrubInbox(needles: Needles): void
}

/** Who was erased, as fingerprints: all that a restored backup needs to forget them again. */
export interface ErasureList {
  marks: readonly { mark: string; at: number }[]
}

const CHUNK = 500

/** Does what was asked and is not done yet, oldest first; answers how many. Killed on the way it goes on where it was. */
export async function eraseDue(deps: ErasureDeps): Promise<number> {
  const { db, clock } = deps
  const due = await db.kysely
    .selectFrom('erasure')
    .selectAll()
    .where('done_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const one of due) {
    const start = {
      personId: one.person_id,
      authorId: one.author_id,
      customerId: one.customer_id,
    }
    await eraseSubject(deps, await findSubject(db.kysely, start))
    await db.kysely
      .updateTable('erasure')
      .set({ done_at: clock.now() })
      .where('id', '=', one.id)
      .execute()
  }
  return due.length
}

/** Marks first, so that nothing comes back meanwhile; names last, so that a second run still knows whom it is about. */
async function eraseSubject(deps: ErasureDeps, subject: Subject): Promise<void> {
  const { db, clock } = deps
  const now = clock.now()
  const needles = await readNeedles(db.kysely, subject)
  overwriteDeleted(db, true)
  try {
    await leaveMarks(db, now, subject)
    await scrubPosts(db, now, subject.authorIds)
    const cases = await scrubCases(db, now, subject)
    await scrubDirect(db, now, subject, cases)
    await scrubAudit(db, subject, cases)
    await scrubRaw(db, needles, now)
    deps.scrubInbox(needles)
    await scrubPurchases(db, subject.customerIds, now)
    await db.transaction(async (trx) => {
      await forgetPeople(trx, subject, now)
      await redrawCards(db, trx, cases, now)
    })
    await compact(db, clock)
  } finally {
    overwriteDeleted(db, false)
  }
}

/** Everything that a backup made earlier does not know. Read it before a restore, replay it after. */
export async function readErasures(db: Database): Promise<ErasureList> {
  return { marks: await db.kysely.selectFrom('erased').selectAll().orderBy('mark').execute() }
}

/** Erases again, in a restored database, whoever was erased since it was saved; answers how many were found. */
export async function replayErasures(deps: ErasureDeps, list: ErasureList): Promise<number> {
  const { db } = deps
  for (let i = 0; i < list.marks.length; i += CHUNK)
    await db.kysely
      .insertInto('erased')
      .values(list.marks.slice(i, i + CHUNK))
      .onConflict((conflict) => conflict.column('mark').doNothing())
      .execute()
  const marks = new Set(list.marks.map(({ mark }) => mark))
  const found =
    (await replayAuthors(deps, marks)) +
    (await replayCustomers(deps, marks)) +
    (await replayPosts(deps, marks))
  return found
}

async function replayAuthors(deps: ErasureDeps, marks: ReadonlySet<string>): Promise<number> {
  const { kysely } = deps.db
  let found = 0
  for (let last = -1; ; ) {
    const rows = await kysely
      .selectFrom('author')
      .select(['id', 'key'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    for (const { id, key } of rows) {
      if (key.startsWith('erased:') || !marks.has(authorMark(key))) continue
      await eraseSubject(deps, await findSubject(kysely, { personId: null, authorId: id }))
      found++
    }
    last = rows.at(-1)?.id ?? last
    if (rows.length < CHUNK) return found
  }
}

/** Customers that were tied to nobody when the backup was made. */
async function replayCustomers(deps: ErasureDeps, marks: ReadonlySet<string>): Promise<number> {
  const { kysely } = deps.db
  let found = 0
  for (let last = -1; ; ) {
    const rows = await kysely
      .selectFrom('customer')
      .select(['id', 'key', 'brand_id', 'email_print'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    for (const { id, key, brand_id, email_print: print } of rows) {
      if (
        !marks.has(customerMark(key)) &&
        !(print !== null && marks.has(emailMark(brand_id, print)))
      )
        continue
      await eraseSubject(deps, { personIds: [], authorIds: [], customerIds: [id] })
      found++
    }
    last = rows.at(-1)?.id ?? last
    if (rows.length < CHUNK) return found
  }
}

/** Posts without an author; those with one went with them. */
async function replayPosts(deps: ErasureDeps, marks: ReadonlySet<string>): Promise<number> {
  const { db, clock } = deps
  let found = 0
  for (let last = -1; ; ) {
    const rows = await db.kysely
      .selectFrom('mention')
      .select(['id', 'key', 'native_id'])
      .where('author_id', 'is', null)
      .where('id', '>', last)
      .orderBy('id')
      .limit(CHUNK)
      .execute()
    const gone = rows.filter(({ key }) => marks.has(postMark(key)))
    if (gone.length > 0) await scrubSome(db, clock.now(), gone)
    found += gone.length
    last = rows.at(-1)?.id ?? last
    if (rows.length < CHUNK) return found
  }
}
