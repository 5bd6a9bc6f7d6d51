import { isTitleNear } from './evaluate-query.ts'
import { CALL_FIELDS } from './fields.ts'
import type { FieldTerm, NearOperand, NearTerm, Query, QueryNode, Term, TextTerm } from './query.ts'

/** The query in its plain form: reading it again gives the same query. Comments are gone. */
export function printQuery(query: Query): string {
  return printNode(query.root)
}

/** A part of a query in its plain form. */
export function printNode(node: QueryNode): string {
  switch (node.kind) {
    case 'and':
      return node.children.map(printPart).join(' AND ')
    case 'or':
      return node.children.map(printPart).join(' OR ')
    case 'not':
      return `NOT ${node.child.kind === 'not' ? printNode(node.child) : printPart(node.child)}`
    default:
      return printTerm(node)
  }
}

function printPart(node: QueryNode): string {
  const bare = node.kind !== 'and' && node.kind !== 'or' && node.kind !== 'near'
  return bare ? printNode(node) : `(${printNode(node)})`
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'tag':
      return `#${term.name}`
    case 'handle':
      return `@${term.name}`
    case 'field':
      return printField(term)
    case 'followers':
      return `followers(${term.comparison}${term.count})`
    case 'near':
      return printNear(term)
    default:
      return term.inTitle ? `title:${printText(term)}` : printText(term)
  }
}

function printNear(term: NearTerm): string {
  const operator = `${term.ordered ? 'ONEAR' : 'NEAR'}/${term.distance}`
  const near = `${printOperands(term.left)} ${operator} ${printOperands(term.right)}`
  return isTitleNear(term) ? `title:(${near})` : near
}

function printOperands(operands: readonly NearOperand[]): string {
  const texts = operands.map((operand) =>
    'inTitle' in operand ? printText(operand) : printTerm(operand),
  )
  return texts.length === 1 ? texts.join('') : `(${texts.join(' OR ')})`
}

function printText({ kind, text }: TextTerm): string {
  if (kind === 'phrase') return `"${text}"`
  if (kind === 'literal') return `\`${text}\``
  return kind === 'prefix' ? `${text}*` : text
}

function printField({ field, value }: FieldTerm): string {
  const text = /[\s()（）`]/.test(value) ? `"${value}"` : value
  return CALL_FIELDS.includes(field) ? `${field}(${text})` : `${field}:${text}`
}
