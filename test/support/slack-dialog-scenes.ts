import type { Playbook } from '../../core/playbook.ts'
import { STARTER_PLAYBOOKS } from '../../core/starter-playbooks.ts'
import { giftDialog, labelDialog, readDialog } from '../../views/dialogs.ts'
import { incidentCard, incidentMessage } from '../../views/incident-card.ts'
import { playbookDialog } from '../../views/playbook-dialog.ts'
import { statementDialog } from '../../views/statement.ts'
import { type VerbForm, verbForms } from '../../views/verb-forms.ts'
import { verbsDialog } from '../../views/verbs-dialog.ts'
import { dialogHtml, messageHtml } from './block-kit-html.ts'
import { aCaseView, NOW } from './case-view.ts'
import { SAID } from './slack-card-scenes.ts'
import { INCIDENT } from './slack-channel-scenes.ts'
import { replyScenes } from './slack-reply-scenes.ts'
import type { Scene } from './slack-scenes.ts'

const LEO = { id: 'leo', name: 'Leo Marsh', slackUserId: null }
const A_PLAYBOOK: Playbook = {
  id: 'billing',
  name: 'Charged wrongly',
  brand: null,
  kinds: ['complaint', 'question'],
  aspects: ['billing'],
  steps: ['Take it to a private message.', 'Look the payment up.', 'Say when the money is back.'],
  breakTheRule: 'Where it is under 10, pay it back and look later.',
  answer: '{greeting} I am sorry about this charge. It is back on your card within {refund_time}.',
  formal: '',
  ask: '{greeting} please send us a message with the day and the amount.',
  facts: [{ name: 'refund_time', value: '5 days', about: ['refund', 'money back'] }],
  gives: [{ id: 'coffee', name: 'A coffee on the house', upTo: 4.5, currency: 'GBP' }],
}

/** Every dialog. */
export function dialogScenes(): Scene[] {
  const view = aCaseView()
  const forms = verbForms(view, {
    me: 'sam',
    role: 'owner',
    team: [LEO],
    workers: [LEO],
    cases: [{ id: 4820, kind: 'complaint', who: 'Theo Amadi', text: 'Cold again.' }],
    muted: ['gin'],
    gives: [{ value: 'cake', label: 'A slice of cake' }],
    hasQuestion: true,
  })
  const drawn = (form: VerbForm) =>
    [form.label, dialogHtml(verbsDialog(view, forms, form))] as const
  const filled = forms.filter(({ fields }) => fields.length > 0)
  return [
    {
      name: 'dialogs-1',
      shown: [
        ['Read wrong?', dialogHtml(labelDialog(view))],
        ['Say what it is', dialogHtml(labelDialog(aCaseView({ ...SAID.unsure, kind: 'unsure' })))],
        ['Read all', dialogHtml(readDialog(view))],
      ],
    },
    {
      name: 'dialogs-2',
      shown: [
        [
          'Review a gift',
          dialogHtml(
            giftDialog(view, {
              id: 1,
              text: 'Thank you, Nadia.',
              gift: 'A slice of cake (£4.50)',
              by: 'Sam',
              reason: 'Helped three people.',
            }),
          ),
        ],
        ['More…', dialogHtml(verbsDialog(view, forms, null))],
        [
          'a refusal',
          dialogHtml(
            verbsDialog(view, forms, null, 'This case is already closed. Reopen it first.'),
          ),
        ],
      ],
    },
    { name: 'playbooks', shown: playbookScenes() },
    ...replyScenes(view),
    { name: 'verbs-1', shown: filled.slice(0, 5).map(drawn) },
    { name: 'verbs-2', shown: filled.slice(5, 10).map(drawn) },
    { name: 'verbs-3', shown: filled.slice(10).map(drawn) },
  ].filter(({ shown }) => shown.length > 0) as Scene[]
}

function playbookScenes(): Scene['shown'] {
  return [
    [
      'to read',
      dialogHtml(
        playbookDialog({
          list: STARTER_PLAYBOOKS,
          chosen: { ...A_PLAYBOOK, enabled: true },
          brands: [],
          mayEdit: false,
          usage: [
            'The last 90 days: 14 answers began with it. 5 of the people wrote kindly as the next thing, 1 were unhappy again; the others wrote nothing more.',
          ],
        }),
      ),
    ],
    [
      'to change, by an approver',
      dialogHtml(
        playbookDialog({
          list: null,
          chosen: { ...A_PLAYBOOK, enabled: true },
          brands: [],
          mayEdit: true,
        }),
      ),
    ],
    [
      'the statement about an incident',
      dialogHtml(
        statementDialog(
          {
            id: 3,
            headline: incidentCard(INCIDENT, NOW, 'UTC').text,
            text: '{greeting} our card reader is broken. Cash works, and we mend it today.',
            seen: NOW,
          },
          true,
        ),
      ),
    ],
    [
      'an incident with its statement',
      messageHtml(
        incidentMessage(
          {
            ...incidentCard(INCIDENT, NOW, 'UTC'),
            needsWords: true,
            statement: {
              text: '{greeting} our card reader is broken. Cash works, and we mend it today.',
              by: 'Leo Marsh',
            },
          },
          2,
        ),
      ),
    ],
  ]
}
