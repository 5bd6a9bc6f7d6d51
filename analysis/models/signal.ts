/** What another head's score counts as an input, so that it weighs like the other features. */
const SCORE_VALUE = 0.3
const MOST = 5

/** A head's raw scores as later heads take them: centred where only differences mean something. */
export function signalOf(kind: 'one' | 'any', scores: ArrayLike<number>): number[] {
  const list = Array.from(scores)
  const middle = kind === 'one' ? list.reduce((sum, score) => sum + score, 0) / list.length : 0
  return list.map((score) => SCORE_VALUE * Math.max(-MOST, Math.min(MOST, score - middle)))
}

/** The head that judges the feeling of a text in this language. */
export function feelingHead(lang: string): 'feeling-en' | 'feeling-many' {
  return lang === 'en' || lang === 'und' ? 'feeling-en' : 'feeling-many'
}
