import { type AskInput, askFeedback } from '../../actions/ask-feedback.ts'
import type { ReadWords } from '../../actions/read-answer.ts'
import { takeAnswer } from '../../actions/take-answer.ts'
import type { Intent } from '../../core/judgement.ts'
import type { SegmentRule } from '../../core/segment.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import type { Engine } from '../support/engines.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

export const OLGA = { staffId: 'olga', surface: 'cli' } as const

/** Reads words as plainly as the trained heads would. */
const plainReading: ReadWords = (_, text) => {
  const has = (word: string) => text.includes(word)
  const labels: Intent[] = [
    ...(has('rude') ? (['complaint'] as const) : []),
    ...(has('never again') ? (['churn_threat'] as const) : []),
    ...(has('?') ? (['question'] as const) : []),
    ...(has('oat') ? (['suggestion'] as const) : []),
  ]
  const sure = { confidence: 0.9 }
  const mood = has('rude') ? 'negative' : 'neutral'
  return {
    lang: 'en',
    relevance: { label: 'relevant', ...sure },
    sentiment: { label: mood, ...sure, scores: { negative: 0, neutral: 1, positive: 0 } },
    intents: {} as Record<Intent, number>,
    labels,
    urgency: { label: has('fire') ? 'emergency' : 'none', ...sure },
    aspects: has('rude') ? ['staff'] : [],
    sarcasm: 0,
    model: 'plain',
    reasons: [],
  }
}

/** A shop with guests who may be asked one question, and their answers. */
export async function openShop(engine: Engine, guests = ['ana', 'ben', 'cleo']) {
  const { db, clock } = await engine.open()
  const desk = await openDesk({ db, clock })
  await seedStaff(db, 'olga', { role: 'owner' })
  for (const by of guests)
    await desk.hear(
      post(`${by}1`, `I love juniper, says ${by}`, { by, createdAt: NOON - 2 * DAY }),
      post(`${by}2`, `I still love juniper, says ${by}`, { by, createdAt: NOON - DAY }),
    )
  const ctx = {
    db,
    clock,
    fingerprint: (plain: string) => `${plain.replaceAll(/\W/g, '-')}-print-of-it`,
  }
  const rules = { ...desk.watchList, assess: assessStanding }
  const ask = (more: Partial<AskInput> = {}) =>
    askFeedback(ctx, OLGA, { brandId: 'juniper', selection: 'everybody', atMost: null, ...more })
  const people = await db.kysely.selectFrom('person').select(['id', 'name']).orderBy('id').execute()
  return {
    db,
    clock,
    desk,
    ask,
    people,
    ctx,
    answer: (token: string, score: number, words = '') =>
      takeAnswer(ctx, { token, score, words }, rules, plainReading),
    segment: (id: string, rule: SegmentRule) =>
      db.kysely
        .insertInto('segment')
        .values({
          id,
          name: id,
          rule: JSON.stringify(rule),
          promise: '{}',
          manager: null,
          place: 0,
          created_at: NOON,
          retired_at: null,
        })
        .execute(),
  }
}

/** Whether an act was done, else the code of its refusal. */
export const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
