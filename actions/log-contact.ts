import { isWay, WAYS, type Way } from '../core/contact.ts'
import { RefusedError } from '../core/errors.ts'
import { cleanText } from '../core/hostile-text.ts'
import { INTENTS, type Intent, type Sentiment } from '../core/judgement.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { findOrBeginPerson, type Who } from './begin-person.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import { forgetStanding } from './merge-people.ts'

/** A call, a visit or a letter, as staff write it down. */
export interface NewContact {
  who: Who
  way: Way
  /** How they felt; unsure counts nowhere. */
  sentiment: Sentiment
  intents: readonly Intent[]
  /** What it was about, in the words of staff. */
  text: string
  /** When it was, epoch ms; now if left out, never in the future. */
  at?: number
}

const TEXT_MAX = 2000
const MOODS = ['negative', 'neutral', 'positive', 'unsure'] as const

/** Writes down that somebody was in touch where no network hears it; it counts in their standing like a post. */
export async function logContact(
  ctx: ActionContext,
  actor: Actor,
  input: NewContact,
): Promise<{ contactId: number; personId: number }> {
  const text = checkText(input.text)
  if (!isWay(input.way))
    throw new RefusedError('way', `"${String(input.way)}" is none of: ${WAYS.join(', ')}.`)
  if (!MOODS.includes(input.sentiment))
    throw new RefusedError('mood', `The mood is one of: ${MOODS.join(', ')}.`)
  const strange = input.intents.find((intent) => !INTENTS.includes(intent))
  if (strange !== undefined)
    throw new RefusedError('intent', `"${strange}" is none of: ${INTENTS.join(', ')}.`)
  return asStaff(ctx, actor, ROLE_FOR['people.contact'], async (trx, staff) => {
    const now = ctx.clock.now()
    const at = input.at ?? now
    if (!Number.isSafeInteger(at) || at > now)
      throw new RefusedError('future', 'This lies in the future. Write it down when it happened.')
    const { personId, brandId } = await findOrBeginPerson(
      ctx,
      trx,
      input.who,
      'staff were in touch with them',
    )
    const contactId = ctx.db.nextId()
    await trx
      .insertInto('contact')
      .values({
        id: contactId,
        brand_id: brandId,
        person_id: personId,
        case_id: 'caseId' in input.who ? input.who.caseId : null,
        at,
        way: input.way,
        sentiment: input.sentiment,
        intents: JSON.stringify([...new Set(input.intents)]),
        text,
        staff_id: staff.id,
        created_at: now,
        undone_at: null,
        undone_by: null,
      })
      .execute()
    await forgetStanding(trx, personId)
    const detail = JSON.stringify({ contact: contactId })
    await writeAudit(ctx, trx, actor, 'person.contact', `person:${personId}`, detail)
    return { contactId, personId }
  })
}

/** Takes a contact back; it stays in the books as taken back and counts nowhere. */
export async function undoContact(
  ctx: ActionContext,
  actor: Actor,
  contactId: number,
): Promise<{ personId: number }> {
  return asStaff(ctx, actor, ROLE_FOR['people.uncontact'], async (trx, staff) => {
    const personId = await markUndone(trx, contactId, staff.id, ctx.clock.now())
    await forgetStanding(trx, personId)
    const detail = JSON.stringify({ contact: contactId })
    await writeAudit(ctx, trx, actor, 'person.uncontact', `person:${personId}`, detail)
    return { personId }
  })
}

async function markUndone(trx: Trx, id: number, by: string, now: number): Promise<number> {
  const row = await trx
    .updateTable('contact')
    .set({ undone_at: now, undone_by: by })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .returning('person_id')
    .executeTakeFirst()
  if (row === undefined)
    throw new RefusedError('no_contact', 'There is no such contact, or it was taken back already.')
  return row.person_id
}

function checkText(words: string): string {
  const text = cleanText(words).trim()
  if (text === '') throw new RefusedError('empty', 'Say in a sentence what it was about.')
  if (text.length > TEXT_MAX)
    throw new RefusedError('too_long', `At most ${TEXT_MAX} characters, here are ${text.length}.`)
  return text
}
