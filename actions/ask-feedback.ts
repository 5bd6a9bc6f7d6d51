import { createHash } from 'node:crypto'
import {
  linkToken,
  markedText,
  readSelection,
  SELECTION_FORMS,
  type Selection,
} from '../core/ask.ts'
import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { choosesByFeeling, type SegmentRule } from '../core/segment.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { type Askable, findSelected, readAskable, readWithoutAccount } from '../db/askable.ts'
import { writeAsks } from '../db/asks.ts'
import { readFeedbackSettings } from '../db/feedback-settings.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { openFeedbackAccount } from './feedback-account.ts'

export interface AskInput {
  brandId: string
  /** "buyers:30" and its like (core/ask.ts). */
  selection: string
  /** Of a large kind only so many are asked, drawn by lot; null for all. */
  atMost: number | null
  /** Why they are asked though the pause is not over; only an owner may. */
  despite?: string
}

export interface Asked {
  asked: readonly (Pick<Askable, 'personId' | 'name' | 'network' | 'handle'> & { token: string })[]
  /** Who was left out, and why. */
  left: { lately: number; optedOut: number; noAccount: number; byLot: number }
}

const DAY_MS = 86_400_000
const REASON_MAX = 300

/**
 * Asks everybody of a kind one question, within the rules: nobody twice within the pause, nobody who wants to be left
 * in peace, and never a choice by how happy people are. Staff send the links in their own words; nothing leaves here.
 */
export async function askFeedback(
  ctx: ActionContext & { fingerprint: (plain: string) => string },
  actor: Actor,
  input: AskInput,
): Promise<Asked> {
  const selection = readSelection(input.selection)
  const despite = cleanText(input.despite ?? '')
    .trim()
    .slice(0, REASON_MAX)
  const act = async (trx: Trx, staff: { id: string }): Promise<Asked> => {
    if (selection === null)
      throw new RefusedError('selection', `Choose a kind of people: ${SELECTION_FORMS}.`)
    await refuseByFeeling(trx, selection)
    await takeTurn(ctx, trx, input.brandId)
    const now = ctx.clock.now()
    const { days, pauseDays } = await readFeedbackSettings(trx)
    const people = await findSelected(trx, input.brandId, selection, now)
    await openDoors(ctx, trx, input.brandId, people)
    const pauseSince = despite === '' ? now - pauseDays * DAY_MS : now
    const chosen = choose(await readAskable(trx, input.brandId, people), people, pauseSince)
    const drawn = drawLots(chosen.may, input.atMost, now)
    const asks = drawn.map((one) => ({
      ...one,
      id: ctx.db.nextId(),
      brandId: input.brandId,
      selection: input.selection.trim(),
      staffId: staff.id,
      at: now,
      expiresAt: now + days * DAY_MS,
    }))
    await writeAsks(trx, asks)
    const left = { ...chosen.left, byLot: chosen.may.length - drawn.length }
    const why = despite === '' ? {} : { despite }
    const detail = JSON.stringify({
      selection: input.selection,
      asked: asks.length,
      ...left,
      ...why,
    })
    await writeAudit(ctx, trx, actor, 'ask.feedback', `brand:${input.brandId}`, detail)
    return {
      asked: asks.map(({ id, expiresAt, personId, name, network, handle }) => ({
        personId,
        name,
        network,
        handle,
        token: linkToken(id, ctx.fingerprint(markedText(id, expiresAt))),
      })),
      left,
    }
  }
  return despite === ''
    ? asStaff(ctx, actor, ROLE_FOR['ask.feedback'], act)
    : asStaff(ctx, actor, ROLE_FOR['ask.despite_pause'], act)
}

async function refuseByFeeling(trx: Trx, selection: Selection): Promise<void> {
  if (selection.kind !== 'segment') return
  const segment = await trx
    .selectFrom('segment')
    .select('rule')
    .where('id', '=', selection.segmentId)
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (segment === undefined)
    throw new RefusedError('no_segment', `There is no segment "${selection.segmentId}".`)
  if (choosesByFeeling(JSON.parse(segment.rule) as SegmentRule))
    throw new RefusedError(
      'by_feeling',
      'This segment holds the kind ones only, or was filled by hand. Ask everybody of a kind, the unhappy too.',
    )
}

/** Two who ask at once take turns, so that nobody is asked twice. */
async function takeTurn(ctx: ActionContext, trx: Trx, brandId: string): Promise<void> {
  const query = trx.selectFrom('brand').select('id').where('id', '=', brandId)
  const brand = await (ctx.db.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  if (brand === undefined) throw new RefusedError('no_brand', `There is no brand ${brandId}.`)
}

/**
 * Whoever has no account anywhere gets one on our own page, so that a link can be theirs: staff send it by mail, or hand
 * it over.
 */
async function openDoors(
  ctx: ActionContext,
  trx: Trx,
  brandId: string,
  people: readonly number[],
): Promise<void> {
  const evidence = 'asked by a personal link'
  for (const { id, name } of await readWithoutAccount(trx, people))
    await openFeedbackAccount(ctx, trx, {
      nativeId: `p${id}`,
      name,
      brandId,
      personId: id,
      evidence,
    })
}

/** One account of each person who may be asked: the one that wrote last. */
function choose(
  accounts: readonly Askable[],
  people: readonly number[],
  pauseSince: number,
): { may: Askable[]; left: Omit<Asked['left'], 'byLot'> } {
  const of = Map.groupBy(accounts, (one) => one.personId)
  const left = { lately: 0, optedOut: 0, noAccount: 0 }
  const may: Askable[] = []
  for (const personId of people) {
    const own = of.get(personId) ?? []
    const [first] = own
    if (first === undefined || own.some((one) => one.ours)) left.noAccount++
    else if (own.some((one) => one.optedOut)) left.optedOut++
    else if (own.some((one) => (one.lastAskedAt ?? 0) > pauseSince)) left.lately++
    else may.push(first)
  }
  return { may, left }
}

/** The lot knows nothing of the people but their number. */
function drawLots(may: readonly Askable[], atMost: number | null, now: number): Askable[] {
  if (atMost === null || may.length <= atMost) return [...may]
  const lotOf = (one: Askable) =>
    createHash('sha256').update(`${now}:${one.personId}`).digest('hex')
  return may
    .map((one) => ({ one, lot: lotOf(one) }))
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, Math.max(0, atMost))
    .map(({ one }) => one)
}
