import { type Html, html, trusted } from './html.ts'

const MARKS: Readonly<Record<string, readonly [string, string, string]>> = {
  negative: ['neg', 'Unhappy', '<path class="f-neg" d="M5 9.4.3.8h9.4z"/>'],
  neutral: ['neu', 'Neutral', '<circle class="f-neu" cx="5" cy="5" r="4.3"/>'],
  positive: ['pos', 'Happy', '<path class="f-pos" d="M5 .6 9.7 9.2H.3z"/>'],
}
const UNSURE = ['uns', 'Unsure', '<path class="f-uns" d="M5 1 9 5 5 9 1 5z"/>'] as const

/** A feeling as shape, word and colour, never colour alone. */
export function feelMark(sentiment: string): Html {
  const [name, word, shape] = MARKS[sentiment] ?? UNSURE
  return html`<span class="feel ${name}"><svg viewBox="0 0 10 10" aria-hidden="true">${trusted(shape)}</svg> ${word}</span>`
}
