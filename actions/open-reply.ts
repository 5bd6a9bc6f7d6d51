import type { Kysely } from 'kysely'
import type { Address } from '../core/address.ts'
import type { WordCount } from '../core/check-words.ts'
import { type DraftFacts, draftAnswer, draftWords } from '../core/fill-answer.ts'
import { networkName } from '../core/network.ts'
import { choosePlaybooks, type Playbook } from '../core/playbook.ts'
import {
  type DraftChoice,
  MACHINE,
  playbookOf,
  type ReplySheet,
  type Seen,
} from '../core/reply-sheet.ts'
import type { Way } from '../core/reply-way.ts'
import type { Role } from '../core/staff.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import { readDraft } from '../db/drafts.ts'
import { readPlaybooks } from '../db/playbooks.ts'
import { readManners, readSeen, readWriter } from '../db/reply-desk.ts'
import type { Schema } from '../db/schema.ts'
import { readStatements, type Statement } from '../db/statements.ts'
import { approvalFor } from './approval.ts'
import type { ActionContext, Actor } from './context.ts'
import { lookOver } from './look-over.ts'
import { beginReply } from './reply-lock.ts'

/** Slack shows at most so many lines of a list, and nobody reads more. */
const DRAFTS = 40

export interface OpenReplyInput {
  facts: CaseFacts
  /** Reads beside whoever writes just now. */
  reader: Kysely<Schema>
  kind: 'reply' | 'thank'
  count: (text: string) => WordCount
  /** The draft that stands there, or with `isPicked` the one to take; null for what was kept, or else the closest. */
  choice?: string | null
  isPicked?: boolean
  /** What stands in the dialog now; words of one's own are never replaced. */
  typed?: string | null
  address?: Address | null
  way?: Way
  /** What the writer knew when the dialog was opened first; null where it is opened now. */
  seen?: Seen | null
  shown?: readonly string[]
  note?: string | null
  /** What a machine drafted in this dialog. */
  machine?: string | null
}

/** A dialog that waits longer for the database may find its trigger dead; then the card says a little later who writes. */
const BEGIN_MS = 250

/** Everything that the dialog shows; opening it says on the card who is writing. */
export async function openReply(
  ctx: ActionContext,
  actor: Actor,
  input: OpenReplyInput,
): Promise<ReplySheet> {
  const { facts, kind } = input
  const db = input.reader
  const writer = await soonBegun(ctx, actor, facts.id, db)
  const staff = await db
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('id', '=', actor.staffId)
    .executeTakeFirstOrThrow()
  const manners = await readManners(db, facts.brandId, facts.authorId)
  const address = input.address ?? manners.address
  const all = (await readPlaybooks(db)).filter(({ enabled }) => enabled)
  const playbooks = choosePlaybooks(all, {
    ...facts,
    kind: kind === 'thank' ? 'praise' : facts.kind,
  })
  const draftFacts = {
    author: facts.author,
    address,
    voice: manners.voice,
    brandName: facts.brandName,
    networkName: networkName(facts.network),
    staffName: staff.name,
  }
  const statements = await readStatements(db, facts)
  const machine = input.machine ?? null
  const candidates = [
    ...statements.map(statementCandidate),
    ...candidatesOf(playbooks),
    ...(machine === null ? [] : [machineCandidate(machine)]),
  ]
  const drawn = drawText({
    candidates,
    draftFacts,
    typed: input.typed ?? null,
    kept: await readDraft(db, facts.id, actor.staffId),
    choice: input.choice ?? null,
    isPicked: input.isPicked ?? false,
  })
  const count = input.count(drawn.text)
  const seen = input.seen ?? (await readSeen(db, facts))
  const words = { text: drawn.text, count, seen, isStatement: isStatement(drawn.chosen) }
  return {
    kind,
    text: drawn.text,
    count,
    checks: await lookOver({ db, clock: ctx.clock }, actor, facts, words),
    drafts: candidates.map(({ value, label }) => ({ value, label })).slice(0, DRAFTS),
    chosen: drawn.chosen,
    playbook: playbooks.find(({ id }) => id === playbookOf(drawn.chosen)) ?? playbooks[0] ?? null,
    address,
    way: input.way ?? 'public',
    writer,
    approval: await approvalFor(
      db,
      { id: staff.id, role: staff.role as Role },
      { mentionId: facts.mentionId, text: drawn.text },
      ctx.clock.now(),
    ),
    seen,
    shown: input.shown ?? [],
    note: input.note ?? null,
    machine,
  }
}

/** Whoever else is writing. While the database is held by somebody, one's own beginning is noted behind the dialog. */
async function soonBegun(
  ctx: ActionContext,
  actor: Actor,
  caseId: number,
  reader: Kysely<Schema>,
): Promise<{ name: string; since: number; until: number } | null> {
  const begun = beginReply(ctx, actor, caseId)
  const patience = new AbortController()
  const isLate = ctx.clock.sleep(BEGIN_MS, patience.signal).then(
    () => true,
    () => false,
  )
  const isBegun = begun.then(
    () => false,
    () => false,
  )
  const mayWait = !(await Promise.race([isBegun, isLate]))
  patience.abort()
  if (mayWait) return begun
  const writer = await readWriter(reader, caseId, ctx.clock.now())
  return writer?.id === actor.staffId ? null : writer
}

interface Candidate extends DraftChoice {
  draw(facts: DraftFacts): string
}

function statementCandidate({ incidentId, text }: Statement): Candidate {
  return {
    value: `incident:${incidentId}`,
    label: `Statement: ${text}`,
    draw: (facts) => draftWords(text, facts),
  }
}

function machineCandidate(text: string): Candidate {
  return { value: MACHINE, label: 'The machine’s draft', draw: () => text }
}

function candidatesOf(playbooks: readonly Playbook[]): Candidate[] {
  return playbooks.flatMap((playbook): Candidate[] => {
    const { id, name, ask } = playbook
    const answer: Candidate = {
      value: id,
      label: name,
      draw: (facts) => draftAnswer(playbook, 'answer', facts),
    }
    if (ask === '') return [answer]
    const draw = (facts: DraftFacts) => draftAnswer(playbook, 'ask', facts)
    return [answer, { value: `${id}:ask`, label: `${name}: ask for details`, draw }]
  })
}

/** Own words stay: a draft that is chosen then follows them. An untouched draft makes room. */
function drawText(from: {
  candidates: readonly Candidate[]
  draftFacts: DraftFacts
  typed: string | null
  kept: string
  choice: string | null
  isPicked: boolean
}): { text: string; chosen: string | null } {
  const { candidates, draftFacts, kept, choice, isPicked } = from
  const wanted =
    candidates.find(({ value }) =>
      choice === 'ask' ? value.endsWith(':ask') : value === choice,
    ) ?? null
  const standing = from.typed ?? kept
  if (wanted === null) {
    if (standing.trim() !== '') return { text: standing, chosen: null }
    const [closest] = candidates
    return { text: closest?.draw(draftFacts) ?? '', chosen: closest?.value ?? null }
  }
  const draft = wanted.draw(draftFacts)
  const isOwn = standing.trim() !== '' && !isDraft(standing, candidates, draftFacts)
  if (!isOwn) return { text: draft, chosen: wanted.value }
  const text = isPicked ? `${standing.trimEnd()}\n\n${draft}` : standing
  return { text, chosen: wanted.value }
}

function isDraft(text: string, candidates: readonly Candidate[], facts: DraftFacts): boolean {
  return candidates.some(({ draw }) =>
    (['first_name', 'formal'] as const).some(
      (address) => draw({ ...facts, address }).trim() === text.trim(),
    ),
  )
}

function isStatement(choice: string | null): boolean {
  return choice?.startsWith('incident:') ?? false
}
