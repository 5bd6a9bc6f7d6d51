import type { Step } from '../draft.ts'

/** Takes the language the network claims, as a plain primary tag; understanding settles what is open. */
export const language: Step = {
  name: 'language',
  run(draft) {
    const claimed = draft.mention.lang?.toLowerCase().split(/[-_]/)[0] ?? ''
    draft.lang = /^[a-z]{2,3}$/.test(claimed) && claimed !== 'und' ? claimed : null
    return 'ok'
  },
}
