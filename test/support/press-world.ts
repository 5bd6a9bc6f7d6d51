import { sql } from 'kysely'
import { claimCase } from '../../actions/claim-case.ts'
import { type Actor, asStaff } from '../../actions/context.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { type PlainVerb, performVerb } from '../../actions/perform-verb.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { demoSeal } from '../../cli/commands/demo.ts'
import type { Ctx } from '../../connectors/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { RefusedError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { saveDraft } from '../../db/drafts.ts'
import { claimDue, LEASE_MS } from '../../db/queue.ts'
import { createOutbox, type Sender } from '../../jobs/outbox.ts'
import { createReplySender } from '../../jobs/reply-sender.ts'
import { NOON } from './listening-desk.ts'
import { openMemory } from './made-database.ts'
import { createPile, type Fate, fakeNetwork, type Pile, type Word } from './press-network.ts'
import { arriveNia, BLOCK, furnish, listen } from './press-team.ts'

/** Whoever may let words leave; everybody else must not, whatever they press. */
export const MAY_SPEAK = ['ana', 'sam', 'nia', 'mara', 'olga'] as const
/** A viewer, somebody who left the team, and a stranger. */
export const MAY_NOT_SPEAK = ['vic', 'gone', 'stranger'] as const
export const PEOPLE = [...MAY_SPEAK, ...MAY_NOT_SPEAK]
export type Person = (typeof PEOPLE)[number]

/** One thing that happens. A press comes from one of the dialogs of its case, so that one can be sent twice. */
export type Act =
  | { do: 'claim' | 'resolve' | 'reopen'; who: Person }
  | { do: 'type'; who: Person; text: string }
  /** Any other verb, with words that must stay inside. */
  | { do: 'verb'; who: Person; verb: PlainVerb; text: string; to: Person }
  | Reply
  | Thank
  | Decide
  | { do: 'deliver'; fate: Fate; afterMs: number }
  /** The process dies in the middle of sending: nothing is settled. */
  | { do: 'die'; fate: Fate }

interface Reply {
  do: 'reply'
  who: Person
  text: string
  dialog: number
  stale: boolean
  twice: boolean
}

interface Thank {
  do: 'thank'
  who: Person
  text: string
  dialog: number
  gift: 'none' | 'cake' | 'dinner'
}

interface Decide {
  do: 'decide'
  who: Person
  approve: boolean
}

/** A press as the test saw it, from outside of the product. */
export interface Press {
  who: Person
  to: string
  text: string
  key: string
  gift: 'none' | 'cake' | 'dinner'
  /** Whether the person was told that it would be sent. */
  taken: boolean
  approvedBy: Person[]
}

export interface PressWorld {
  presses: Pile<Press>
  words: Pile<Word>
  /** A new post with an open case; returns the post's id. */
  next(): Promise<string>
  perform(post: string, act: Act): Promise<void>
  /** Lets everything that is on its way arrive, with a network that works. */
  settle(): Promise<void>
  /** The answers to a post that the product calls sent. */
  sent(post: string): Promise<string[]>
  close(): Promise<void>
}

/** Breaks the product on purpose, to show that the property can fail. */
export interface Mutant {
  sender?(real: Sender): Sender
  actor?(real: Actor): Actor
}

/** A desk of actions, outbox and one make-believe network; no pages, no sockets, nothing that waits. */
export async function openPressWorld(mutant: Mutant = {}): Promise<PressWorld> {
  const clock = createSimulatedClock(NOON)
  const db = await openMemory({ clock })
  const ctx = { db, clock, seal: demoSeal(), openCode: demoSeal().open }
  await furnish(ctx)
  const presses = createPile<Press>()
  const words = createPile<Word>()
  let fate: Fate = 'taken'
  const connector = fakeNetwork(words, () => fate)
  const real = createReplySender({
    db,
    clock,
    connectionOf: () => ({ connector, ctx: {} as Ctx }),
  })
  const sender = mutant.sender?.(real) ?? real
  const openBox = () =>
    createOutbox({
      db,
      clock,
      random: () => 0.5,
      log: silentLogger,
      owner: 'me',
      senders: { 'network.reply': sender },
    })
  let deliverDue = openBox()
  const cases = new Map<string, number>()
  const hear = await listen(db, clock)
  let made = 0

  const actorOf = (who: Person): Actor => {
    const actor: Actor = { staffId: who, surface: 'slack' }
    return mutant.actor?.(actor) ?? actor
  }
  const caseOf = (id: string) => cases.get(id) ?? 0

  async function doVerb(act: Extract<Act, { do: 'verb' }>, caseId: number): Promise<void> {
    const { who, verb, text, to } = act
    const values = { text, word: text, to, when: '4h' }
    await performVerb(ctx, actorOf(who), { verb, caseId, values })
  }

  async function deliver(next: Fate, afterMs: number): Promise<void> {
    await clock.advance(afterMs)
    if (!(await isWaiting(db))) return
    fate = next
    await deliverDue()
    fate = 'taken'
  }

  /** What a kill in the middle leaves behind: a lease, and perhaps the words at the network. */
  async function die(next: Fate): Promise<void> {
    if (!(await isWaiting(db))) return
    fate = next
    const rows = await claimDue(db, { owner: 'dead', now: clock.now(), limit: 20 })
    await Promise.allSettled(rows.map((row) => sender.send(row, row.state !== 'pending')))
    fate = 'taken'
    deliverDue = openBox()
    await clock.advance(LEASE_MS + 1)
  }

  async function press(act: Reply | Thank, id: string): Promise<void> {
    const key = `${id}:dialog-${act.dialog}`
    const gift = act.do === 'thank' ? act.gift : 'none'
    const input = {
      caseId: caseOf(id),
      text: act.text,
      pressKey: key,
      seenVersion: act.do === 'reply' && act.stale ? 1 : await versionOf(db, caseOf(id)),
      count: { length: act.text.length, max: 500 },
    }
    const once = async () => {
      const { who, text } = act
      const one = { who, to: id, text: text.trim(), key, gift, taken: false, approvedBy: [] }
      presses.add(one)
      if (act.do === 'reply') await sendReply(ctx, actorOf(who), input)
      else
        await thankAuthor(ctx, actorOf(who), {
          ...input,
          gift: act.gift === 'none' ? null : { poolId: act.gift, reason: 'kind' },
        })
      one.taken = true
    }
    const both = act.do === 'reply' && act.twice ? [once(), once()] : [once()]
    for (const one of await Promise.allSettled(both))
      if (one.status === 'rejected' && !(one.reason instanceof RefusedError)) throw one.reason
  }

  /** Whoever may decides about a gift, and about words that wait. */
  async function decide(act: Decide, id: string): Promise<void> {
    const waiting = await db.kysely
      .selectFrom('reply')
      .select(['id', 'key', 'grant_id'])
      .where('case_id', '=', caseOf(id))
      .where('state', '=', 'waiting_approval')
      .orderBy('id')
      .executeTakeFirst()
    if (waiting === undefined) return
    const { approve } = act
    if (waiting.grant_id === null)
      await decideReply(ctx, actorOf(act.who), { replyId: waiting.id, approve, reason: 'No.' })
    else await decideGrant(ctx, actorOf(act.who), { grantId: waiting.grant_id, approve })
    if (approve)
      for (const one of presses.of(id)) if (one.key === waiting.key) one.approvedBy.push(act.who)
  }

  return {
    presses,
    words,
    async next() {
      if (made % BLOCK === 0) {
        await arriveNia(db, clock)
        for (const [id, one] of await hear(made)) cases.set(id, one)
      }
      return `post-${made++}`
    },
    async perform(id, act) {
      try {
        if (act.do === 'claim') await claimCase(ctx, actorOf(act.who), caseOf(id))
        else if (act.do === 'resolve') await resolveCase(ctx, actorOf(act.who), caseOf(id))
        else if (act.do === 'reopen') await reopenCase(ctx, actorOf(act.who), caseOf(id))
        else if (act.do === 'verb') await doVerb(act, caseOf(id))
        else if (act.do === 'type') await type(ctx, caseOf(id), act)
        else if (act.do === 'decide') await decide(act, id)
        else if (act.do === 'deliver') await deliver(act.fate, act.afterMs)
        else if (act.do === 'die') await die(act.fate)
        else if (act.do === 'reply' || act.do === 'thank') await press(act, id)
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error
      }
    },
    async settle() {
      while (await isWaiting(db)) {
        await clock.advance(5001)
        await deliverDue()
      }
    },
    sent: (id) => readSent(db, caseOf(id)),
    close: () => db.close(),
  }
}

/** Typed words and talk stay inside: a draft is all that becomes of them. */
async function type(
  ctx: { db: Database; clock: SimulatedClock },
  caseId: number,
  { who, text }: { who: Person; text: string },
): Promise<void> {
  await asStaff(ctx, { staffId: who, surface: 'slack' }, 'agent', async (trx) =>
    saveDraft(trx, { caseId, staffId: who, text, now: ctx.clock.now() }),
  )
}

async function versionOf(db: Database, caseId: number): Promise<number> {
  const row = await db.kysely
    .selectFrom('case')
    .select('version')
    .where('id', '=', caseId)
    .executeTakeFirst()
  return row?.version ?? 0
}

async function isWaiting(db: Database): Promise<boolean> {
  const row = await db.kysely
    .selectFrom('outbox')
    .select('id')
    .where(sql<boolean>`state in ('pending', 'leased', 'ambiguous')`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function readSent(db: Database, caseId: number): Promise<string[]> {
  const rows = await db.kysely
    .selectFrom('reply')
    .select('text')
    .where('case_id', '=', caseId)
    .where('state', '=', 'sent')
    .execute()
  return rows.map((row) => row.text)
}
