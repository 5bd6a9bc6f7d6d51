import type { AskedPost } from './asked-post.ts'
import { chooseAnchors } from './choose-anchors.ts'
import { evaluateNode, isTitleNear } from './evaluate-query.ts'
import { plainHandle } from './fields.ts'
import { keepExact } from './fold.ts'
import { plainTag } from './folded-post.ts'
import { findLiteral } from './literal.ts'
import { matchField, matchFollowers } from './match-field.ts'
import { type Pattern, patternOf } from './pattern.ts'
import type { NearTerm, QueryNode, Term, TextTerm } from './query.ts'
import type { Scan } from './scan-text.ts'
import type { WordNumbers } from './word-index.ts'

/** One post as the compiled queries see it. Places below `titleEnd` are the title's. */
export interface Asked {
  readonly scan: Scan
  /** By word and by stem: equal to `turn` when this post holds it. */
  readonly wordTurns: Uint32Array
  readonly stemTurns: Uint32Array
  turn: number
  titleEnd: number
  readonly post: AskedPost
  /** False when the post can name no hashtag, handle or link, so that none is looked for. */
  mayHaveTags: boolean
  mayHaveHandles: boolean
  mayHaveLinks: boolean
}

/** A query, or part of one, as a function. */
export type Program = (asked: Asked) => boolean

/** A pattern over the numbers of a scan. */
interface Sequence {
  readonly size: number
  /** Whether the post holds all its words at all. */
  readonly isHeld: Program
  readonly fitsAt: (asked: Asked, place: number) => boolean
}

const NO_LINKS: readonly string[] = []

/** Compiles a node; it says of every post what `evaluateNode` says. */
export function compileNode(node: QueryNode, numbers: WordNumbers): Program {
  switch (node.kind) {
    case 'and':
      return allOf(rarestFirst(node.children).map((child) => compileNode(child, numbers)))
    case 'or':
      return anyOf(compileAlternatives(node.children, numbers))
    case 'not': {
      const child = compileNode(node.child, numbers)
      return (asked) => !child(asked)
    }
    default:
      return compileTerm(node, numbers)
  }
}

/** Plain words among alternatives become one check; the matcher spends its time there. */
function compileAlternatives(nodes: readonly QueryNode[], numbers: WordNumbers): Program[] {
  const words = nodes.map(plainWord)
  const plain = Int32Array.from(
    words.filter((word) => word !== null),
    numbers.wordNumber,
  )
  const others = nodes.filter((_, place) => words[place] === null)
  const programs = others.map((node) => compileNode(node, numbers))
  return plain.length === 0 ? programs : [anyWord(plain), ...programs]
}

/** The word that a node is nothing more than; null when it is more. */
function plainWord(node: QueryNode): string | null {
  if ((node.kind !== 'word' && node.kind !== 'phrase') || node.inTitle) return null
  const [only, ...rest] = patternOf(node)
  return only !== undefined && rest.length === 0 ? only.text : null
}

function anyWord(words: Int32Array): Program {
  return ({ wordTurns, turn }) => {
    for (let i = 0; i < words.length; i++) if (wordTurns[words[i] ?? 0] === turn) return true
    return false
  }
}

/** What is seldom met refuses a post soonest. */
function rarestFirst(nodes: readonly QueryNode[]): QueryNode[] {
  const costs = new Map(nodes.map((node) => [node, chooseAnchors(node)?.cost ?? Infinity]))
  return nodes.toSorted((a, b) => {
    const [first = 0, second = 0] = [costs.get(a), costs.get(b)]
    return first === second ? 0 : first - second
  })
}

function allOf(programs: readonly Program[]): Program {
  const [first, second] = programs
  if (first !== undefined && second !== undefined && programs.length === 2) {
    return (asked) => first(asked) && second(asked)
  }
  return (asked) => {
    for (const program of programs) if (!program(asked)) return false
    return true
  }
}

function anyOf(programs: readonly Program[]): Program {
  const [first, second] = programs
  if (first !== undefined && programs.length === 1) return first
  if (first !== undefined && second !== undefined && programs.length === 2) {
    return (asked) => first(asked) || second(asked)
  }
  return (asked) => {
    for (const program of programs) if (program(asked)) return true
    return false
  }
}

function compileTerm(term: Term, numbers: WordNumbers): Program {
  switch (term.kind) {
    case 'tag': {
      const tag = plainTag(term.name)
      return ({ post, mayHaveTags }) => mayHaveTags && post.tags.has(tag)
    }
    case 'handle': {
      const handle = plainHandle(term.name)
      return ({ post, mayHaveHandles }) => mayHaveHandles && post.handles.has(handle)
    }
    case 'field': {
      const needsLinks = term.field === 'links' || term.field === 'has'
      return ({ post, mayHaveLinks }) =>
        matchField(term, post.post, needsLinks && mayHaveLinks ? post.links : NO_LINKS)
    }
    case 'followers':
      return ({ post }) => matchFollowers(term, post.post)
    case 'literal':
      return compileLiteral(term)
    case 'near':
      return compileNear(term, numbers)
    default:
      return compileText(term, numbers)
  }
}

function compileLiteral({ text, inTitle }: TextTerm): Program {
  const literal = keepExact(text)
  return ({ post: { exact } }) =>
    findLiteral(literal, exact[1]).length > 0 ||
    (!inTitle && findLiteral(literal, exact[0]).length > 0)
}

function compileText(term: TextTerm, numbers: WordNumbers): Program {
  const pattern = patternOf(term)
  const [only] = pattern
  if (only !== undefined && pattern.length === 1 && !term.inTitle) {
    const number = only.open ? numbers.stemNumber(only.text) : numbers.wordNumber(only.text)
    return only.open
      ? ({ stemTurns, turn }) => stemTurns[number] === turn
      : ({ wordTurns, turn }) => wordTurns[number] === turn
  }
  const sequence = compilePattern(pattern, numbers)
  return (asked) => {
    if (!sequence.isHeld(asked)) return false
    const places = term.inTitle ? asked.titleEnd : asked.scan.count
    for (let place = 0; place + sequence.size <= places; place++) {
      if (sequence.fitsAt(asked, place)) return true
    }
    return false
  }
}

function compilePattern(pattern: Pattern, numbers: WordNumbers): Sequence {
  const [first] = pattern
  if (first?.open === true) return compileStem(numbers.stemNumber(first.text))
  const words = Int32Array.from(pattern, ({ text }) => numbers.wordNumber(text))
  const glued = Uint8Array.from(pattern, (part) => (part.glued ? 1 : 0))
  const size = words.length
  return {
    size,
    isHeld({ wordTurns, turn }) {
      for (let i = 0; i < size; i++) if (wordTurns[words[i] ?? 0] !== turn) return false
      return true
    },
    fitsAt({ scan }, place) {
      if (place + size > scan.count) return false
      for (let i = 0; i < size; i++) {
        if (scan.words[place + i] !== words[i]) return false
        if (glued[i] === 1 && scan.glued[place + i] !== 1) return false
      }
      return true
    },
  }
}

function compileStem(stem: number): Sequence {
  return {
    size: 1,
    isHeld: ({ stemTurns, turn }) => stemTurns[stem] === turn,
    fitsAt({ scan }, place) {
      for (let i = 0; i < scan.stemCount; i++) {
        if (scan.stems[i] === stem && scan.stemPlaces[i] === place) return true
      }
      return false
    },
  }
}

function compileNear(term: NearTerm, numbers: WordNumbers): Program {
  const left = sequencesOf(term.left, numbers)
  const right = sequencesOf(term.right, numbers)
  // Tags, handles and literals have no word numbers; they are rare beside NEAR.
  if (left === null || right === null) return ({ post }) => evaluateNode(term, post.folded)
  const inTitle = isTitleNear(term)
  const holdsBoth = allOf([anyHeld(left), anyHeld(right)])
  return (asked) => {
    if (!holdsBoth(asked)) return false
    const places = inTitle ? asked.titleEnd : asked.scan.count
    return (
      standsBefore(asked, left, right, term.distance, places) ||
      (!term.ordered && standsBefore(asked, right, left, term.distance, places))
    )
  }
}

function anyHeld(sequences: readonly Sequence[]): Program {
  return anyOf(sequences.map(({ isHeld }) => isHeld))
}

function sequencesOf(operands: NearTerm['left'], numbers: WordNumbers): Sequence[] | null {
  const sequences: Sequence[] = []
  for (const operand of operands) {
    if (!('inTitle' in operand) || operand.kind === 'literal') return null
    sequences.push(compilePattern(patternOf(operand), numbers))
  }
  return sequences
}

function standsBefore(
  asked: Asked,
  first: readonly Sequence[],
  second: readonly Sequence[],
  distance: number,
  places: number,
): boolean {
  for (let place = 0; place < places; place++) {
    for (const sequence of first) {
      const from = place + sequence.size
      if (from >= places || !sequence.fitsAt(asked, place)) continue
      const to = Math.min(from + distance, places - 1)
      for (let next = from; next <= to; next++) {
        if (second.some(({ size, fitsAt }) => next + size <= places && fitsAt(asked, next))) {
          return true
        }
      }
    }
  }
  return false
}
