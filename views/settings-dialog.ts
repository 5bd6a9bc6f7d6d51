import { clip } from '../core/hostile-text.ts'
import { OWN_DIGESTS, type OwnDigest } from '../core/own-digest.ts'
import type { Dialog, DialogBlock } from './dialogs.ts'
import { slackLine } from './slack-card.ts'

const NOTICE_MAX = 1000
const DIGEST_WORDS: Readonly<Record<OwnDigest, string>> = {
  off: 'No digest of my own',
  daily: 'Every morning',
  weekly: 'Once a week, in the morning',
}

/** One's own time zone, quiet hours and digest. */
export function settingsDialog(of: {
  ownZone: string | null
  quiet: string | null
  digest: OwnDigest
}): Dialog {
  const choices = OWN_DIGESTS.map((value) => ({
    text: { type: 'plain_text' as const, text: DIGEST_WORDS[value] },
    value,
  }))
  const chosen = choices.find(({ value }) => value === of.digest)
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
      {
        type: 'input',
        block_id: 'digest',
        label: { type: 'plain_text', text: 'What waits for me, as a direct message' },
        hint: { type: 'plain_text', text: 'It comes when your quiet hours are over.' },
        element: {
          type: 'static_select',
          action_id: 'digest',
          options: choices,
          ...(chosen === undefined ? {} : { initial_option: chosen }),
        },
      },
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
    blocks: [slackLine('notice', [{ text: clip(text, NOTICE_MAX) }])],
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
