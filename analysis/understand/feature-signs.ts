import type { BrandSignals } from './brand-signals.ts'
import { startsBig } from './brand-signals.ts'
import { hashText } from './feature-hash.ts'
import { BRAND_NAME, type FeatureWord } from './feature-words.ts'
import { type Hashes, push } from './features.ts'
import { findConcepts } from './find-concepts.ts'
import type { LexiconFinding } from './lexicon-sentiment.ts'
import type { Rule } from './rule.ts'
import type { Token } from './tokenise.ts'
import type { UnderstandInput } from './understanding.ts'

/** What is read of a post before anything is hashed. */
export interface Reading {
  input: UnderstandInput
  /** Lower case, NFKC, plain quotes. */
  normal: string
  tokens: readonly Token[]
  words: readonly FeatureWord[]
  lang: string
  lexicon: LexiconFinding
  service: LexiconFinding
  rules: readonly { rule: Rule; words: string }[]
  signals: BrandSignals | null
  parent: { tokens: readonly Token[]; lexicon: LexiconFinding } | null
}

/** The place of a sign that no single word makes. */
const NOWHERE = 0xffff
/** Room for the signs of one post. */
export const MOST_SIGNS = 256
/** More concepts than this are not paired. */
const MOST_PAIRED = 9

/** Hashes what is said by more than letters: rules that spoke, emoji, shape, how the brand is named, the parent. */
export function hashSigns(reading: Reading, signs: Hashes): void {
  signs.count = 0
  const add = (name: string, at = NOWHERE) => push(signs, hashText(name, 0x9dc5), at)
  for (const { rule } of reading.rules) add(`rule ${rule.id}`)
  addFaces(reading.tokens, add)
  addConcepts(reading, add)
  addShape(reading, add)
  if (reading.signals !== null) addBrand(reading, reading.signals, add)
  if (reading.parent !== null) addParent(reading.parent, reading, add)
}

const NO_WORD: FeatureWord = { form: '', spelt: false, negated: false, at: 0 }

type Add = (name: string, at?: number) => void

const ME = new Set([
  'i',
  "i'm",
  "i've",
  "i'll",
  "i'd",
  'my',
  'me',
  'we',
  "we're",
  "we'll",
  'our',
  'us',
])

/** What the words point to, alone, beside who is meant, and two together. */
function addConcepts({ words }: Reading, add: Add): void {
  const concepts = findConcepts(words)
  const me = words.some(({ form }) => ME.has(form))
  const names = new Set<string>()
  for (const { name, at, negated } of concepts) {
    const known = negated ? `no ${name}` : name
    if (names.has(known)) continue
    names.add(known)
    add(`concept ${known}`, at)
    if (me) add(`concept of me ${known}`, at)
  }
  const list = [...names].slice(0, MOST_PAIRED)
  for (const [place, one] of list.entries())
    for (const other of list.slice(place + 1))
      add(one < other ? `concepts ${one} ${other}` : `concepts ${other} ${one}`)
}

function addFaces(tokens: readonly Token[], add: Add): void {
  let last = ''
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined || token.kind !== 'emoji') continue
    add(`face ${token.text}`, at)
    if (token.text === last) add('face again', at)
    last = token.text
  }
}

function addShape({ words, tokens, lang, lexicon }: Reading, add: Add): void {
  const [first = NO_WORD, second = NO_WORD] = words
  const last = (words.at(-1) ?? NO_WORD).form
  add(`first ${first.form}`, first.at)
  add(`first two ${first.form} ${second.form}`, first.at)
  add(`last ${last}`, words.at(-1)?.at)
  add(`length ${Math.min(6, Math.floor(Math.log2(words.length + 1)))}`)
  add(`lang ${lang}`)
  for (const mark of ['?', '??', '?!', '!', '!!', '…', '"'])
    if (words.some(({ form }) => form === mark)) add(`has ${mark}`)
  if (tokens.some((token) => isShouted(token))) add('shouts')
  const mood = addMood(lexicon, add)
  if (mood > 0 && last.startsWith('?')) add('kind question')
}

function addMood(lexicon: LexiconFinding, add: Add): number {
  const step = Math.round((lexicon.positive - lexicon.negative) * 2)
  const mood = Math.max(-4, Math.min(4, step))
  add(`mood ${mood}`)
  if (lexicon.positive > 0.3 && lexicon.negative > 0.3) add('mixed')
  return mood
}

/** True for a word in capitals. */
export function isShouted(token: Token): boolean {
  return token.kind === 'word' && token.raw.length > 3 && token.raw === token.raw.toUpperCase()
}

function addBrand(reading: Reading, signals: BrandSignals, add: Add): void {
  const { tokens, words } = reading
  add('brand asked')
  if (signals.handles.length > 0) add('brand handle')
  if (signals.likeHandle) add('brand in other handle')
  add(`brand keywords ${Math.min(3, signals.keywords.length)}`)
  add(`brand description ${Math.min(3, signals.description.length)}`)
  add(`brand others ${Math.min(3, signals.others.length)}`)
  const about = signals.keywords.length + signals.description.length
  add(`brand balance ${Math.sign(about - signals.others.length)}`)
  if (signals.spam.length > 0) add('spam')
  if (signals.parentAbout) add('parent about brand')
  add(signals.named ? 'brand named' : 'brand not named')
  if (!signals.named && signals.handles.length === 0) add('brand absent')
  if (signals.asName) add('brand as name')
  for (const { first, last } of signals.names) addName(tokens, first, last, add)
  words.forEach((word, place) => {
    if (word.form !== BRAND_NAME) return
    add(`before brand ${words[place - 1]?.form ?? '^'}`, word.at)
    add(`after brand ${words[place + 1]?.form ?? '$'}`, word.at)
    if (place === 0) add('brand first')
    if (place === words.length - 1) add('brand last')
  })
}

/** How the name is written and what stands beside it: "John Whitlock" is a man, "at Whitlock" a shop. */
function addName(tokens: readonly Token[], at: number, last: number, add: Add): void {
  const token = tokens[at]
  if (token === undefined) return
  if (token.kind === 'tag') {
    add('brand tag', at)
    return
  }
  const big = startsBig(token)
  add(big ? (isShouted(token) ? 'brand CAPITALS' : 'brand Big') : 'brand small', at)
  if (tokens[last]?.text.endsWith("'s") === true) add(`brand owns ${big}`, at)
  if (!big) return
  if (at > 1 && isBigWord(tokens[at - 1])) add('Big before brand', at)
  if (isBigWord(tokens[last + 1])) add('Big after brand', at)
}

function isBigWord(token: Token | undefined): boolean {
  return token?.kind === 'word' && startsBig(token)
}

function addParent(parent: NonNullable<Reading['parent']>, reading: Reading, add: Add): void {
  add('has parent')
  const asks = parent.tokens.some(({ kind, text }) => kind === 'mark' && text.includes('?'))
  if (asks) add('parent asks')
  if (asks && reading.words.length < 8) add('short answer')
  const mood = parent.lexicon.positive - parent.lexicon.negative
  add(`parent mood ${Math.sign(Math.round(mood * 2))}`)
  for (const { kind, text } of parent.tokens)
    if (kind === 'word' && text.length > 2) add(`parent ${text}`)
}
