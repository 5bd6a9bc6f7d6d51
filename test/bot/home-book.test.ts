import type { PluginTransformResultArgs } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import type { BotDeps } from '../../bot/deps.ts'
import { createHomeBook } from '../../bot/home-book.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

let db: Database
afterEach(() => db.close())

/** The Homes of a shop with one case nobody has; `meanwhile` runs once, while the next question is being answered. */
async function open() {
  const clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
  db = await openMemory({ clock })
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId)
  const asked: { meanwhile: (() => Promise<void>) | null } = { meanwhile: null }
  const kysely = db.kysely.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }: PluginTransformResultArgs) {
      const act = asked.meanwhile
      asked.meanwhile = null
      await act?.()
      return result
    },
  })
  const reader = { kysely, dialect: db.dialect }
  const drawn: { user: string; view: string }[] = []
  const deps = { ctx: { db, clock }, reader, log: silentLogger, isMember: async () => true }
  const homes = createHomeBook(deps as unknown as BotDeps, async (call) => {
    drawn.push({ user: call?.user_id, view: JSON.stringify(call?.view) })
    return { ok: true }
  })
  const claim = (staffId: string) => claimCase({ db, clock }, { staffId, surface: 'slack' }, caseId)
  return { homes, drawn, asked, claim }
}

it('draws the Home of somebody who opened it and took a case while it looked for news', async () => {
  const { homes, drawn, asked, claim } = await open()
  await homes.refresh()
  asked.meanwhile = async () => {
    await homes.show('U_mara')
    await claim('mara')
  }
  await homes.refresh()
  await homes.refresh()
  expect(drawn.at(-1)?.view).toContain('Yours (1)')
})

it('draws only the Home of whoever did something', async () => {
  const { homes, drawn, claim } = await open()
  await homes.show('U_mara')
  await homes.show('U_ana')
  await homes.refresh()
  await claim('ana')
  const before = drawn.length
  expect(await homes.refresh()).toBe(1)
  expect(drawn.slice(before).map(({ user }) => user)).toEqual(['U_ana'])
})
