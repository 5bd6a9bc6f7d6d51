import { finish, HASH_START, hashText, step } from './feature-hash.ts'
import type { FeatureWord } from './feature-words.ts'

/** Hashed features of one kind, and for each the place of the token it came from. */
export interface Hashes {
  count: number
  hash: Uint32Array
  at: Uint16Array
}

/** Room for the longest text that is read. */
const MOST_WORDS = 4_096
const MOST_CHARACTERS = 16_384
const NEGATED = 0x5bd1e995
const PAIR = 0x1b873593
const TRIPLE = 0x2545f491
const WORD_START = 2
const WORD_END = 3
const LONGEST_PIECE = 5

/** Empty room for hashed features; used again for every post. */
export function createHashes(room: number): Hashes {
  return { count: 0, hash: new Uint32Array(room), at: new Uint16Array(room) }
}

/** Room for words of one to three, and for pieces of words. */
export function createWordHashes(): { words: Hashes; pieces: Hashes } {
  return { words: createHashes(MOST_WORDS), pieces: createHashes(MOST_CHARACTERS) }
}

/** Hashes words, pairs and triples of words, and the pieces of two to five letters within words. */
export function hashWords(list: readonly FeatureWord[], words: Hashes, pieces: Hashes): void {
  words.count = 0
  pieces.count = 0
  let before = 0
  let beforeThat = 0
  for (let place = 0; place < list.length; place += 1) {
    const word = list[place]
    if (word === undefined) break
    const hash = hashText(word.form)
    push(words, word.negated ? hash ^ NEGATED : hash, word.at)
    if (place > 0) push(words, Math.imul(before, PAIR) ^ hash, word.at)
    if (place > 1)
      push(words, Math.imul(Math.imul(beforeThat, TRIPLE) ^ before, PAIR) ^ hash, word.at)
    if (word.spelt) hashPieces(word.form, word.at, pieces)
    beforeThat = before
    before = hash
  }
}

/** Adds a finished feature; what does not fit any more is left out. */
export function push(hashes: Hashes, hash: number, at: number): void {
  if (hashes.count >= hashes.hash.length) return
  hashes.hash[hashes.count] = finish(hash)
  hashes.at[hashes.count] = at
  hashes.count += 1
}

/** Adds the pieces of two to five letters of a word, its ends among them. */
export function hashPieces(form: string, at: number, pieces: Hashes): void {
  const end = form.length + 1
  for (let from = 0; from < end; from += 1) {
    let hash = step(HASH_START, unitAt(form, from, end))
    const stop = Math.min(end, from + LONGEST_PIECE - 1)
    for (let to = from + 1; to <= stop; to += 1) {
      hash = step(hash, unitAt(form, to, end))
      push(pieces, hash, at)
    }
  }
}

function unitAt(form: string, place: number, end: number): number {
  if (place === 0) return WORD_START
  return place === end ? WORD_END : form.charCodeAt(place - 1)
}
