import { expect, it } from 'vitest'
import type { Item } from '../../connectors/connector.ts'
import type { ConsentAct } from '../../core/consent.ts'
import { eraseDue } from '../../db/erasures.ts'
import { exportPerson } from '../../db/export-person.ts'
import { onBothEngines } from '../support/engines.ts'
import { batchOf, OPEN_POLICY, openDesk, post } from '../support/listening-desk.ts'

const COMMUNITY = { ...OPEN_POLICY, mayLinkIdentity: false, needsOptIn: true }

onBothEngines('a member of a community', (engine) => {
  async function openCommunity() {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    const hear = async (...items: Item[]) =>
      desk.ingest(batchOf(items), { connectionId: 'community', policy: COMMUNITY })
    const says = (act: ConsentAct, at = clock.now()): Item => ({
      type: 'consent',
      consent: { network: 'discord', author: { id: '7', handle: 'mara', name: 'Mara' }, act, at },
    })
    const told = (id: string, text: string): Item => {
      const { mention } = post(id, text, { by: '7', createdAt: clock.now() })
      return { type: 'upsert', mention: { ...mention, key: `discord:5:${id}`, network: 'discord' } }
    }
    const author = () => db.kysely.selectFrom('author').selectAll().executeTakeFirst()
    const people = async () => (await db.kysely.selectFrom('person').select('id').execute()).length
    return { db, clock, hear, says, told, author, people }
  }

  it('is rated only after they joined, and no more when they left', async () => {
    const { db, clock, hear, says, told, author, people } = await openCommunity()
    const praise = async (from: number) => {
      for (let i = from; i < from + 4; i++) await hear(told(String(i), `I love juniper ${i}`))
    }
    await praise(0)
    expect(await people()).toBe(0)
    await hear(says('join'))
    expect((await author())?.opted_in).toBe(1)
    await praise(10)
    expect(await people()).toBe(1)
    await clock.advance(60_000)
    await hear(says('leave'))
    expect((await author())?.opted_in).toBe(0)
    expect(await people()).toBe(0)
    expect(await db.kysely.selectFrom('person_author').selectAll().execute()).toEqual([])
    expect(await db.kysely.selectFrom('person_standing').selectAll().execute()).toEqual([])
    await praise(20)
    expect(await people()).toBe(0)
    const kept = await db.kysely.selectFrom('consent').selectAll().executeTakeFirst()
    expect(kept).toMatchObject({ state: 'left', how: '/advocate on discord', at: clock.now() })
  })

  it('who joins before they ever spoke is known by that word alone; the last word holds in every order', async () => {
    const { clock, hear, says, author } = await openCommunity()
    const [joins, leaves, again] = [says('join', 1), says('leave', 2), says('join', 3)]
    await hear(leaves)
    expect(await author()).toBeUndefined()
    await hear(again, joins, leaves)
    expect(await author()).toMatchObject({ key: 'discord:7', handle: 'mara', opted_in: 1 })
    for (const late of [joins, leaves, again]) await hear(late)
    expect((await author())?.opted_in).toBe(1)
    await hear(says('leave', clock.now()))
    await hear(again)
    expect((await author())?.opted_in).toBe(0)
  })

  it('who asks to be forgotten is erased, once, and cannot be brought back by a late word or post', async () => {
    const { db, clock, hear, says, told, author } = await openCommunity()
    await hear(says('join'), told('1', 'I love juniper amaranth'))
    const exported = JSON.stringify(
      await exportPerson(db.kysely, { personId: null, authorId: (await author())!.id }),
    )
    expect(exported).toContain('/advocate on discord')
    await hear(says('forget'), says('join', clock.now() + 1))
    await hear(says('forget'))
    expect(await eraseDue({ db, clock, scrubInbox: () => {} })).toBe(1)
    await hear(told('1', 'I love juniper amaranth'), told('2', 'juniper again amaranth'))
    await hear(says('join', clock.now() + 2), says('forget', clock.now() + 3))
    expect(await eraseDue({ db, clock, scrubInbox: () => {} })).toBe(0)
    for (const table of ['author', 'mention', 'consent', 'dead_letter', 'person'] as const)
      expect(JSON.stringify(await db.kysely.selectFrom(table).selectAll().execute())).not.toMatch(
        /amaranth|mara|Mara/,
      )
    expect(await db.kysely.selectFrom('consent').selectAll().execute()).toEqual([])
  })

  it('who asks to be forgotten before we ever heard them is never taken in, and nothing but that is kept', async () => {
    const { db, hear, says, told, author } = await openCommunity()
    await hear(says('forget'))
    for (const mark of await db.kysely.selectFrom('erased').select('mark').execute())
      expect(mark.mark).not.toMatch(/mara|discord/i)
    await hear(told('1', 'I love juniper amaranth'))
    await hear(says('join'), told('2', 'juniper again amaranth'))
    await hear(says('forget'))
    expect(await author()).toBeUndefined()
    expect(await db.kysely.selectFrom('mention').selectAll().execute()).toEqual([])
    expect(await db.kysely.selectFrom('erasure').selectAll().execute()).toEqual([])
  })

  it('who leaves before we ever heard them is rated no more than before, and leaves nothing here', async () => {
    const { db, hear, says, told, author, people } = await openCommunity()
    await hear(says('leave'))
    expect(await author()).toBeUndefined()
    for (let i = 0; i < 4; i++) await hear(told(String(i), `I love juniper ${i}`))
    expect((await author())?.opted_in).toBe(0)
    expect(await people()).toBe(0)
    expect(await db.kysely.selectFrom('consent').selectAll().execute()).toEqual([])
  })
})
