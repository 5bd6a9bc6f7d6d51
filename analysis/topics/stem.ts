import natural from 'natural/lib/natural/stemmers/index.js'

type Stemmer = { stem(word: string): string }

const STEMMERS: Readonly<Record<string, Stemmer>> = {
  en: natural.PorterStemmer,
  de: natural.PorterStemmerDe,
  es: natural.PorterStemmerEs,
  fr: natural.PorterStemmerFr,
  it: natural.PorterStemmerIt,
  nl: natural.PorterStemmerNl,
  no: natural.PorterStemmerNo,
  pt: natural.PorterStemmerPt,
  ru: natural.PorterStemmerRu,
  sv: natural.PorterStemmerSv,
}
/** Stemming costs more than all else here, and people use few words. */
const MAX_KNOWN = 50_000
const known = new Map<string, string>()

/** The stem of a lower-case word; the word itself in languages that the package natural cannot stem. */
export function stemOf(word: string, lang: string): string {
  const stemmer = STEMMERS[lang]
  if (stemmer === undefined) return word
  const key = `${lang} ${word}`
  const found = known.get(key)
  if (found !== undefined) return found
  const stem = stemmer.stem(word.replace(/'s?$/u, '')) || word
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(key, stem)
  return stem
}
