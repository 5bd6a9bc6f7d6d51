import { guardDraft } from '../core/draft-guard.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import { cleanText, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import type { Playbook } from '../core/playbook.ts'
import { MACHINE_NOTE } from '../core/reply-sheet.ts'
import type { CaseFacts } from '../db/case-facts.ts'

/** Asks a machine for words; connectors/drafts has one. */
export type Drafter = (request: {
  brand: string
  playbook: string
  draft: string
  post: string
  network: string
  maxCharacters: number
}) => Promise<string>

const MAX = 1500
const POST_MAX = 2000

/**
 * A draft by a machine, begun from the playbook's; null where it is none that may stand there, and the note says
 * why. Either way a person reads it, edits it and presses.
 */
export async function suggestDraft(
  drafter: Drafter,
  facts: CaseFacts,
  from: { playbook: Playbook | null; draft: string; max: number | null },
): Promise<{ text: string | null; note: string }> {
  const max = Math.min(from.max ?? MAX, MAX)
  const playbook = `${playbookWords(from.playbook)}\n${from.draft}`
  try {
    const said = await drafter({
      brand: facts.brandName,
      playbook,
      draft: from.draft,
      post: clip(facts.text, POST_MAX),
      network: networkName(facts.network),
      maxCharacters: max,
    })
    const text = cleanText(said).trim()
    const fault = guardDraft(text, { playbook, max })
    if (fault === null) return { text, note: MACHINE_NOTE }
    return { text: null, note: `The machine’s draft was not taken: ${fault}` }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    return { text: null, note: `The machine drafted nothing: ${messageOf(error)}` }
  }
}

function playbookWords(playbook: Playbook | null): string {
  if (playbook === null) return ''
  const { name, steps, breakTheRule, answer, formal, ask, facts } = playbook
  const told = facts.map((fact) => `${fact.name}: ${fact.value}`)
  return [name, ...steps, breakTheRule, answer, formal, ask, ...told].join('\n')
}
