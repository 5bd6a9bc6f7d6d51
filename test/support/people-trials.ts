import { exportHeld, noteRequest } from '../../actions/data-requests.ts'
import { erasePerson } from '../../actions/erase-person.ts'
import { logContact, type NewContact, undoContact } from '../../actions/log-contact.ts'
import { markAccount } from '../../actions/mark-account.ts'
import { markBuilt, markTold } from '../../actions/mark-built.ts'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { optIn, optOut } from '../../actions/opt-out.ts'
import { refuseSame } from '../../actions/propose-same.ts'
import { setPeopleRules } from '../../actions/set-people-rules.ts'
import { PEOPLE_RULES } from '../../core/people-rules.ts'
import type { StaffAction } from '../../core/staff.ts'
import { anAuthor, OWNER, type Trial, twoPeople } from './trial-ground.ts'

/** Trials of what staff do with people. */
export const PEOPLE_TRIALS = {
  'people.merge': async (ctx, actor) => {
    const pair = await twoPeople(ctx.db)
    return () => mergePeople(ctx, actor, { ...pair, evidence: 'told us' })
  },
  'people.unmerge': async (ctx, actor) => {
    const pair = await twoPeople(ctx.db)
    const { mergeNumber } = await mergePeople(ctx, OWNER, { ...pair, evidence: 'told us' })
    return () => unmergePeople(ctx, actor, mergeNumber)
  },
  'people.erase': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    const { name } = await ctx.db.kysely
      .selectFrom('person')
      .select('name')
      .where('id', '=', keepId)
      .executeTakeFirstOrThrow()
    return () => erasePerson(ctx, actor, { personId: keepId }, name)
  },
  'people.opt_out': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    return () => optOut(ctx, actor, keepId)
  },
  'people.opt_in': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    await optOut(ctx, OWNER, personId)
    return () => optIn(ctx, actor, { personId, evidence: 'wrote to us again' })
  },
  'people.contact': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    return () => logContact(ctx, actor, aCall(keepId))
  },
  'people.uncontact': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    const { contactId } = await logContact(ctx, OWNER, aCall(keepId))
    return () => undoContact(ctx, actor, contactId)
  },
  'people.side': async (ctx, actor) => {
    const authorId = await anAuthor(ctx.db)
    const input = { authorId, brandId: 'juniper', side: 'competitor' } as const
    return () => markAccount(ctx, actor, input)
  },
  'people.rules': async (ctx, actor) => {
    const rules = { ...PEOPLE_RULES, thankedDays: 1 + (ctx.db.nextId() % 3000) }
    return () => setPeopleRules(ctx, actor, rules)
  },
  'people.export': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    return () => exportHeld(ctx, actor, { personId })
  },
  'people.request': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    return () => noteRequest(ctx, actor, { personId, kind: 'export' })
  },
  'people.built': async (ctx, actor) => {
    const input = { brandId: 'juniper', what: 'Oat milk', words: ['oat'] }
    return () => markBuilt(ctx, actor, input)
  },
  'people.told': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    const input = { brandId: 'juniper', what: 'Oat milk', words: ['oat'] }
    const { builtId } = await markBuilt(ctx, OWNER, input)
    return () => markTold(ctx, actor, { builtId, personId })
  },
  'people.not_same': async (ctx, actor) => {
    const { keepId, mergeId } = await twoPeople(ctx.db)
    return () => refuseSame(ctx, actor, { personId: keepId, otherId: mergeId })
  },
} as const satisfies Partial<Record<StaffAction, Trial>>

function aCall(personId: number): NewContact {
  const said = { sentiment: 'positive', intents: ['praise'], text: 'She rang to say thank you.' }
  return { who: { personId }, way: 'phone', ...said } as NewContact
}
