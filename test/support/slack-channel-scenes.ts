import type { Incident } from '../../core/incident.ts'
import { bundleMessage } from '../../views/bundle.ts'
import { digestCard } from '../../views/digest-card.ts'
import { digestMessage } from '../../views/digest-message.ts'
import { digestThread } from '../../views/digest-thread.ts'
import { incidentCard, incidentMessage } from '../../views/incident-card.ts'
import { nudgeMessage } from '../../views/nudge.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { resolveQuestion } from '../../views/staff-note.ts'
import { type TroubleView, troubleMessage } from '../../views/trouble.ts'
import { dialogHtml, messageHtml } from './block-kit-html.ts'
import { NOW } from './case-view.ts'
import { digestView } from './digest-view.ts'
import type { Scene } from './slack-scenes.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A rush of complaints. */
export const INCIDENT: Incident = {
  id: 3,
  brandId: 'juniper',
  kind: 'spike',
  isOpen: true,
  mentionId: null,
  startedAt: NOW - 2 * HOUR,
  foundAt: NOW - HOUR,
  endedAt: null,
  evidence: {
    found: 38,
    expected: 6.2,
    chance: 1e-6,
    hours: 2,
    authors: 29,
    unhappy: 21,
    topics: ['power cut', 'harbour street'],
    mentionIds: [],
    deafSources: [],
  },
  version: 2,
}

/** What stands in a channel beside cards: incidents, sources in trouble, digests. */
export function channelScenes(): Scene[] {
  const incident = (more: Partial<Incident>) =>
    messageHtml(incidentMessage(incidentCard({ ...INCIDENT, ...more }, NOW, 'UTC'), 1))
  return [
    {
      name: 'incidents',
      shown: [
        ['spike', incident({})],
        ['spike, over', incident({ isOpen: false, endedAt: NOW - HOUR })],
        [
          'silence',
          incident({
            kind: 'silence',
            evidence: {
              ...INCIDENT.evidence,
              found: 0,
              authors: 0,
              unhappy: 0,
              topics: [],
              deafSources: ['mastodon'],
            },
          }),
        ],
        [
          'take-off',
          incident({
            kind: 'take_off',
            mentionId: 5,
            evidence: { ...INCIDENT.evidence, found: 840, expected: 12 },
          }),
        ],
        [
          'bundle',
          messageHtml(
            bundleMessage({ counts: { complaint: 4, question: 2, praise: 9 }, deskUrl: null }, 1),
          ),
        ],
        [
          'reminder',
          messageHtml(
            nudgeMessage(
              [
                {
                  kind: 'at_risk',
                  author: 'Nadia Brandt',
                  network: 'x',
                  dueAt: NOW - HOUR,
                  owner: null,
                  cardUrl: null,
                  zone: 'UTC',
                },
              ],
              NOW,
              1,
            ) ?? { blocks: [] },
          ),
        ],
        ['asked before it closes', messageHtml(resolveQuestion({ id: 1, version: 1 }, 'Sam'))],
      ],
    },
    { name: 'sources', shown: sourceScenes() },
    { name: 'digest', shown: digestScenes() },
  ]
}

/** A trouble of a source from its first message to its last. */
function sourceScenes(): Scene['shown'] {
  const trouble = (more: Partial<TroubleView>) => {
    const view: TroubleView = {
      id: 1,
      version: 1,
      sourceId: 'town-mastodon',
      network: 'mastodon',
      about: 'needs_person',
      detail: 'town-mastodon: the token was withdrawn.',
      beganAt: NOW - 3 * HOUR,
      lookedAt: NOW - 3 * HOUR,
      endedAt: null,
      zone: 'UTC',
      missed: [],
      ...more,
    }
    return messageHtml(troubleMessage(view, NOW))
  }
  const missed = [{ from: NOW - 3 * HOUR, to: NOW - 2 * HOUR, isFilled: false }]
  const well = { state: 'live', detail: null, last_event_at: NOW - 2 * MINUTE, gaps: [] }
  return [
    ['needs somebody', trouble({})],
    ['looked at again', trouble({ lookedAt: NOW - 5 * MINUTE })],
    ['back, nothing lost', trouble({ endedAt: NOW - MINUTE })],
    ['back, something not seen', trouble({ endedAt: NOW - MINUTE, missed })],
    ['has not answered', trouble({ about: 'away', detail: 'Mastodon answered 503.' })],
    ['quiet', trouble({ about: 'quiet', detail: 'Nothing came since 9 o’clock.' })],
    ['could not fetch everything', trouble({ about: 'gap', detail: '', missed })],
    [
      'all sources',
      dialogHtml(
        sourcesDialog(
          [
            { id: 'juniper-x', network: 'x', ...well },
            {
              id: 'town-mastodon',
              network: 'mastodon',
              ...well,
              state: 'needs_login',
              detail: 'The token was withdrawn.',
              gaps: [{ from_at: NOW - 3 * HOUR, to_at: NOW - 2 * HOUR, why: 'It was away.' }],
            },
          ],
          NOW,
          'UTC',
        ),
      ),
    ],
  ]
}

/** The weekly digest with its thread, and the one of a day on which nothing happened. */
function digestScenes(): Scene['shown'] {
  const about = { id: 1, version: 1 }
  const card = digestCard(digestView())
  const nobody = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  const people = { advocates: [], up: [], down: [], atRisk: [], out: [], thanksDue: [] }
  const waiting = { emergency: 0, late: 0, gift: 0, follow_up: 0, waiting: 0, thank: 0 }
  const held = { count: 0, cases: [], kinds: {} }
  const quiet = digestCard(
    digestView({ kind: 'day', feeling: nobody, todo: [], waiting, people, held }),
  )
  return [
    ['the week', messageHtml(digestMessage(card, about, { by: 'slack' }))],
    ['its thread', messageHtml(digestThread(card, about) ?? { blocks: [] })],
    ['a quiet day', messageHtml(digestMessage(quiet, about, { by: 'slack' }))],
  ]
}
