import { createHash } from 'node:crypto'
import { bareWords } from '../../analysis/near-copies/bare-words.ts'
import type { Draft, Step } from '../draft.ts'

/** Words said again within this time join the first post. */
export const DUPLICATE_MS = 7 * 86_400_000
/** Shorter texts are the same by chance ("love it @juniper"): they join only within one author. */
const MIN_SHARED = 40

/** Joins a post to an earlier one with the same or nearly the same words: counted, but no second card. */
export const duplicate: Step = {
  name: 'duplicate',
  run(draft, { recent, nearCopies }) {
    for (const [brandId, hash] of hashesOf(draft)) {
      const name = `${brandId}\n${hash}`
      const first = recent.get(name)
      if (first === undefined) recent.set(name, draft.id)
      else if (first !== draft.id && !draft.isEdit) draft.joinedTo ??= first
    }
    if (draft.joinedTo !== null || draft.isEdit) return 'ok'
    for (const brandId of draft.hashes.keys())
      draft.joinedTo ??= nearCopies.findOrNote(brandId, draft.id, draft.mention.text)
    return 'ok'
  },
}

/** Fingerprints of the words, a brand, or of the bare links and emoji where there are no words; empty where there is nothing. */
export function hashesOf(draft: Draft): Map<string, string> {
  if (draft.hashes.size > 0) return draft.hashes
  const words = bareWords(draft.mention.text) || draft.mention.text.trim()
  if (words === '') return draft.hashes
  const by = words.length < MIN_SHARED ? (draft.authorKey ?? draft.mention.key) : ''
  const hash = createHash('sha256').update(`${by}\n${words}`).digest('base64url').slice(0, 22)
  for (const brandId of draft.caughtBy.keys()) draft.hashes.set(brandId, hash)
  return draft.hashes
}
