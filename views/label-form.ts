import type { Mood } from '../core/feedback.ts'
import type { CaseView } from './case-view.ts'
import { type Html, html } from './html.ts'
import { intentWords } from './label-words.ts'

export const MOOD_WORDS: Record<Mood, string> = {
  negative: 'Unhappy',
  neutral: 'Neither',
  positive: 'Happy',
}

/** One thing that a person can say of how we read a post; `value` is what the form sends. */
export interface LabelChoice {
  value: string
  label: string
}

/** What can be said of a post: right as it is, not about us, another mood, a complaint or none. */
export function labelChoices(view: CaseView): LabelChoice[] {
  const moods = Object.entries(MOOD_WORDS).filter(([mood]) => mood !== view.sentiment)
  const isComplaint = view.labels.includes('complaint')
  const isUnsure = view.kind === 'unsure'
  return [
    ...(isUnsure ? [] : [{ value: 'right', label: 'Right' }]),
    { value: 'not_us', label: 'Not about us' },
    ...moods.map(([mood, word]) => ({
      value: `mood:${mood}`,
      label: word === 'Neither' ? 'Neither happy nor unhappy' : `They are ${word.toLowerCase()}`,
    })),
    isComplaint
      ? { value: 'is_not:complaint', label: 'Not a complaint' }
      : { value: 'is:complaint', label: 'It is a complaint' },
    ...(isUnsure ? [{ value: 'is:question', label: 'It is a question' }] : []),
  ]
}

/** How we read a post, in one sentence. */
export function readingWords(view: CaseView): string {
  if (view.kind === 'unsure')
    return 'We cannot tell. Whatever you say counts from now on, and teaches Earshot for this brand.'
  const mood = { ...MOOD_WORDS, unsure: 'Mood unsure' }[view.sentiment]
  const parts = view.labels.map(intentWords)
  return `We read it as: ${[mood.toLowerCase(), ...parts].join(', ')}.`
}

/** The part of a case's page where people put our reading right. */
export function labelForm(view: CaseView, csrf: string): Html {
  if (view.removed) return html``
  const judged = view.judgedBy
  return html`<section class="section" id="label"><header><h2>Did we read this right?</h2><p>${readingWords(view)}</p></header>
    ${judged === null ? null : html`<form class="btns" method="post" action="/cases/${view.id}/unlabel"><input type="hidden" name="csrf" value="${csrf}"><span class="badge ok">Checked by ${judged.name}</span><button class="btn bare" type="submit">Take it back</button></form>`}
    <form method="post" action="/cases/${view.id}/label"><input type="hidden" name="csrf" value="${csrf}">
      <div class="btns">${labelChoices(view).map(({ value, label }) => html`<button class="btn" type="submit" name="verdict" value="${value}">${label}</button>`)}</div>
    </form><p class="small quiet mt2">Each answer teaches Earshot for this brand, and can be taken back.</p></section>`
}
