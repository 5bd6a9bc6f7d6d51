import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { importCodes } from '../../actions/import-codes.ts'
import { isPlainVerb } from '../../actions/perform-verb.ts'
import { RefusedError } from '../../core/errors.ts'
import { createSeal } from '../../core/seal.ts'
import { mayDo, ROLE_FOR, type Role, type StaffAction } from '../../core/staff.ts'
import type { Database } from '../../db/database.ts'
import { type Engine, onBothEngines, TODAY } from '../support/engines.ts'
import { TRIALS } from '../support/role-trials.ts'
import { seedShop } from '../support/seed.ts'
import { tableNames } from '../support/table-names.ts'
import type { TrialContext } from '../support/trial-ground.ts'

const SOMEBODY: Readonly<Record<Role, string>> = {
  viewer: 'vic',
  agent: 'ana',
  approver: 'mara',
  owner: 'olga',
}
const seal = createSeal('a key of at least sixteen')

async function openShop(engine: Engine): Promise<TrialContext> {
  const { db, clock } = await engine.open()
  await seedShop(db)
  const gone = { slack_user_id: null, zone: null, created_at: TODAY, disabled_at: TODAY }
  await db.kysely
    .insertInto('staff')
    .values({ id: 'gone', name: 'Gone', role: 'owner', ...gone })
    .execute()
  // Somebody else leads than those who try: whoever leads has nobody to call.
  const value = JSON.stringify({ lead: 'sam' })
  await db.kysely
    .insertInto('setting')
    .values({ key: 'duty', value, updated_at: TODAY, updated_by: 'test' })
    .execute()
  await db.kysely
    .insertInto('reward_pool')
    .values({
      id: 'cake',
      brand_id: 'juniper',
      name: 'A cake',
      value: '4.50',
      disclosure: 'A gift.',
      needs_approval: 1,
      created_at: TODAY,
    })
    .execute()
  const ctx = { db, clock, seal, openCode: seal.open, fingerprint: seal.fingerprint }
  const codes = Array.from({ length: 9 }, (_, i) => ({ code: `CAKE-${i}`, expiresAt: null }))
  await importCodes(ctx, { staffId: 'olga', surface: 'cli' }, { poolId: 'cake', codes })
  return ctx
}

/** Every row there is, so that nothing can change unseen. */
async function everything(db: Database): Promise<string> {
  const rows = await Promise.all(
    (await tableNames(db))
      .filter((name) => !/^mention_search|^sqlite_|^kysely/.test(name))
      .toSorted()
      .map(async (name) => {
        const all = await sql<object>`select * from ${sql.ref(name)}`.execute(db.kysely)
        return [name, all.rows.map((row) => JSON.stringify(row)).toSorted()]
      }),
  )
  return JSON.stringify(rows)
}

async function audits(db: Database): Promise<number> {
  return (await db.kysely.selectFrom('audit').select('id').execute()).length
}

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act()
    return 'done'
  } catch (error) {
    if (error instanceof RefusedError) return error.code
    throw error
  }
}

const PEOPLE = [
  ...Object.entries(SOMEBODY).map(([role, staffId]) => ({ role: role as Role, staffId })),
  { role: null, staffId: 'gone' },
  { role: null, staffId: 'nobody' },
]

/** What became of everybody who tried an action: `done`, or why not. */
async function tryAll(ctx: TrialContext, action: StaffAction): Promise<Record<string, string>> {
  const outcome: Record<string, string> = {}
  const refused = PEOPLE.filter(({ role }) => role === null || !mayDo(role, action))
  const acts = []
  for (const { staffId } of refused)
    acts.push({ staffId, act: await TRIALS[action](ctx, { staffId, surface: 'slack' }) })
  const before = await everything(ctx.db)
  for (const { staffId, act } of acts) outcome[staffId] = await codeOf(act)
  if ((await everything(ctx.db)) !== before) outcome['trace'] = 'a refused person left one'
  for (const { staffId } of PEOPLE.filter((one) => !refused.includes(one))) {
    const act = await TRIALS[action](ctx, { staffId, surface: 'slack' })
    const written = await audits(ctx.db)
    const code = await codeOf(act)
    const more = (await audits(ctx.db)) - written
    const isAudited = isPlainVerb(action) ? more === 1 : more > 0
    outcome[staffId] = isAudited ? code : `${code}, with ${more} audit rows`
  }
  return outcome
}

onBothEngines('roles', (engine) => {
  it('let whoever may act, and nothing is left of whoever may not', async () => {
    const ctx = await openShop(engine)
    for (const action of Object.keys(ROLE_FOR) as StaffAction[]) {
      const wanted = PEOPLE.map(({ role, staffId }) => {
        if (role === null) return [staffId, 'not_staff']
        return [staffId, mayDo(role, action) ? 'done' : 'role']
      })
      expect({ action, ...(await tryAll(ctx, action)) }).toEqual({
        action,
        ...Object.fromEntries(wanted),
      })
    }
  })
})
