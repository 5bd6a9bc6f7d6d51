import { clip } from '../core/hostile-text.ts'
import type { Tightening } from '../core/tightening.ts'
import type { Dialog } from './dialogs.ts'
import { filterWords } from './filter-words.ts'
import { slackLine } from './slack-card.ts'

/** A tighter filter with its back-test; submitting it applies it, closing it changes nothing. */
export function filterDialog(filter: Tightening, fault: string | null): Dialog {
  return {
    type: 'modal',
    callback_id: 'filter.review.submit',
    private_metadata: JSON.stringify({ id: filter.id }),
    title: { type: 'plain_text', text: 'A tighter filter' },
    submit: { type: 'plain_text', text: 'Leave them out' },
    close: { type: 'plain_text', text: 'Not now' },
    blocks: [
      slackLine('words', [{ text: clip(filterWords(filter), 1000) }]),
      slackLine('term', [
        { text: 'Added to every query: ' },
        { text: clip(filter.term, 200), bold: true },
        {
          text: '. Posts that are left out are no longer stored or counted. An owner can take it back on the desk, under Digest.',
        },
      ]),
      ...(fault === null ? [] : [slackLine('fault', [{ text: clip(fault, 500), bold: true }])]),
    ],
  }
}
