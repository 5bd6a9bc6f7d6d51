import { judgeBlind } from '../../actions/blind-check.ts'
import { checkSource } from '../../actions/check-source.ts'
import { editPlaybook } from '../../actions/edit-playbook.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { setOwnSettings } from '../../actions/set-own-settings.ts'
import { setUnsureLimits } from '../../actions/set-unsure-limits.ts'
import { decideTightening, undoTightening } from '../../actions/tighten-filter.ts'
import type { StaffAction } from '../../core/staff.ts'
import { aDeafSource, aTightening } from './seed.ts'
import { A_PLAYBOOK, aLabelledCase, mentionOf, OWNER, type Trial } from './trial-ground.ts'

/** Trials of what staff set, fill and check for the whole team. */
export const TEAM_TRIALS = {
  'playbook.edit': async (ctx, actor) => {
    const id = `pb-${ctx.db.nextId()}`
    return () => editPlaybook(ctx, actor, { ...A_PLAYBOOK, id }, null)
  },
  'me.settings': async (ctx, actor) => () =>
    setOwnSettings(ctx, actor, { zone: 'Europe/Lisbon', quiet: '19:00-08:00', digest: 'daily' }),
  'codes.import': async (ctx, actor) => {
    const codes = [{ code: `CODE-${ctx.db.nextId()}`, expiresAt: null }]
    return () => importCodes(ctx, actor, { poolId: 'cake', codes })
  },
  'check.judge': async (ctx, actor) => {
    const mentionId = await mentionOf(ctx.db, await aLabelledCase(ctx.db))
    const open = { staff_id: null, judged_at: null, place: 0, week: 1 }
    await ctx.db.kysely
      .insertInto('blind_check')
      .values({ brand_id: 'juniper', mention_id: mentionId, ...open })
      .execute()
    return () => judgeBlind(ctx, actor, { brandId: 'juniper', mentionId, answer: 'cannot_tell' })
  },
  'brand.unsure': async (ctx, actor) => {
    const limits = { relevance: 0.6, sentiment: (1 + (ctx.db.nextId() % 3000)) / 3001 }
    return () => setUnsureLimits(ctx, actor, { brandId: 'juniper', limits })
  },
  'query.tighten': async (ctx, actor) => {
    const id = await aTightening(ctx.db)
    return () => decideTightening(ctx, actor, { id, apply: true })
  },
  'query.loosen': async (ctx, actor) => {
    const id = await aTightening(ctx.db)
    await decideTightening(ctx, OWNER, { id, apply: true })
    return () => undoTightening(ctx, actor, id)
  },
  'source.check': async (ctx, actor) => {
    const sourceId = await aDeafSource(ctx.db)
    return () => checkSource(ctx, actor, sourceId)
  },
} as const satisfies Partial<Record<StaffAction, Trial>>
