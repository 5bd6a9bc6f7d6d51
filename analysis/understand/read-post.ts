import { detectLanguage } from '../language/detect-language.ts'
import { readBrandSignals } from './brand-signals.ts'
import { nameLength, watchFor } from './brand-watch.ts'
import type { Reading } from './feature-signs.ts'
import { featureWords, type OwnNames } from './feature-words.ts'
import { readLexicon } from './lexicon-sentiment.ts'
import { type Polarity, polarityOf } from './polarity.ts'
import { matchRules, normaliseForRules } from './rules.ts'
import { SERVICE_WORDS } from './service-words.ts'
import { type Token, tokenise } from './tokenise.ts'
import type { BrandProfile, UnderstandInput } from './understanding.ts'

/** Reads a post once: its words, language, feeling, rules, and what ties it to the brand. */
export type ReadPost = (input: UnderstandInput) => Reading

/** A reader; `english` is the lexicon that the weights carry. */
export function createPostReader(english: ReadonlyMap<string, number>): ReadPost {
  const polarity = (lang: string): Polarity =>
    lang === 'en' || lang === 'und' ? (word) => english.get(word) ?? 0 : polarityOf(lang)
  return (input) => {
    const normal = normaliseForRules(input.text)
    const tokens = tokenise(input.text)
    const lang = detectLanguage(input.text, input.lang ?? languageOfThread(input.parent))
    const { brand } = input
    return {
      input,
      normal,
      tokens,
      words: featureWords(tokens, brand === undefined ? null : ownNames(tokens, brand)),
      lang,
      lexicon: readLexicon(tokens, polarity(lang)),
      service: readLexicon(tokens, serviceWord),
      rules: matchRules(normal),
      signals: brand === undefined ? null : readBrandSignals(input, brand, tokens, normal),
      parent: readParent(input.parent, polarity(lang)),
    }
  }
}

/** A short answer is mostly in the language of what it answers. */
function languageOfThread(parent: string | undefined): string | undefined {
  const lang = parent === undefined ? 'und' : detectLanguage(parent)
  return lang === 'und' ? undefined : lang
}

function serviceWord(word: string): number {
  return SERVICE_WORDS.get(word) ?? 0
}

function readParent(text: string | undefined, polarity: Polarity): Reading['parent'] {
  if (text === undefined || text === '') return null
  const tokens = tokenise(text)
  return { tokens, lexicon: readLexicon(tokens, polarity) }
}

function ownNames(tokens: readonly Token[], brand: BrandProfile): OwnNames {
  const watch = watchFor(brand)
  let until = 0
  return {
    isName(_token, at) {
      if (at < until) return true
      until = Math.max(until, at + nameLength(tokens, at, watch))
      return at < until
    },
    isHandle: (token) => watch.handles.includes(token.text),
  }
}
