import { expect, it } from 'vitest'
import { performVerb } from '../../actions/perform-verb.ts'
import { LOCK_MS, leaveReply } from '../../actions/reply-lock.ts'
import { stateIncident } from '../../actions/state-incident.ts'
import { readDraft } from '../../db/drafts.ts'
import { readStatement } from '../../db/statements.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { DAY } from '../support/listening-desk.ts'
import { aCase, anIncident } from '../support/trial-ground.ts'
import { as, openShop } from './reply-shop.ts'

onBothEngines('replies', (engine) => {
  // Postgres pays a journey for every question; what it has to prove is that two of its sessions exclude each other.
  const races = 200
  it(`${races} races of two replies: one leaves, the second is blocked, and no typed word is lost`, async () => {
    const shop = await openShop(engine)
    const cases = await Promise.all(Array.from({ length: races }, () => aCase(shop.db)))
    const race = (caseId: number, i: number) =>
      Promise.all(['ana', 'sam'].map((who) => shop.press(who, caseId, `${who} says ${i}.`)))
    const outcomes: string[][] = []
    // Many cases at once on Postgres, as many people press there; SQLite takes one press after the other anyway.
    for (let i = 0; i < cases.length; i += 20)
      outcomes.push(...(await Promise.all(cases.slice(i, i + 20).map((id, n) => race(id, i + n)))))
    for (const pair of outcomes) expect(pair.toSorted()).toEqual(['answered', 'sent'])
    const replies = await shop.replies()
    expect(replies).toHaveLength(races)
    expect(new Set(replies.map((row) => row.case_id)).size).toBe(races)
    for (const [i, [ana]] of outcomes.entries()) {
      const [caseId, loser] = [cases[i] ?? 0, ana === 'sent' ? 'sam' : 'ana']
      expect(await readDraft(shop.db.kysely, caseId, loser)).toBe(`${loser} says ${i}.`)
    }
    const boxes = await shop.db.kysely
      .selectFrom('outbox')
      .select('key')
      .where('kind', '=', 'network.reply')
      .execute()
    expect(boxes).toHaveLength(races)
  })

  it('say who is writing, and let a second one in only who knows of it', async () => {
    const shop = await openShop(engine)
    const id = await shop.aCase()
    const ana = await shop.open('ana', id)
    expect(ana.writer).toBeNull()
    expect((await shop.factsOf(id)).replying).toMatchObject({ by: { name: 'Ana' } })
    const sam = await shop.open('sam', id)
    expect(sam.writer).toMatchObject({ name: 'Ana', since: TODAY, until: TODAY + LOCK_MS })
    expect(await shop.send('sam', id, sam, 'Sorry.')).toBe('writing')
    expect(await shop.send('sam', id, sam, 'Sorry.', { anyway: true })).toBe('sent')
    expect(await shop.send('ana', id, ana, 'I am sorry.')).toBe('answered')
  })

  it('the hold ends when the dialog is closed, when it is sent, and by itself', async () => {
    const shop = await openShop(engine)
    const [closed, left] = [await shop.aCase(), await shop.aCase()]
    await shop.open('ana', closed)
    await leaveReply(shop.ctx, as('sam'), closed)
    expect((await shop.open('sam', closed)).writer).not.toBeNull()
    await leaveReply(shop.ctx, as('ana'), closed)
    expect((await shop.open('sam', closed)).writer).toBeNull()
    await shop.open('ana', left)
    await shop.clock.advance(LOCK_MS + 1)
    expect((await shop.open('sam', left)).writer).toBeNull()
    expect(await shop.send('sam', left, await shop.open('sam', left), 'Sorry.')).toBe('sent')
    expect(await shop.db.kysely.selectFrom('reply_lock').select('case_id').execute()).toEqual([
      { case_id: closed },
    ])
    const kinds = await shop.db.kysely.selectFrom('outbox').select('kind').distinct().execute()
    expect(kinds.map(({ kind }) => kind)).toContain('card.update')
  })

  it('a viewer opens no reply, and a closed case is held by nobody', async () => {
    const shop = await openShop(engine)
    await expect(shop.open('vic', await shop.aCase())).rejects.toThrow('needs the role agent')
    await shop.open('ana', await shop.aCase({ status: 'resolved' }))
    expect(await shop.db.kysely.selectFrom('reply_lock').selectAll().execute()).toEqual([])
  })

  it('show what has to be seen once, and leave with the next press', async () => {
    const shop = await openShop(engine)
    const [first, second, third] = [await shop.aCase(), await shop.aCase(), await shop.aCase()]
    const words = 'We promise to mend it.'
    const sheet = await shop.open('ana', first)
    expect(await shop.send('ana', first, sheet, words)).toBe('promise')
    expect(await shop.send('ana', first, sheet, words, { shown: ['promise'] })).toBe('sent')
    const again = await shop.open('ana', second)
    expect(await shop.send('ana', second, again, words, { shown: ['promise'] })).toBe(
      'promise same-person',
    )
    // What happens while somebody writes is news, whatever they were shown before.
    const shown = ['promise', 'same-person']
    const late = await shop.open('ana', third)
    const note = { verb: 'case.note' as const, caseId: third, values: { text: 'Wait.' } }
    await performVerb(shop.ctx, as('sam'), note)
    expect(await shop.send('ana', third, late, words, { shown })).toMatch(/^since:\d+$|since:/)
    expect(await shop.replies()).toHaveLength(1)
  })

  it('never leave with a link that only we can open, or as a price for taking words back', async () => {
    const shop = await openShop(engine)
    const id = await shop.aCase()
    const sheet = await shop.open('ana', id)
    for (const [text, code] of [
      ['See http://localhost:4747/cases/1', 'link'],
      ['A voucher for you if you delete your review.', 'take-back'],
      ['Dear {name}', 'holes'],
      ['x'.repeat(301), 'length'],
      [' ', 'empty'],
    ] as const)
      expect(await shop.send('ana', id, sheet, text), text).toBe(code)
    expect(await shop.replies()).toEqual([])
  })

  it('remember how somebody is spoken to, set the follow-up and end the case once they are sent', async () => {
    const shop = await openShop(engine)
    const id = await shop.aCase()
    const first = await shop.open('ana', id)
    expect(first.text).toMatch(/^Hi Nadia, I am sorry/)
    const formal = await shop.open('ana', id, {
      address: 'formal',
      typed: first.text,
      choice: first.chosen,
    })
    expect(formal.text).toMatch(/^Dear Nadia Brandt, I am sorry/)
    const own = await shop.open('ana', id, { address: 'formal', typed: 'My own words.' })
    expect(own.text).toBe('My own words.')
    const asked = await shop.open('ana', id, {
      choice: 'ask',
      isPicked: true,
      typed: 'My own words.',
    })
    expect(asked.text).toMatch(/^My own words\.\n\nHi Nadia, .*when and where/s)
    const followUpAt = TODAY + 2 * DAY
    const more = {
      address: 'formal' as const,
      followUpAt,
      resolveAfter: true,
      playbookId: 'complaint',
    }
    expect(await shop.send('ana', id, formal, 'I am sorry, Nadia Brandt.', more)).toBe('sent')
    expect(await shop.row(id)).toMatchObject({ follow_up_at: followUpAt, status: 'claimed' })
    expect(await shop.replies()).toMatchObject([
      { resolve_after: 1, playbook_id: 'complaint', approval: null },
    ])
    expect((await shop.open('sam', await shop.aCase())).text).toMatch(/^Dear Nadia Brandt/)
  })

  it('one statement about an incident is the draft of each of its cases, and is pressed case by case', async () => {
    const shop = await openShop(engine)
    const incidentId = await anIncident(shop.db, ['waited'])
    const state = async (text: string, who = 'mara', at?: number) => {
      const seen = at ?? (await readStatement(shop.db.kysely, incidentId))?.at ?? 0
      await stateIncident(shop.ctx, as(who), { incidentId, text, seen })
    }
    await expect(state('See http://localhost:1/')).rejects.toThrow('only the team can open it')
    await expect(state('We are on it.', 'ana')).rejects.toThrow('needs the role approver')
    await state('{greeting} our machine broke. We mend it today.')
    await expect(state('It was the power.', 'olga', 0)).rejects.toThrow('wrote it anew')
    const cases = [await aCase(shop.db), await aCase(shop.db), await aCase(shop.db)]
    for (const id of cases) {
      const sheet = await shop.open('ana', id)
      expect(sheet.chosen).toBe(`incident:${incidentId}`)
      expect(sheet.text).toMatch(/our machine broke\. We mend it today\.$/)
      // The same words go out on purpose: nobody is asked about them the third time.
      const more = { isStatement: true }
      expect(await shop.send('ana', id, sheet, sheet.text, more)).toBe('sent')
    }
    expect(await shop.replies()).toHaveLength(3)
    // What it is not about, what came before, and kind words begin with their playbook.
    await shop.db.kysely.updateTable('mention').set({ text: 'Cold coffee.' }).execute()
    for (const row of [{}, { opened_at: TODAY - DAY }, { kind: 'praise' as const }]) {
      const id = await aCase(shop.db, row)
      await shop.db.kysely
        .updateTable('mention')
        .set({ text: row.opened_at === undefined && row.kind === undefined ? 'Cold.' : 'Waited.' })
        .where('id', '=', (await shop.factsOf(id)).mentionId)
        .execute()
      expect((await shop.open('ana', id)).chosen).not.toContain('incident')
    }
    await state('')
    expect((await shop.open('sam', cases[0] ?? 0)).drafts.map(({ value }) => value)).not.toContain(
      `incident:${incidentId}`,
    )
  })
})
