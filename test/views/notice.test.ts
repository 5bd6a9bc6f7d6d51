import { expect, it } from 'vitest'
import { TROUBLE_KINDS } from '../../core/trouble.ts'
import { noticeMessage } from '../../views/notice.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { type TroubleView, troubleMessage } from '../../views/trouble.ts'
import { checkBlocks } from '../support/fake-slack/block-rules.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { checkView } from '../support/fake-slack/view-rules.ts'
import { HOSTILE_TEXTS } from '../support/generate-cases.ts'

const NOON = Date.UTC(2026, 10, 19, 12)
const HOUR = 3_600_000

function aTrouble(more: Partial<TroubleView> = {}): TroubleView {
  return {
    id: 1,
    version: 3,
    sourceId: 'town',
    network: 'mastodon',
    about: 'needs_person',
    detail: 'town: the token was withdrawn.',
    beganAt: NOON - 3 * HOUR,
    lookedAt: NOON - 3 * HOUR,
    endedAt: null,
    zone: 'UTC',
    missed: [],
    ...more,
  }
}

const wordsOf = (view: Partial<TroubleView>) => troubleMessage(aTrouble(view), NOON).text
const buttonsOf = (view: Partial<TroubleView>) =>
  JSON.stringify(troubleMessage(aTrouble(view), NOON).blocks.at(-1))

it('says of every trouble with a source what happened, since when and what to do', () => {
  for (const about of TROUBLE_KINDS) {
    const text = wordsOf({ about })
    expect(text).toContain('Mastodon (town), ')
    expect(text).toContain('09:00')
    expect(text).toContain('the token was withdrawn.')
    expect(text).toContain('What to do: ')
    expect(buttonsOf({ about }).includes('source.check')).toBe(about !== 'gap')
    expect(buttonsOf({ about })).toContain('source.list')
  }
  expect(wordsOf({ lookedAt: NOON - HOUR })).toContain('Looked again at 11:00: it is still so.')
})

it('is two lines once the source is well again, and says what was lost', () => {
  const back = { endedAt: NOON - HOUR }
  expect(wordsOf(back)).toBe(
    'Mastodon (town) listens again since 11:00. It was away for 2 h; what was written meanwhile has been fetched, so nothing was lost.',
  )
  expect(buttonsOf(back)).not.toContain('source.check')
  const from = NOON - 3 * HOUR
  const missed = [{ from, to: from + HOUR, isFilled: false }]
  expect(wordsOf({ ...back, missed })).toContain('for 2 h. Not seen: 09:00 to 10:00.')
  const filled = missed.map((one) => ({ ...one, isFilled: true }))
  expect(wordsOf({ ...back, missed: filled })).toContain('nothing was lost')
})

it('says of a gap that it was filled, where that was so of all of it', () => {
  const gap = { about: 'gap', detail: 'The window is 36 hours.', endedAt: NOON } as const
  const [one, other] = [3, 1].map((hours) => ({
    from: NOON - hours * HOUR,
    to: NOON - (hours - 1) * HOUR,
  }))
  if (one === undefined || other === undefined) throw new Error('no stretch')
  const half = [
    { ...one, isFilled: true },
    { ...other, isFilled: false },
  ]
  expect(wordsOf({ ...gap, missed: half })).toContain('Not seen: 11:00 to 12:00.')
  expect(wordsOf({ ...gap, missed: half.map((gone) => ({ ...gone, isFilled: true })) })).toBe(
    'Mastodon (town) has fetched what it could not before. 09:00 to 10:00; 11:00 to 12:00: nothing of it was lost.',
  )
})

it('stays inside the limits of Slack whatever a network says', () => {
  for (const text of HOSTILE_TEXTS) {
    const missed = Array.from({ length: 9 }, (_, i) => ({
      from: NOON + i,
      to: NOON + HOUR * i,
      isFilled: false,
    }))
    const gaps = missed.map(({ from, to }) => ({ from_at: from, to_at: to, why: text }))
    const said = [
      noticeMessage({ text }, 1),
      ...TROUBLE_KINDS.flatMap((about) =>
        [null, NOON].map((endedAt) =>
          troubleMessage(
            aTrouble({ about, detail: text, sourceId: text.slice(0, 60), endedAt, missed }),
            NOON,
          ),
        ),
      ),
    ]
    for (const { text: spoken, blocks } of said) {
      expect(checkBlocks(blocks as unknown as JsonObject[], 'message')).toEqual([])
      expect(spoken).not.toMatch(/[<>\u202E]/)
    }
    const source = { id: text, network: text, state: text, detail: text, last_event_at: 1, gaps }
    const dialog = sourcesDialog(
      Array.from({ length: 120 }, () => source),
      NOON,
      'UTC',
    )
    expect(checkView(JSON.parse(JSON.stringify(dialog)) as JsonObject, 'modal')).toEqual([])
  }
})
