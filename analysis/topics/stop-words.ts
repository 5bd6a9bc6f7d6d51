import english from 'natural/lib/natural/util/stopwords.js'
import spanish from 'natural/lib/natural/util/stopwords_es.js'
import french from 'natural/lib/natural/util/stopwords_fr.js'
import italian from 'natural/lib/natural/util/stopwords_it.js'
import dutch from 'natural/lib/natural/util/stopwords_nl.js'
import polish from 'natural/lib/natural/util/stopwords_pl.js'
import portuguese from 'natural/lib/natural/util/stopwords_pt.js'
import russian from 'natural/lib/natural/util/stopwords_ru.js'
import swedish from 'natural/lib/natural/util/stopwords_sv.js'
import { FURTHER_STOP_WORDS } from './further-stop-words.ts'

const FROM_NATURAL: Readonly<Record<string, { words: readonly string[] }>> = {
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  nl: dutch,
  pl: polish,
  pt: portuguese,
  ru: russian,
  sv: swedish,
}

const open = new Map<string, ReadonlySet<string>>()

/** Words of a language that no topic begins or ends with; English ones count everywhere, as posts mix them in. */
export function stopWordsOf(lang: string): ReadonlySet<string> {
  const known = open.get(lang)
  if (known !== undefined) return known
  const words = [
    ...(FROM_NATURAL['en']?.words ?? []),
    ...(FURTHER_STOP_WORDS['en'] ?? []),
    ...(lang === 'en' ? [] : (FROM_NATURAL[lang]?.words ?? [])),
    ...(lang === 'en' ? [] : (FURTHER_STOP_WORDS[lang] ?? [])),
  ]
  const made = new Set(words.map((word) => word.toLowerCase()))
  open.set(lang, made)
  return made
}
