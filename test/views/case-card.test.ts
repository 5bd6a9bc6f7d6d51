import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CASE_KINDS, CASE_STATUSES } from '../../core/case.ts'
import { caseCard } from '../../views/case-card.ts'
import { slackCard } from '../../views/slack-card.ts'
import { aCaseView, NOW } from '../support/case-view.ts'

describe('the card of a case', () => {
  it('says who, where, why, what came before and when an answer is due', () => {
    const card = caseCard(aCaseView(), NOW)
    const words = JSON.stringify(card)
    expect(card.text).toContain('Complaint from Nadia Brandt (@nadia)')
    expect(words).toContain('answer due 14:20')
    expect(words).toContain('Why you see this: ')
    expect(words).toContain('7 contacts, last on 2 November')
  })

  it('says what spoke for it beside its words', () => {
    const surroundings = ['wrote about you 4 times before']
    const words = JSON.stringify(caseCard(aCaseView({ surroundings }), NOW))
    expect(words).toContain('cow’s milk; wrote about you 4 times before')
  })

  it('names the rule that made it an emergency', () => {
    const rules = ['press-or-lawyer', 'leak', 'allergy']
    const card = (kind: 'emergency' | 'complaint') =>
      JSON.stringify(caseCard(aCaseView({ kind, rules }), NOW).lines)
    expect(card('emergency')).toContain('cow’s milk; emergency by rule: press or lawyer, leak')
    expect(card('complaint')).not.toContain('by rule')
  })

  it('says in words how its promise stands', () => {
    const due = (more: object, now = NOW) => JSON.stringify(caseCard(aCaseView(more), now).place)
    expect(due({})).toContain('answer due 14:20')
    expect(due({ warnAt: NOW })).toContain('answer due soon, 14:20')
    expect(due({ dueAt: NOW - 60_000 })).toContain('late since 13:29')
    expect(due({ status: 'replied', answeredAt: NOW })).toContain('answered in time')
    expect(due({ status: 'replied', answeredAt: NOW, dueAt: NOW - 1 })).toContain('answered late')
  })

  it('names whom the settings would ask first, while nobody has it', () => {
    const lines = (more: object) => JSON.stringify(caseCard(aCaseView(more), NOW).lines)
    expect(lines({ suggested: SAM })).toContain('Suggested')
    expect(lines({ suggested: SAM, owner: SAM, claimedAt: NOW })).not.toContain('Suggested')
  })

  it('leads with Claim while nobody has it and with the answer once somebody does', () => {
    expect(caseCard(aCaseView(), NOW).buttons[0]).toMatchObject({
      action: 'case.claim',
      primary: true,
    })
    const claimed = aCaseView({ status: 'claimed', owner: SAM, claimedAt: NOW })
    expect(caseCard(claimed, NOW).buttons[0]).toMatchObject({ action: 'case.reply', primary: true })
  })

  it('leads with Thank for kind words', () => {
    expect(caseCard(aCaseView({ kind: 'praise' }), NOW).buttons[0]?.action).toBe('case.thank')
  })

  it('offers no answer where the network allows none, and says why', () => {
    const card = caseCard(
      aCaseView({
        reply: { may: false, why: 'X lets us answer only when tagged.', openUrl: null },
      }),
      NOW,
    )
    const actions = [...card.buttons, ...card.menu].map((b) => b.action)
    expect(actions).not.toContain('case.reply')
    expect(actions).not.toContain('case.thank')
    expect(JSON.stringify(card.lines)).toContain('only when tagged')
  })

  it('shows nothing of a post its author removed', () => {
    const card = caseCard(aCaseView({ removed: true, text: 'gone forever' }), NOW)
    expect(JSON.stringify(card.place)).toContain('nothing is left to answer')
    expect(card.buttons.map(({ action }) => action)).toEqual(['case.resolve', 'case.claim'])
    const answered = caseCard(aCaseView({ removed: true, answeredAt: NOW }), NOW)
    expect(JSON.stringify(answered.place)).toContain('answered in time')
    expect(JSON.stringify(card)).not.toContain('gone forever')
  })

  it('shrinks to two lines and one button when resolved', () => {
    const card = caseCard(
      aCaseView({ status: 'resolved', owner: SAM, answeredAt: NOW, resolvedAt: NOW }),
      NOW,
    )
    expect(card.lines).toEqual([])
    expect(card.quote).toBeNull()
    expect(card.buttons.map((b) => b.action)).toEqual(['case.reopen'])
    expect(card.place).toEqual([{ text: expect.stringContaining('Promise kept.') }])
  })

  it('stays inside the limits of Slack whatever people write', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.constant('<!channel> <@U1>'),
    )
    fc.assert(
      fc.property(
        text,
        fc.option(text),
        fc.constantFrom(...CASE_KINDS),
        fc.constantFrom(...CASE_STATUSES),
        fc.boolean(),
        (post, name, kind, status, removed) => {
          const author = { ...aCaseView().author, name, handle: post, advocate: true }
          const view = aCaseView({ text: post, parentText: name, author, kind, status, removed })
          const message = slackCard(caseCard(view, NOW))
          expect(message.blocks.length).toBeLessThanOrEqual(8)
          expect(JSON.stringify(message.blocks).length).toBeLessThan(10_000)
          expect(message.text).not.toMatch(/<[!@#h]/)
          expect(message.text.length).toBeGreaterThan(0)
          for (const block of message.blocks) expect(['rich_text', 'actions']).toContain(block.type)
        },
      ),
      { numRuns: 300 },
    )
  })
})

const SAM = { id: 's1', name: 'Sam', slackUserId: 'U1' }

describe('what people say of our reading', () => {
  it('is one press away in Slack, behind the dots, which hold five at most', () => {
    for (const kind of ['complaint', 'praise', 'question', 'emergency'] as const) {
      const { menu } = caseCard(aCaseView({ kind }), NOW)
      expect(menu.map(({ action }) => action)).toEqual(
        expect.arrayContaining(['case.not_us', 'case.label']),
      )
      expect(menu.length).toBeLessThanOrEqual(5)
    }
  })

  it('stands on the card instead of what the machine had said', () => {
    const view = aCaseView({ sentiment: 'positive', labels: ['praise'], judgedBy: SAM })
    const text = JSON.stringify(caseCard(view, NOW).lines)
    expect(text).toContain('Checked by ')
    expect(text).toContain(': happy, praise')
    expect(text).not.toContain('sure 0.')
  })

  it('closes a case with its reason and can be taken back there', () => {
    const card = caseCard(
      aCaseView({ status: 'resolved', resolution: 'not_us', resolvedAt: NOW, owner: SAM }),
      NOW,
    )
    expect(JSON.stringify(card.headline)).toContain('Not about us')
    expect(card.buttons.map(({ action }) => action)).toEqual(['case.unlabel'])
  })
})
