import type { Dialog, DialogBlock } from './dialogs.ts'
import { slackLine } from './slack-card.ts'

/** One's own time zone and quiet hours. */
export function settingsDialog(of: { ownZone: string | null; quiet: string | null }): Dialog {
  return {
    type: 'modal',
    callback_id: 'home.settings.submit',
    private_metadata: '',
    title: { type: 'plain_text', text: 'My settings' },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      line('quiet', 'Quiet hours', 'For example 19:00-08:00. Empty: none.', of.quiet),
      line('zone', 'Time zone', 'For example Europe/Lisbon. Empty: as the brand.', of.ownZone),
    ],
  }
}

/** One sentence, and nothing to do but to read it. */
export function noticeDialog(text: string): Dialog {
  return {
    type: 'modal',
    callback_id: 'notice',
    private_metadata: '',
    title: { type: 'plain_text', text: 'Earshot' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [slackLine('notice', [{ text }])],
  }
}

function line(name: string, label: string, hint: string, value: string | null): DialogBlock {
  return {
    type: 'input',
    block_id: name,
    optional: true,
    label: { type: 'plain_text', text: label },
    hint: { type: 'plain_text', text: hint },
    element: {
      type: 'plain_text_input',
      action_id: name,
      multiline: false,
      max_length: 60,
      ...(value === null ? {} : { initial_value: value }),
    },
  }
}
