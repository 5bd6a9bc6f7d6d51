import type { Kysely } from 'kysely'
import { type Check, checkWords, type WordCount } from '../core/check-words.ts'
import type { Clock } from '../core/clock.ts'
import { networkName } from '../core/network.ts'
import { choosePlaybooks } from '../core/playbook.ts'
import type { Seen } from '../core/reply-sheet.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import { readPlaybooks } from '../db/playbooks.ts'
import { readEventsAfter } from '../db/reply-desk.ts'
import { readSaidBefore } from '../db/said-before.ts'
import type { Schema } from '../db/schema.ts'
import type { Actor } from './context.ts'

type Words = { text: string; count: WordCount; seen: Seen; isStatement: boolean }

/** What a writer should know that happened since they began. */
const NEWS: Readonly<Record<string, (by: string) => string>> = {
  'post.joined': () => 'The author posted again since you began. Read it first.',
  'post.edited': () => 'The author edited the post since you began. Read it again.',
  'case.assign': (by) => `${by} gave this case to a colleague since you began.`,
  'case.hand_over': (by) => `${by} handed this case over since you began.`,
  'case.claim': (by) => `${by} claimed this since you began.`,
  'case.note': (by) => `${by} left a note since you began.`,
  'case.escalate': (by) => `${by} called the team lead since you began.`,
}

/** Looks over words before they leave: by their own, against the playbooks, and at what happened meanwhile. */
export async function lookOver(
  { db, clock }: { db: Kysely<Schema>; clock: Clock },
  actor: Actor,
  facts: CaseFacts,
  { text, count, seen, isStatement }: Words,
): Promise<Check[]> {
  const playbooks = (await readPlaybooks(db)).filter(({ enabled }) => enabled)
  const said = await readSaidBefore(db, {
    brandId: facts.brandId,
    authorId: facts.authorId,
    text,
    now: clock.now(),
  })
  const events = await readEventsAfter(db, facts.id, seen.event)
  const changes = events.flatMap(({ id, kind, actorId, actor: by }) => {
    const words = actorId === actor.staffId ? undefined : NEWS[kind]?.(by ?? 'A colleague')
    return words === undefined ? [] : [{ code: `since:${id}`, words }]
  })
  return checkWords(text, {
    count,
    networkName: networkName(facts.network),
    facts: choosePlaybooks(playbooks, facts).flatMap((one) => one.facts),
    isSaidToThem: said.isSaidToThem,
    // One statement about an incident is meant to be the same everywhere.
    saidToday: isStatement ? 0 : said.saidToday,
    changes,
  })
}
