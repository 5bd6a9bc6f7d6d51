import { type Document, isScalar, LineCounter, parseDocument, visit, type YAMLError } from 'yaml'

const ALIASES =
  'its parts repeat each other without end. Write out what it stands for instead of using & and *.'

/** A text that cannot be read as YAML: the line and the mend, for somebody who has never heard of YAML. */
export class YamlFault extends Error {}

/** The value that a YAML text holds; YamlFault with the line and the mend where it cannot be read. */
export function readYaml(text: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines })
  const fault = document.errors[0]
  if (fault !== undefined) throw new YamlFault(wordsOf(fault, document, lines, text))
  if (holdsItself(document)) throw new YamlFault(ALIASES)
  try {
    return document.toJS({ maxAliasCount: 50 }) as unknown
  } catch (cause) {
    // Nothing else is refused here.
    throw new YamlFault(ALIASES, { cause })
  }
}

/** Only an alias below its own anchor makes a value that holds itself. */
function holdsItself(document: Document): boolean {
  let found = false
  visit(document, {
    Alias: (_, alias, path) => {
      const target = alias.resolve(document)
      found ||= target !== undefined && path.includes(target)
    },
  })
  return found
}

function wordsOf(fault: YAMLError, document: Document, lines: LineCounter, text: string): string {
  const at = fault.pos[0]
  const { line } = lines.linePos(at)
  // The parser gives up on deep nests by running out of stack; nobody knows what that means.
  if (fault.message.includes('call stack')) return `its lists lie too deep at line ${line}.`
  if (fault.message.includes('closing')) return openQuote(document, lines, line)
  if (/^Flow (sequence|map)/.test(fault.message))
    return `line ${line}: a bracket that opens there or above is never closed. Write the missing ] or }.`
  switch (fault.code) {
    case 'BAD_SCALAR_START':
      return `line ${line}: what begins with ${text.charAt(at)} has to stand in quotes.`
    case 'TAB_AS_INDENT':
      return `line ${line} begins with a tab. Use spaces.`
    case 'DUPLICATE_KEY':
      return `line ${line}: this key stands there twice. Put both under one.`
    case 'BAD_INDENT':
      return `line ${line} begins too far left or right. What belongs together begins in the same column.`
    case 'BLOCK_AS_IMPLICIT_KEY':
      return `line ${line} has a second colon. Put the words after the first one in quotes.`
    case 'MULTILINE_IMPLICIT_KEY':
      return `line ${line}: a key needs a colon and a space after it.`
    default:
      return `line ${line}: look there and at the line above. A quote, bracket, colon or hyphen is missing or too many, or a line begins in the wrong column.`
  }
}

/** An open quote swallows everything to the end, so it is the last one; the parser tells of the end only. */
function openQuote(document: Document, lines: LineCounter, end: number): string {
  let line = end
  visit(document, (_, node) => {
    if (!isScalar(node) || node.type?.startsWith('QUOTE') !== true) return
    line = lines.linePos(node.range?.[0] ?? 0).line
  })
  return `line ${line}: a quote opens there and is never closed.`
}
