/** What a pattern's text says about every match: the only texts it matches, or pieces of which one must occur. */
interface Known {
  exact: readonly string[] | null
  need: readonly string[] | null
}

const NOTHING: Known = { exact: null, need: null }
const EMPTY: Known = { exact: [''], need: null }
/** More alternatives than this are not multiplied out. */
const MOST_EXACT = 48
const MOST_CLASS = 6
const SIGN = /[?¿]/u

/** Pieces of which every match of the pattern holds at least one; null where its text does not tell. */
export function neededPieces(source: string): readonly string[] | null {
  const reader = { source, at: 0 }
  const known = readChoice(reader)
  const pieces = known.exact ?? known.need
  return pieces === null || pieces.some((piece) => !isTelling(piece)) ? null : pieces
}

interface Reader {
  source: string
  at: number
}

function readChoice(reader: Reader): Known {
  const branches = [readSequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at += 1
    branches.push(readSequence(reader))
  }
  if (branches.length === 1) return branches[0] ?? NOTHING
  const exact = branches.flatMap((branch) => branch.exact ?? [])
  if (branches.every((branch) => branch.exact !== null)) return { exact, need: null }
  const parts = branches.map((branch) => branch.exact ?? branch.need)
  return parts.some((part) => part === null)
    ? NOTHING
    : { exact: null, need: parts.flatMap((part) => part ?? []) }
}

function readSequence(reader: Reader): Known {
  let run: readonly string[] = ['']
  let best: readonly string[] | null = null
  let whole = true
  const consider = (pieces: readonly string[] | null) => {
    if (pieces !== null && worth(pieces) > worth(best)) best = pieces
  }
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? '')) {
    const item = repeated(reader, readItem(reader))
    if (item.exact !== null && run.length * item.exact.length <= MOST_EXACT) {
      run = run.flatMap((start) => (item.exact ?? []).map((end) => start + end))
      continue
    }
    whole = false
    consider(run)
    consider(item.exact ?? item.need)
    run = item.exact ?? ['']
  }
  if (whole) return { exact: run, need: null }
  consider(run)
  return { exact: null, need: best }
}

function isTelling(piece: string): boolean {
  return piece.length > 1 || SIGN.test(piece)
}

/** Long pieces are rare, a sign such as ? is rarer; many pieces are less so. */
function worth(pieces: readonly string[] | null): number {
  if (pieces === null || pieces.length === 0) return 0
  const shortest = Math.min(
    4,
    ...pieces.map((piece) => (SIGN.test(piece) ? 4 : Math.min(3, piece.trim().length))),
  )
  return shortest === 0 ? 0 : shortest * 1000 - pieces.length
}

function repeated(reader: Reader, item: Known): Known {
  const rest = reader.source.slice(reader.at)
  const sign = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/u.exec(rest)?.[0]
  if (sign === undefined) return item
  reader.at += sign.length
  if (sign === '?')
    return item.exact === null ? NOTHING : { exact: [...item.exact, ''], need: null }
  if (sign.startsWith('*') || sign.startsWith('{0') || sign.startsWith('?')) return NOTHING
  return { exact: null, need: item.exact ?? item.need }
}

function readItem(reader: Reader): Known {
  const { source } = reader
  const char = source[reader.at] ?? ''
  if (char === '(') return readGroup(reader)
  if (char === '[') return readClass(reader)
  if (char === '\\') return readEscape(reader)
  reader.at += 1
  if (char === '.') return NOTHING
  return char === '^' || char === '$' ? EMPTY : { exact: [char], need: null }
}

function readGroup(reader: Reader): Known {
  const opening = /^\((?:\?(?::|<?[!=]|<\w+>))?/u.exec(reader.source.slice(reader.at))?.[0] ?? '('
  reader.at += opening.length
  const known = readChoice(reader)
  reader.at += 1
  // What is only looked at takes no room; what stands left and right of it touches.
  return /[!=]$/u.test(opening) ? EMPTY : known
}

function readClass(reader: Reader): Known {
  const end = /^\[(?:\\.|[^\]\\])*\]/u.exec(reader.source.slice(reader.at))?.[0] ?? '['
  reader.at += end.length
  const inside = end.slice(1, -1)
  const isPlain = !inside.startsWith('^') && !inside.includes('\\') && !/.-./u.test(inside)
  return isPlain && inside.length <= MOST_CLASS ? { exact: [...inside], need: null } : NOTHING
}

function readEscape(reader: Reader): Known {
  const text = /^\\(?:[pP]\{[^}]*\}|.)/u.exec(reader.source.slice(reader.at))?.[0] ?? '\\'
  reader.at += text.length
  const char = text[1] ?? ''
  if (char === 'b' || char === 'B') return EMPTY
  if (char === 'n') return { exact: ['\n'], need: null }
  return /[a-z]/iu.test(char) ? NOTHING : { exact: [char], need: null }
}
