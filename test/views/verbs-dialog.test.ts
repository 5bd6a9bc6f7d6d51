import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CASE_KINDS, CASE_STATUSES } from '../../core/case.ts'
import { mayDo, ROLES } from '../../core/staff.ts'
import { caseCard } from '../../views/case-card.ts'
import { type VerbChoices, verbForms } from '../../views/verb-forms.ts'
import { verbsDialog } from '../../views/verbs-dialog.ts'
import { verbsSection } from '../../views/verbs-section.ts'
import { aCaseView, NOW } from '../support/case-view.ts'

const SAM = { id: 'sam', name: 'Sam', slackUserId: 'U1' }

function choices(more: Partial<VerbChoices> = {}): VerbChoices {
  return {
    me: 'sam',
    role: 'owner',
    team: [{ id: 'ana', name: 'Ana' }],
    workers: [{ id: 'ana', name: 'Ana' }],
    cases: [{ id: 7, kind: 'praise', who: 'Nadia', text: 'So kind.' }],
    muted: ['giveaway'],
    gives: [{ value: 'complaint/coffee', label: 'A coffee, up to 4.50' }],
    hasQuestion: true,
    ...more,
  }
}

const verbs = (view: Parameters<typeof aCaseView>[0], more: Partial<VerbChoices> = {}) =>
  verbForms(aCaseView(view), choices(more)).map(({ verb }) => verb)

describe('what a person can do with a case', () => {
  it.each(ROLES)('is what the role %s may, and nothing else', (role) => {
    const all = verbs({}, { role: 'owner' })
    expect(verbs({}, { role })).toEqual(
      all.filter((verb) => mayDo(role, verb === 'case.ask' ? 'case.reply' : verb)),
    )
  })

  it('is nothing for a stranger', () => {
    expect(verbs({}, { role: null })).toEqual([])
  })

  it('fits the state of the case', () => {
    expect(verbs({})).toContain('case.claim')
    expect(verbs({})).not.toContain('case.hand_over')
    expect(verbs({ owner: SAM, claimedAt: NOW })).toContain('case.hand_over')
    expect(verbs({ snoozedUntil: NOW + 1 })).toContain('case.wake')
    expect(verbs({ snoozedUntil: NOW + 1 })).not.toContain('case.snooze')
    const closed = verbs({ status: 'resolved' })
    expect(closed).toContain('case.reopen')
    expect(closed).toContain('case.follow_up')
    for (const verb of ['case.claim', 'case.reply', 'case.merge', 'case.escalate'])
      expect(closed).not.toContain(verb)
    expect(verbs({ status: 'resolved', mergedInto: 7 })).not.toContain('case.reopen')
    expect(verbs({ status: 'resolved', resolution: 'ignored' })).toContain('case.heed_author')
  })

  it('offers nothing that has nothing to choose from', () => {
    const alone = verbs({}, { team: [], workers: [], cases: [], muted: [], gives: [] })
    for (const verb of ['case.assign', 'case.kudos', 'case.merge', 'case.unmute_word'])
      expect(alone).not.toContain(verb)
  })

  it('asks for what the chosen verb needs, and has a button only then', () => {
    const view = aCaseView()
    const forms = verbForms(view, choices())
    const snooze = forms.find(({ verb }) => verb === 'case.snooze') ?? null
    expect(verbsDialog(view, forms, null).submit).toBeUndefined()
    const dialog = verbsDialog(view, forms, snooze)
    expect(dialog.submit?.text).toBe('Snooze')
    expect(dialog.blocks.flatMap((b) => (b.type === 'input' ? b.block_id : []))).toEqual([
      'when',
      'date',
    ])
  })

  it('stands on the desk as buttons and forms that send the same fields', () => {
    const view = aCaseView()
    const page = verbsSection(
      view,
      caseCard(view, NOW),
      verbForms(view, choices()),
      'token',
    ).toString()
    expect(page).toContain('action="/cases/4812/verb/case.snooze"')
    expect(page).toContain('name="when"')
    expect(page).toContain('href="/cases/4812/thank"')
    expect(page).toContain('action="/cases/4812/verb/case.ignore_author"')
    expect(page).not.toContain('case.claim')
  })

  it('stays inside the limits of Slack whatever people are called', () => {
    const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('<!channel>'))
    const list = fc.array(fc.record({ id: fc.uuid(), name: words }), { maxLength: 130 })
    fc.assert(
      fc.property(
        words,
        list,
        fc.constantFrom(...CASE_KINDS),
        fc.constantFrom(...CASE_STATUSES),
        (name, team, kind, status) => {
          const author = { ...aCaseView().author, name, handle: name }
          const view = aCaseView({ author, kind, status })
          const forms = verbForms(view, choices({ team, workers: team, muted: [name] }))
          for (const form of [null, ...forms]) {
            const dialog = verbsDialog(view, forms, form, name)
            expect(dialog.blocks.length).toBeLessThanOrEqual(100)
            expect(dialog.private_metadata.length).toBeLessThanOrEqual(3000)
            expect(dialog.submit?.text.length ?? 1).toBeLessThanOrEqual(24)
            for (const option of optionsOf(dialog)) {
              expect(option.text.text.length).toBeGreaterThan(0)
              expect(option.text.text.length).toBeLessThanOrEqual(75)
              expect(option.value.length).toBeGreaterThan(0)
              expect(option.value.length).toBeLessThanOrEqual(75)
            }
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

type Option = { text: { text: string }; value: string }

/** Every choice in a dialog; a list without any, or with more than a hundred, is one too many. */
function optionsOf({ blocks }: ReturnType<typeof verbsDialog>): Option[] {
  const lists = blocks.flatMap((block): Option[][] => {
    if (block.type === 'actions')
      return block.elements.flatMap((one) => (one.type === 'static_select' ? [one.options] : []))
    if (block.type !== 'input' || block.element.type !== 'static_select') return []
    return [block.element.options]
  })
  for (const list of lists) {
    expect(list.length).toBeGreaterThan(0)
    expect(list.length).toBeLessThanOrEqual(100)
  }
  return lists.flat()
}
