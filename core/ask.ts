/** Whom we ask, all of them alike: a kind of people, never people by how happy they are. */
export type Selection =
  | { kind: 'everybody' }
  /** Who bought within so many days. */
  | { kind: 'buyers'; days: number }
  /** Whose case ended within so many days, whatever it was about. */
  | { kind: 'answered'; days: number }
  | { kind: 'segment'; segmentId: string }

/** What a selection is called where people choose one, with the form that a program types. */
export const SELECTION_FORMS = 'everybody, buyers:30, answered:30 or segment:ID'

/** "buyers:30" and its like; null for what is no kind of people. */
export function readSelection(text: string): Selection | null {
  const [, kind = '', of = ''] = /^([a-z]+)(?::([a-z0-9_-]+))?$/.exec(text.trim()) ?? []
  if (kind === 'everybody' && of === '') return { kind }
  if (kind === 'segment' && of !== '') return { kind, segmentId: of }
  const days = Number(of)
  if ((kind !== 'buyers' && kind !== 'answered') || !Number.isInteger(days)) return null
  return days >= 1 && days <= 730 ? { kind, days } : null
}

/** The text of a link: which ask it is, and the mark that only this desk can make. */
export function linkToken(askId: number, mark: string): string {
  return `${askId.toString(36)}.${mark}`
}

/** The number of the ask that a link claims to be; null where it is no link of ours at all. */
export function readToken(token: string): { askId: number; mark: string } | null {
  const [, id = '', mark = ''] = /^([0-9a-z]{1,12})\.([\w-]{20,64})$/.exec(token) ?? []
  const askId = Number.parseInt(id, 36)
  return mark !== '' && Number.isSafeInteger(askId) ? { askId, mark } : null
}

/** What is marked: the ask and the moment until which it holds. */
export function markedText(askId: number, expiresAt: number): string {
  return `feedback:${askId}:${expiresAt}`
}
