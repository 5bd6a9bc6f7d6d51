/** What another head's score counts as an input, so that it weighs like the other features. */
const SCORE_VALUE = 0.3
const MOST = 5

/** A head's raw scores as later heads take them: centred where only differences mean something. */
export function signalOf(kind: 'one' | 'any', scores: ArrayLike<number>): number[] {
  let middle = 0
  if (kind === 'one') {
    for (let k = 0; k < scores.length; k += 1) middle += scores[k] ?? 0
    middle /= scores.length
  }
  const signal: number[] = []
  for (let k = 0; k < scores.length; k += 1)
    signal.push(SCORE_VALUE * Math.max(-MOST, Math.min(MOST, (scores[k] ?? 0) - middle)))
  return signal
}

/** The head that judges the feeling of a text in this language. */
export function feelingHead(lang: string): 'feeling-en' | 'feeling-many' {
  return lang === 'en' || lang === 'und' ? 'feeling-en' : 'feeling-many'
}
