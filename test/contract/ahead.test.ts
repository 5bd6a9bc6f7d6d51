import { expect, it } from 'vitest'
import { lookAhead } from '../../actions/look-ahead.ts'
import { markBuilt, markTold } from '../../actions/mark-built.ts'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { onBothEngines } from '../support/engines.ts'
import { DAY, openDesk, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

const ana = { staffId: 'ana', surface: 'desk' as const }

onBothEngines('looking ahead', (engine) => {
  it('names whoever wished for what is there now, once, and whoever answered for us', async () => {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    await seedStaff(db, 'ana')
    const say = async (id: string, by: string, text: string, parent?: string) => {
      const parents = parent === undefined ? {} : { replyTo: 'q', replyToText: parent }
      await desk.hear(post(id, `${text} juniper ${id}`, { by, createdAt: clock.now(), parents }))
      await clock.advance(DAY)
    }
    await say('1', 'nadia', 'awful that there is no Oat Milk at')
    await say('2', 'nadia', 'awful without oat milk, again, at')
    await say('3', 'omar', 'awful queue at')
    await say('4', 'omar', 'awful chairs at')
    await say('5', 'vera', 'I love the place, they open at nine,', 'When does juniper open?')
    await say('6', 'vera', 'I love it')
    const ctx = { db, clock }
    const input = { brandId: 'juniper', what: 'Oat milk in every shop', words: [' OAT milk', ''] }
    const { builtId } = await markBuilt(ctx, ana, input)
    const ahead = () => lookAhead(db.kysely, 'juniper', { now: clock.now(), limit: 10 })
    const first = await ahead()
    const tell = first.built[0]?.tell ?? []
    expect(tell).toHaveLength(1)
    expect(first.helpers.map(({ n }) => n)).toEqual([1])
    expect(first.due).toEqual([])
    await clock.advance(1000)
    await say('7', 'wim', 'awful that there was no oat milk at')
    await say('8', 'wim', 'awful again without oat milk at')
    // They wished for it when it was there already.
    expect((await ahead()).built[0]?.tell).toEqual(tell)
    const personId = tell[0]?.id ?? 0
    // A wish to be left in peace is theirs, whichever of their accounts it was said of.
    const vera = await db.kysely
      .selectFrom('person_author as pa')
      .innerJoin('author as a', 'a.id', 'pa.author_id')
      .select(['pa.person_id', 'a.id'])
      .where('a.handle', 'like', '%vera%')
      .executeTakeFirstOrThrow()
    const pair = { keepId: personId, mergeId: vera.person_id, evidence: 'told us' }
    const { mergeNumber } = await mergePeople(ctx, ana, pair)
    const wish = { author_id: vera.id, staff_id: 'ana', at: clock.now() }
    await db.kysely.insertInto('opt_out').values(wish).execute()
    expect((await ahead()).built[0]?.tell).toEqual([])
    await unmergePeople(ctx, ana, mergeNumber)
    expect((await ahead()).built[0]?.tell).toEqual(tell)
    await markTold(ctx, ana, { builtId, personId })
    await markTold(ctx, ana, { builtId, personId })
    expect((await ahead()).built[0]?.tell).toEqual([])
    const audit = await db.kysely.selectFrom('audit').select('action').orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual([
      'people.built',
      'person.merge',
      'person.unmerge',
      'people.told',
    ])
    await expect(markBuilt(ctx, ana, { ...input, words: [] })).rejects.toMatchObject({
      code: 'no_words',
    })
    await expect(markTold(ctx, ana, { builtId: 1, personId })).rejects.toMatchObject({
      code: 'no_person',
    })
  })
})
