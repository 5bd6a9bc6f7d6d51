import type { Address } from './address.ts'
import type { Check, WordCount } from './check-words.ts'
import type { Playbook } from './playbook.ts'
import type { Way } from './reply-way.ts'

/** What the writer saw of a case when the dialog was opened: whatever is newer, they do not know of. */
export interface Seen {
  version: number
  /** The newest answer and the newest event then; 0 for none. */
  reply: number
  event: number
}

/** One text that can be taken as the draft. */
export interface DraftChoice {
  /** `late-delivery`, `late-delivery:ask`, `incident:12`, `machine`. */
  value: string
  label: string
}

/** Everything that the Reply and the Thank dialog show, the same in Slack and on the desk. */
export interface ReplySheet {
  kind: 'reply' | 'thank'
  text: string
  count: WordCount
  checks: readonly Check[]
  drafts: readonly DraftChoice[]
  /** Whose draft the text began as; null where it is the writer's own. */
  chosen: string | null
  playbook: Playbook | null
  address: Address
  /** How it would go. */
  way: Way
  /** Whoever is writing an answer already. */
  writer: { name: string; since: number; until: number } | null
  /** Why a second person reads it before it leaves; null where nobody has to. */
  approval: string | null
  seen: Seen
  /** Codes of the checks that the writer was shown and sends anyway. */
  shown: readonly string[]
  /** Something to know about the text, such as that a machine drafted it. */
  note: string | null
  /** Words of a machine that stand beside the writer's own until they are taken; null where there are none. */
  machine: string | null
}

/** The choice that means the words of a machine. */
export const MACHINE = 'machine'
/** Stands with them wherever they are shown. */
export const MACHINE_NOTE = 'A machine drafted this. Read it as if a stranger had written it.'

/** The playbook behind a choice; null for words that are none of a playbook. */
export function playbookOf(choice: string | null): string | null {
  if (choice === null || choice === MACHINE || choice.startsWith('incident:')) return null
  return choice.replace(/:ask$/, '')
}

/** The draft that asks for details in the words of the playbook; null where it has none, or where it stands there already. */
export function questionOf({ playbook, drafts, chosen }: ReplySheet): string | null {
  const question = `${playbook?.id ?? ''}:ask`
  return chosen !== question && drafts.some(({ value }) => value === question) ? question : null
}
