import { checkWords } from '../../core/check-words.ts'
import type { ReplySheet } from '../../core/reply-sheet.ts'
import { STARTER_PLAYBOOKS } from '../../core/starter-playbooks.ts'
import type { CaseView } from '../../views/case-view.ts'
import { reviewDialog } from '../../views/dialogs.ts'
import { replyDialog } from '../../views/reply-dialog.ts'
import { dialogHtml } from './block-kit-html.ts'
import { NOW } from './case-view.ts'
import { aReplySheet } from './reply-sheet.ts'
import type { Scene } from './slack-scenes.ts'

const MINUTE = 60_000
const ASK = 'Hi Nadia, I am sorry about this. Which order was it?'
const PROMISE = 'Hi Nadia, I am sorry. We will refund you today: https://juniper.example/refunds'

/** The Reply and the Thank dialog: as they open, with a machine’s words, with both ways, and before Send anyway. */
export function replyScenes(view: CaseView): Scene[] {
  return [
    {
      name: 'reply',
      shown: [
        ['Reply', dialogHtml(replyDialog(view, aReplySheet({})))],
        [
          'a machine drafted, seen by an approver',
          dialogHtml(
            replyDialog(
              view,
              aReplySheet({
                playbook: STARTER_PLAYBOOKS.find(({ id }) => id === 'complaint') ?? null,
                machine:
                  'Hi Nadia, I am sorry that your latte came cold. I am looking into it with the team at the station now.',
              }),
              { suggests: true, mayEdit: true },
            ),
          ),
        ],
        [
          'Thank',
          dialogHtml(
            replyDialog(view, aReplySheet({ kind: 'thank' }), {
              gifts: [{ id: 'cake', name: 'A slice of cake', value: '4.50', needsApproval: true }],
            }),
          ),
        ],
      ],
    },
    { name: 'reply-ways', shown: wayScenes(view) },
    { name: 'reply-checks', shown: checkScenes(view) },
  ]
}

/** Below the post for everybody, or to its author alone. */
function wayScenes(of: CaseView): Scene['shown'] {
  const reply = { may: true, account: '@juniper', until: null, mayDirect: true } as const
  const view: CaseView = { ...of, network: 'x', reply }
  const drawn = (sheet: Partial<ReplySheet>) => dialogHtml(replyDialog(view, aReplySheet(sheet)))
  const length = [...ASK].length
  return [
    [
      'the way it goes: below the post',
      drawn({ text: ASK, count: { length, max: 280 }, checks: checks(ASK, 280) }),
    ],
    [
      'the way it goes: a direct message',
      drawn({
        text: ASK,
        way: 'direct',
        count: { length, max: 10_000 },
        checks: checks(ASK, 10_000),
      }),
    ],
    [
      'a direct message that waits for a second person',
      dialogHtml(
        reviewDialog(view, {
          id: 1,
          text: 'You get your money back for the order of Tuesday.',
          why: 'It is about money back, so a colleague reads it first.',
          by: { name: 'Ines Okafor' },
          way: 'direct',
        }),
      ),
    ],
  ]
}

/** What has to be seen before words leave, and a colleague who writes at the same time. */
function checkScenes(of: CaseView): Scene['shown'] {
  const view: CaseView = { ...of, network: 'x' }
  const usd = 0.2
  const cost = { usd, why: 'A link makes this answer cost 0.20 USD on X.' }
  const seen = checks(PROMISE, 280, cost)
  return [
    [
      'looked over, with a colleague who is writing',
      dialogHtml(
        replyDialog(
          view,
          aReplySheet({
            text: PROMISE,
            count: { length: 60, max: 280, cost },
            checks: seen,
            shown: seen.filter(({ level }) => level === 'look').map(({ code }) => code),
            writer: { name: 'Sam Reyes', since: NOW - 2 * MINUTE, until: NOW + 8 * MINUTE },
          }),
        ),
      ),
    ],
    [
      'with something left to fill in, by somebody new',
      dialogHtml(
        replyDialog(
          view,
          aReplySheet({
            text: 'Hi Nadia, I am sorry. {what_we_do}',
            checks: checks('Hi Nadia, I am sorry. {what_we_do}', 280),
            approval: 'A colleague reads what new people write before it leaves.',
          }),
        ),
      ),
    ],
  ]
}

function checks(text: string, max: number, cost: { usd: number; why: string } | null = null) {
  return checkWords(text, {
    count: { length: [...text].length, max, cost },
    networkName: 'X',
    facts: [],
    isSaidToThem: false,
    saidToday: 0,
    changes: [],
  })
}
