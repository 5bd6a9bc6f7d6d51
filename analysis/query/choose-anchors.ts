import { isCommonWord } from './common-words.ts'
import { plainHandle } from './fields.ts'
import { fold, keepExact } from './fold.ts'
import { plainTag } from './folded-post.ts'
import { type Pattern, patternOf } from './pattern.ts'
import type { NearOperand, QueryNode, Term, TextTerm } from './query.ts'
import { isUnspaced, tokenise } from './tokenise.ts'

/** Something that a post must hold before a query is worth asking. */
export type Anchor =
  | { readonly kind: 'word' | 'stem'; readonly text: string }
  /** In what the network lists beside the text. */
  | { readonly kind: 'tag' | 'handle' | 'site'; readonly text: string }
  /** Two words side by side. */
  | { readonly kind: 'pair'; readonly text: string; readonly second: string }

/** Every post that meets the query holds one of the anchors; null means that it must always be asked. */
export interface AnchorChoice {
  readonly anchors: readonly Anchor[]
  /** How often the anchors are met, as a guess; only compared. */
  readonly cost: number
}

const COMMON_COST = 60
/** By length: the shorter a word the more often it is met. */
const COST_BY_LENGTH = [0, 30, 15, 10, 7, 5, 3, 2]
/** Letters by which a stem counts as shorter than it is, because it stands for many words. */
const STEM_OPENNESS = 2
const NUMBER_COST = 8
const LISTED_COST = 0.1
const KANA = /^[\p{scx=Hira}\p{scx=Kana}]$/u
const HAN = /^\p{sc=Han}$/u

/** The cheapest set of anchors for a query. */
export function chooseAnchors(root: QueryNode): AnchorChoice | null {
  return choose(root, true)
}

function choose(node: QueryNode, wanted: boolean): AnchorChoice | null {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const choices = node.children.map((child) => choose(child, wanted))
      return (node.kind === 'or') === wanted ? union(choices) : cheapest(choices)
    }
    case 'not':
      return choose(node.child, !wanted)
    default:
      return wanted ? chooseForTerm(node) : null
  }
}

function chooseForTerm(term: Term): AnchorChoice | null {
  switch (term.kind) {
    case 'field':
      return term.field === 'links' ? choosePerName('site', siteOf(term.value)) : null
    case 'followers':
      return null
    case 'near':
      return cheapest([
        union(term.left.map(chooseForOperand)),
        union(term.right.map(chooseForOperand)),
      ])
    default:
      return chooseForOperand(term)
  }
}

function chooseForOperand(term: NearOperand): AnchorChoice | null {
  switch (term.kind) {
    case 'tag':
      return choosePerName('tag', plainTag(term.name))
    case 'handle':
      return choosePerName('handle', plainHandle(term.name))
    case 'literal':
      return chooseForPattern(innerPattern(term))
    default:
      return chooseForPattern(patternOf(term))
  }
}

function chooseForPattern(pattern: Pattern): AnchorChoice | null {
  const choices: AnchorChoice[] = []
  for (const [index, { text, open }] of pattern.entries()) {
    const cost = wordCost(text)
    choices.push(
      open
        ? {
            anchors: [{ kind: 'stem', text }],
            cost: Math.max(cost, wordCost(text.slice(0, -STEM_OPENNESS))),
          }
        : { anchors: [{ kind: 'word', text }], cost },
    )
    const next = pattern[index + 1]
    if (next === undefined) continue
    choices.push({
      anchors: [{ kind: 'pair', text, second: next.text }],
      cost: pairCost(text, next.text),
    })
  }
  return cheapest(choices)
}

/**
 * The words of a literal that any text with the literal must hold. A letter of a script without
 * spaces at its edge may be changed by what follows in the text, so it does not count.
 */
function innerPattern({ text }: TextTerm): Pattern {
  const words = wordsOf(keepExact(text))
  // Which two regional letters make a flag depends on those before them in the text.
  if (/\p{RI}/u.test(text)) return []
  const from = isUnspaced(words[0]?.text ?? '') ? 1 : 0
  const to = isUnspaced(words.at(-1)?.text ?? '') ? words.length - 1 : words.length
  return words.slice(from, to)
}

function wordCost(text: string): number {
  if (isCommonWord(text)) return COMMON_COST
  if (KANA.test(text)) return COMMON_COST / 2
  if (isUnspaced(text)) return HAN.test(text) ? 10 : 20
  if (/^\d{1,4}$/.test(text)) return NUMBER_COST
  return COST_BY_LENGTH[text.length] ?? 1
}

function pairCost(first: string, second: string): number {
  if (!isUnspaced(first) || !isUnspaced(second)) {
    return Math.max(0.3, Math.min(wordCost(first), wordCost(second)) / 10)
  }
  const kana = (KANA.test(first) ? 1 : 0) + (KANA.test(second) ? 1 : 0)
  return [1, 3, 6][kana] ?? 3
}

/** Either the network lists it, or the words of its name stand in the text. */
function choosePerName(kind: 'tag' | 'handle' | 'site', name: string): AnchorChoice | null {
  const listed: AnchorChoice = { anchors: [{ kind, text: name }], cost: LISTED_COST }
  return union([listed, chooseForPattern(wordsOf(name))])
}

function wordsOf(text: string): Pattern {
  return tokenise(fold(text)).map((token) => ({ text: token.text, open: false, glued: false }))
}

function siteOf(address: string): string {
  return address.split('/')[0] ?? address
}

function cheapest(choices: readonly (AnchorChoice | null)[]): AnchorChoice | null {
  let best: AnchorChoice | null = null
  for (const choice of choices) {
    if (choice !== null && (best === null || choice.cost < best.cost)) best = choice
  }
  return best
}

function union(choices: readonly (AnchorChoice | null)[]): AnchorChoice | null {
  const anchors: Anchor[] = []
  let cost = 0
  for (const choice of choices) {
    if (choice === null) return null
    anchors.push(...choice.anchors)
    cost += choice.cost
  }
  return { anchors, cost }
}
