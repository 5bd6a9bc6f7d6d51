import { expect, it } from 'vitest'
import {
  createLoginLink,
  createSession,
  endSession,
  LINK_MS,
  readSession,
  useLoginLink,
} from '../../db/sessions.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

onBothEngines('signing in', ({ open }) => {
  it('a link works once, even when opened ten times in the same moment', async () => {
    const { db } = await open()
    await seedShop(db)
    await createLoginLink(db.kysely, { token: 'link', staffId: 'olga', now: TODAY })
    const used = await Promise.all(
      Array.from({ length: 10 }, () => useLoginLink(db.kysely, 'link', TODAY + 1)),
    )
    expect(used.filter((staffId) => staffId === 'olga')).toHaveLength(1)
    expect(await useLoginLink(db.kysely, 'link', TODAY + 2)).toBeNull()
  })

  it('a link dies after 15 minutes, and a made-up one never lived', async () => {
    const { db } = await open()
    await seedShop(db)
    await createLoginLink(db.kysely, { token: 'link', staffId: 'olga', now: TODAY })
    expect(await useLoginLink(db.kysely, 'other', TODAY)).toBeNull()
    expect(await useLoginLink(db.kysely, 'link', TODAY + LINK_MS)).toBeNull()
  })

  it('keeps no token that would open a door if the file were stolen', async () => {
    const { db } = await open()
    await seedShop(db)
    await createLoginLink(db.kysely, { token: 'secret-link', staffId: 'olga', now: TODAY })
    await createSession(db.kysely, {
      token: 'secret-door',
      csrf: 'c',
      staffId: 'olga',
      now: TODAY,
    })
    const stored = JSON.stringify([
      await db.kysely.selectFrom('login_link').selectAll().execute(),
      await db.kysely.selectFrom('session').selectAll().execute(),
    ])
    expect(stored).not.toContain('secret')
  })

  it('a session ends after 12 idle hours, after 7 days at the latest, and on signing out', async () => {
    const { db } = await open()
    await seedShop(db)
    const door = { token: 't', csrf: 'c', staffId: 'olga', now: TODAY }
    await createSession(db.kysely, door)
    expect(await readSession(db.kysely, 't', TODAY + 11 * HOUR)).toMatchObject({
      staffId: 'olga',
      csrf: 'c',
    })
    expect(await readSession(db.kysely, 't', TODAY + 22 * HOUR)).not.toBeNull()
    expect(await readSession(db.kysely, 't', TODAY + 34 * HOUR)).toBeNull()

    await createSession(db.kysely, { ...door, token: 'busy' })
    for (let at = TODAY; at < TODAY + 7 * DAY; at += 11 * HOUR)
      expect(await readSession(db.kysely, 'busy', at)).not.toBeNull()
    expect(await readSession(db.kysely, 'busy', TODAY + 7 * DAY)).toBeNull()

    await createSession(db.kysely, { ...door, token: 'out' })
    await endSession(db.kysely, 'out')
    expect(await readSession(db.kysely, 'out', TODAY)).toBeNull()
  })

  it('who leaves the team is out at once', async () => {
    const { db } = await open()
    await seedShop(db)
    await createSession(db.kysely, { token: 't', csrf: 'c', staffId: 'sam', now: TODAY })
    await db.kysely
      .updateTable('staff')
      .set({ disabled_at: TODAY })
      .where('id', '=', 'sam')
      .execute()
    expect(await readSession(db.kysely, 't', TODAY + 1)).toBeNull()
  })
})
