import { isNegation } from './lexicon-sentiment.ts'
import type { Token } from './tokenise.ts'

/** A word as the models see it; `negated` where a "not" before it still holds. */
export interface FeatureWord {
  form: string
  /** Whether its letters say something: not for links, handles, numbers and names of the brand. */
  spelt: boolean
  negated: boolean
  /** Place of the token in the post. */
  at: number
}

/** What stands for the brand, whatever it is called, so that unseen brands look like seen ones. */
export const BRAND_NAME = '‹brand›'
const BRAND_HANDLE = '@‹brand›'

/** Words after a negation that it turns round. */
const NEGATION_REACH = 4

/** The brand's own names in a post: a word that is one, a handle that is one. */
export interface OwnNames {
  isName(token: Token, at: number): boolean
  isHandle(token: Token): boolean
}

/** Turns tokens into the words that are hashed: brand masked, letters said thrice said twice. */
export function featureWords(tokens: readonly Token[], own: OwnNames | null): FeatureWord[] {
  const words: FeatureWord[] = []
  let reach = 0
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined) break
    const form = formOf(token, at, own)
    const last = words.at(-1)
    // A name of two words is one brand.
    if (form === BRAND_NAME && last?.form === BRAND_NAME && last.at === at - 1) {
      last.at = at
      continue
    }
    const spelt = isSpelt(token, form)
    words.push({ form, spelt, negated: reach > 0 && token.kind === 'word', at })
    if (token.kind === 'mark') reach = 0
    else if (isNegation(token.text)) reach = NEGATION_REACH
    else if (reach > 0) reach -= 1
  }
  return words
}

function isSpelt(token: Token, form: string): boolean {
  return (token.kind === 'word' || token.kind === 'tag') && form !== BRAND_NAME && form !== 'http'
}

function formOf(token: Token, at: number, own: OwnNames | null): string {
  switch (token.kind) {
    case 'link':
      return 'http'
    case 'handle':
      return own?.isHandle(token) === true ? BRAND_HANDLE : '@'
    case 'number':
      return numberForm(token.text)
    case 'mark':
      return markForm(token.text)
    case 'emoji':
      return token.text
    case 'tag':
    case 'word':
      if (own?.isName(token, at) === true) return BRAND_NAME
      return squeeze(token.kind === 'tag' ? token.text.slice(1) : token.text)
  }
}

function numberForm(text: string): string {
  if (text.length === 1) return text
  return text.length > 2 ? '00' : '0'
}

function markForm(text: string): string {
  const first = text[0] ?? ''
  if (text.length === 1) return first
  if (text.includes('?')) return text.includes('!') ? '?!' : '??'
  if (text.includes('!')) return '!!'
  return first === '.' || first === '…' ? '…' : first
}

const THRICE = /(.)\1{2,}/gu

/** "sooooo" reads as "soo": it keeps that it was drawn out, not by how much. */
function squeeze(text: string): string {
  for (let at = 2; at < text.length; at += 1)
    if (text[at] === text[at - 1] && text[at] === text[at - 2])
      return text.replaceAll(THRICE, '$1$1')
  return text
}
