import { expect, it } from 'vitest'
import type { LabelChange } from '../../db/batch-writer/changes.ts'
import { createDraft, type World } from '../../pipeline/draft.ts'
import { triage } from '../../pipeline/steps/triage.ts'
import { NOON, post } from '../support/listening-desk.ts'

function triaged(urgencyConfidence: number, labels: LabelChange['labels'] = []): LabelChange {
  const label: LabelChange = {
    brandId: 'juniper',
    queryIds: ['q1'],
    relevance: 'relevant',
    relevanceConfidence: 0.9,
    sentiment: 'negative',
    sentimentConfidence: 0.9,
    urgency: 'emergency',
    urgencyConfidence,
    intents: {},
    labels,
    aspects: [],
    sarcasm: 0,
    reasons: [],
    model: 'test',
    wish: null,
    hash: null,
  }
  const draft = createDraft(post('1', 'My flight is gone and I am stuck here.').mention, 'nadia')
  draft.labels.push(label)
  const watchList = { brands: new Map() }
  triage.run(draft, { now: NOON, history: null, watchList } as unknown as World)
  return label
}

it('wakes people only for what is likelier an emergency than not; the rest still waits for somebody', () => {
  expect(triaged(0.8)).toMatchObject({ wish: 'emergency', urgency: 'emergency' })
  expect(triaged(0.5)).toMatchObject({ wish: 'emergency' })
  expect(triaged(0.49)).toMatchObject({ wish: 'complaint', urgency: 'soon' })
  expect(triaged(0.3, ['question'])).toMatchObject({ wish: 'complaint', urgency: 'soon' })
})
