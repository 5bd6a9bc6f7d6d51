import { WAYS } from '../core/contact.ts'
import { SAID_CHOICES, WAY_WORDS } from './contact-form.ts'
import type { Dialog } from './dialogs.ts'
import { brandChoices, choice, input } from './log-dialog.ts'

/** Where staff write down in Slack that somebody rang, came in or wrote; `brandId` where there is only one. */
export function contactDialog(
  brands: readonly { id: string; name: string }[],
  brandId: string | null,
  given: {
    who: string | null
    text: string | null
    /** Those who may be meant by what was typed. */
    meant: readonly { value: string; label: string }[]
  } = { who: null, text: null, meant: [] },
): Dialog {
  return {
    type: 'modal',
    callback_id: 'log.contact.submit',
    private_metadata: JSON.stringify({ brandId }),
    title: { type: 'plain_text', text: 'Log a contact' },
    submit: { type: 'plain_text', text: 'Write it down' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(brandId === null ? [choice('brand', 'About', brandChoices(brands))] : []),
      input('who', 'Who', { value: given.who, hint: 'A handle that we know, or their name.' }),
      ...(given.meant.length === 0 ? [] : [choice('which', 'Who of them is it?', given.meant)]),
      choice(
        'way',
        'How',
        WAYS.map((way) => ({ value: way, label: WAY_WORDS[way] })),
      ),
      choice('said', 'What they did', SAID_CHOICES),
      input('text', 'In a sentence', { value: given.text, isLong: true }),
    ],
  }
}
