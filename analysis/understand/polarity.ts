import { SentimentAnalyzer } from 'natural/lib/natural/sentiment/index.js'
import { SERVICE_WORDS } from './service-words.ts'

/** Feeling of one word, -1 to 1; 0 where the language's lexicon does not know it. */
export type Polarity = (word: string) => number

const LEXICONS: Readonly<Record<string, readonly [string, string, number]>> = {
  en: ['English', 'afinn', 5],
  es: ['Spanish', 'afinn', 5],
  pt: ['Portuguese', 'afinn', 5],
  fr: ['French', 'pattern', 1],
  de: ['German', 'pattern', 1],
  it: ['Italian', 'pattern', 1],
  nl: ['Dutch', 'pattern', 1],
  gl: ['Galician', 'senticon', 1],
  ca: ['Catalan', 'senticon', 1],
  eu: ['Basque', 'senticon', 1],
}

const open = new Map<string, Polarity>()

/** The word lexicon of a language, from the package natural, with words of service added for English. */
export function polarityOf(lang: string): Polarity {
  const known = open.get(lang)
  if (known !== undefined) return known
  const made = openLexicon(lang)
  open.set(lang, made)
  return made
}

function openLexicon(lang: string): Polarity {
  const entry = LEXICONS[lang]
  if (entry === undefined) return () => 0
  const [language, type, scale] = entry
  const analyzer = new SentimentAnalyzer(language, undefined, type)
  const found = new Map<string, number>()
  return (word) => {
    const service = lang === 'en' ? SERVICE_WORDS.get(word) : undefined
    if (service !== undefined) return service
    const seen = found.get(word)
    if (seen !== undefined) return seen
    // The package divides by the number of words: asked word by word it gives the entry itself.
    const value = analyzer.getSentiment([word]) / scale
    if (found.size < 50_000) found.set(word, value)
    return value
  }
}

const HAPPY =
  '😀😃😄😁😆😊☺🙂😇🥰😍🤩😘😋🤗👍👏🙌💪🙏❤🧡💛💚💙💜🤍🤎💕💖💗💯✨🌟⭐🎉🥳😎🔥🤤😻💐🏆👌💞💓'
const UNHAPPY = '😠😡🤬😤😞😔😟😕🙁☹😣😖😫😩🥺😢😭😒😑😐👎🤮🤢💩🤦🤷😱😰😨💔😾🗑🚮🤡🙄😬🥱'
const FACES = new Map<string, number>([
  ...[...HAPPY].map((face): [string, number] => [face, 0.6]),
  ...[...UNHAPPY].map((face): [string, number] => [face, -0.6]),
  ['😭', -0.2],
  ['🙏', 0.3],
  ['🔥', 0.3],
  ['✨', 0.3],
  ['🤷', -0.2],
  ['🙃', -0.4],
])

/** Feeling of an emoji or an emoticon, -1 to 1; the same in every language. */
export function polarityOfEmoji(emoji: string): number {
  const first = [...emoji][0] ?? ''
  const face = FACES.get(first)
  if (face !== undefined) return face
  if (/^[:;=8][-'^o]?[)D\]]|^<3|^\^_*\^/iu.test(emoji)) return 0.5
  if (/^[:;=8][-'^o]?[([/\\|]|^<\/3|^-_+-/u.test(emoji)) return -0.5
  return 0
}
