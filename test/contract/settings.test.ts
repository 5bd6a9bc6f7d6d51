import { expect, it } from 'vitest'
import { applyConfig } from '../../actions/apply-config.ts'
import { setOwnSettings } from '../../actions/set-own-settings.ts'
import { setUnsureLimits } from '../../actions/set-unsure-limits.ts'
import { exportConfig } from '../../cli/export-config.ts'
import { checkConfig } from '../../core/config.ts'
import { compileSources } from '../../pipeline/compile-sources.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { onBothEngines } from '../support/engines.ts'

const FULL = {
  brands: [{ id: 'juniper', name: 'Juniper', queries: ['juniper', '"juniper coffee"'] }],
  connections: [{ id: 'news', network: 'feed', urls: ['https://news.example/feed'] }],
  rewards: [
    { id: 'cake', brand: 'juniper', name: 'A cake', value: '4 €', disclosure: 'A gift from us.' },
  ],
  staff: [
    { id: 'mara', name: 'Mara', role: 'owner' },
    { id: 'sam', name: 'Sam' },
  ],
}

onBothEngines('settings', (engine) => {
  const apply = async (at: Awaited<ReturnType<typeof engine.open>>, file: unknown, force = false) =>
    applyConfig(at, checkConfig(file, 'earshot.yaml'), {
      hash: JSON.stringify(file),
      force,
      by: 'test',
    })

  it('takes out what left the file: nobody acts, listens or is offered by an old line', async () => {
    const at = await engine.open()
    await apply(at, FULL)
    const less = {
      ...FULL,
      brands: [{ ...FULL.brands[0], queries: ['juniper'] }],
      connections: [],
      rewards: [],
      staff: FULL.staff.slice(0, 1),
    }
    const { changes } = await apply(at, less)
    expect(changes).toEqual([
      'connection news: taken out; it no longer listens',
      'query juniper-2: taken out',
      'reward pool cake: taken out; it is offered no more',
      'staff sam: taken out; may no longer sign in or act',
    ])
    const q = at.db.kysely
    expect(await q.selectFrom('query').select('id').where('enabled', '=', 1).execute()).toEqual([
      { id: 'juniper-1' },
    ])
    expect(
      await q.selectFrom('staff').select('id').where('disabled_at', 'is', null).execute(),
    ).toEqual([{ id: 'mara' }])
    expect((await apply(at, less)).changes).toEqual([])

    await apply(at, FULL)
    expect(
      await q.selectFrom('query').select('id').where('enabled', '=', 1).execute(),
    ).toHaveLength(2)
    expect(
      await q.selectFrom('staff').select('id').where('disabled_at', 'is', null).execute(),
    ).toHaveLength(2)
    expect(
      await q.selectFrom('reward_pool').select('id').where('retired_at', 'is', null).execute(),
    ).toHaveLength(1)
  })

  it('keeps what people edited since, and takes it out only when told to', async () => {
    const at = await engine.open()
    await apply(at, FULL)
    await at.db.kysely
      .updateTable('staff')
      .set({ role: 'approver' })
      .where('id', '=', 'sam')
      .execute()
    const less = { ...FULL, staff: FULL.staff.slice(0, 1) }
    expect((await apply(at, less)).kept).toEqual([
      'staff sam: edited here since, so it was not taken out',
    ])
    expect((await apply(at, less, true)).changes).toContain(
      'staff sam: taken out; may no longer sign in or act',
    )
  })

  it('takes somebody out, or gives them another role, though they set their own quiet hours', async () => {
    const at = await engine.open()
    await apply(at, FULL)
    const own = { zone: 'Europe/Berlin', quiet: '19:00-08:00', digest: 'off' }
    await setOwnSettings(at, { staffId: 'sam', surface: 'slack' }, own)
    const [mara, sam] = FULL.staff
    const { changes } = await apply(at, { ...FULL, staff: [mara, { ...sam, role: 'viewer' }] })
    expect(changes).toEqual(['staff sam: changed'])
    const q = at.db.kysely.selectFrom('staff').selectAll().where('id', '=', 'sam')
    expect(await q.executeTakeFirstOrThrow()).toMatchObject({
      role: 'viewer',
      zone: 'Europe/Berlin',
      quiet: '19:00-08:00',
    })
    expect((await apply(at, { ...FULL, staff: [mara] })).changes).toEqual([
      'staff sam: taken out; may no longer sign in or act',
    ])
    expect((await q.executeTakeFirstOrThrow()).disabled_at).not.toBeNull()
    await apply(at, FULL, true)
    expect(await q.executeTakeFirstOrThrow()).toMatchObject({ zone: null, quiet: null })
  })

  it('sets a digest of one’s own from the next morning on; what somebody chose themselves stays', async () => {
    const at = await engine.open()
    await apply(at, FULL)
    const [mara, sam] = FULL.staff
    const asked = { ...FULL, staff: [mara, { ...sam, digest: 'weekly' }] }
    expect((await apply(at, asked)).changes).toEqual(['staff sam: changed'])
    const read = () =>
      at.db.kysely
        .selectFrom('staff')
        .select(['digest', 'digest_since'])
        .where('id', '=', 'sam')
        .executeTakeFirstOrThrow()
    expect(await read()).toEqual({ digest: 'weekly', digest_since: at.clock.now() })
    expect(checkConfig(await exportConfig(at.db), 'x').staff[1]?.digest).toBe('weekly')
    const own = { zone: '', quiet: '', digest: 'daily' }
    await setOwnSettings(at, { staffId: 'sam', surface: 'slack' }, own)
    await apply(at, { ...asked, staff: [{ ...mara, name: 'Mara M.' }, asked.staff[1]] })
    expect((await read()).digest).toBe('daily')
    await apply(at, FULL, true)
    expect((await read()).digest).toBeNull()
  })

  it('gives a Slack account to whom it belongs now, whoever had it', async () => {
    const at = await engine.open()
    const team = (...slack: [string, string][]) => ({
      ...FULL,
      staff: slack.map(([id, account]) => ({ id, name: id, slack: account })),
    })
    await apply(at, team(['mara', 'U1'], ['sam', 'U2']))
    await apply(at, team(['mara', 'U2'], ['sam', 'U1']))
    expect((await apply(at, team(['mara', 'U2'], ['samuel', 'U1']))).changes).toEqual([
      'staff samuel: added',
      'staff sam: taken out; may no longer sign in or act',
    ])
    const rows = at.db.kysely
      .selectFrom('staff')
      .select(['id', 'slack_user_id'])
      .where('disabled_at', 'is', null)
    expect(await rows.orderBy('id').execute()).toEqual([
      { id: 'mara', slack_user_id: 'U2' },
      { id: 'samuel', slack_user_id: 'U1' },
    ])
  })

  it('keeps how sure the owner wants to be, for whoever reads posts and for the file', async () => {
    const at = await engine.open()
    const unsureBelow = { relevance: 0.8, sentiment: 0.3 }
    await apply(at, { ...FULL, brands: [{ ...FULL.brands[0], unsureBelow }] })
    const { brands } = await loadWatchList(at.db, compileSources)
    expect(brands.get('juniper')).toMatchObject({ unsureBelow })
    expect(await exportConfig(at.db)).toMatchObject({ brands: [{ id: 'juniper', unsureBelow }] })

    // Set on the desk it wins over the file, until it is set back.
    const set = (limits: { relevance: number; sentiment: number }) =>
      setUnsureLimits(at, { staffId: 'mara', surface: 'desk' }, { brandId: 'juniper', limits })
    const file = (name: string) => ({ ...FULL, brands: [{ ...FULL.brands[0], name, unsureBelow }] })
    await set({ relevance: 0.6, sentiment: 0.55 })
    const heard = await loadWatchList(at.db, compileSources)
    expect(heard.brands.get('juniper')?.unsureBelow).toEqual({ sentiment: 0.55 })
    expect((await apply(at, file('Juniper & Co'))).kept).toEqual([
      "brand juniper: edited here since, so the file's version was not taken",
    ])
    await set(unsureBelow)
    expect((await apply(at, file('Juniper Café'))).changes).toEqual(['brand juniper: changed'])
    const audit = await at.db.kysely.selectFrom('audit').select(['action', 'subject']).execute()
    const change = { action: 'brand.unsure', subject: 'brand:juniper' }
    expect(audit).toEqual([change, change])
    await expect(set({ relevance: 0.6, sentiment: 60 })).rejects.toThrow('Nothing was changed')
  })
})
