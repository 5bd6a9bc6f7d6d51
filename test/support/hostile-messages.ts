import { PLAIN_VERBS } from '../../actions/perform-verb.ts'
import { briefAnswer, statusAnswer } from '../../views/brief.ts'
import { caseCard } from '../../views/case-card.ts'
import type { CaseView } from '../../views/case-view.ts'
import { heldAnswer, mineAnswer, mutedAnswer, searchAnswer } from '../../views/command-answers.ts'
import { digestCard } from '../../views/digest-card.ts'
import { digestMessage } from '../../views/digest-message.ts'
import { digestThread } from '../../views/digest-thread.ts'
import { incidentCard, incidentMessage } from '../../views/incident-card.ts'
import { noticeMessage } from '../../views/notice.ts'
import { nudgeMessage, nudgeNote } from '../../views/nudge.ts'
import { ownDigestMessage } from '../../views/own-digest.ts'
import { personMessage } from '../../views/person-card.ts'
import { slackCard } from '../../views/slack-card.ts'
import { resolveQuestion, staffNote } from '../../views/staff-note.ts'
import { threadNote } from '../../views/thread-note.ts'
import { troubleMessage } from '../../views/trouble.ts'
import { unsureMessage } from '../../views/unsure-message.ts'
import { whoAnswer } from '../../views/who-answer.ts'
import { digestView, WORDS } from './digest-view.ts'
import { aHostileCase, aHostileHome, aHostileSource } from './hostile-views.ts'
import { NOON } from './listening-desk.ts'
import { INCIDENT } from './slack-channel-scenes.ts'

/** What stands in a channel, a thread or an answer to somebody alone. */
type Message = { text: string; blocks: readonly unknown[] }

/** Everything that stands in a channel, in a thread, in a direct message, or answers a command. */
export function hostileMessages(bad: string): Message[] {
  const [network, at] = ['x', NOON] as const
  const post = { id: 1, text: bad, author: bad, network, at, url: bad, caseId: 2 }
  const said = [{ at, network, text: bad }]
  const card = {
    id: 1,
    name: bad,
    zone: 'UTC',
    accounts: [{ handle: bad, network, followers: 4 }],
    stage: 'client',
    stageSince: at,
    rests: { said: 1, orders: 1 },
    unproved: true,
    love: 1,
    reach: null,
    risk: 2,
    strikes: 1,
    isOut: true,
    terms: {},
    posts: 1,
    contacts: 1,
    lastAt: at,
    orders: { count: 1, lastAt: at },
    nextStep: null,
    nextDue: at,
    keyManager: bad,
    gives: [{ what: 'gift', n: 1, at }],
    asks: { n: 1, at },
    rules: ['They asked us not to write to them.'],
  }
  const account = { name: bad, handle: bad, network, posts: said }
  return [
    searchAnswer(bad, [post], NOON, 'UTC'),
    searchAnswer(bad, [], NOON, 'UTC'),
    whoAnswer(bad, [{ card, said }], [account], NOON),
    whoAnswer(bad, [], [], NOON),
    mutedAnswer('Juniper', [bad.slice(0, 60)]),
    mineAnswer(aHostileHome(bad).mine, NOON, 'UTC'),
    heldAnswer(aHostileHome(bad).unclaimed, NOON, 'UTC', 'agent'),
    personMessage(card, NOON),
    briefAnswer([aDay(bad)], [aHostileSource(bad)]),
    statusAnswer([aDay(bad)], [aHostileSource(bad)]),
    ...cardMessages(bad),
    ...threadMessages(bad),
    ...digestMessages(bad),
  ]
}

/** Cards of a case in its states, and what speaks of many cases. */
function cardMessages(bad: string): Message[] {
  const view = aHostileCase(bad)
  const by = { id: 'sam', name: bad, slackUserId: null }
  const states: Partial<CaseView>[] = [
    { suggested: by, reply: { may: false, why: bad, openUrl: bad }, surroundings: [bad] },
    {
      status: 'waiting_approval',
      owner: by,
      claimedAt: NOON,
      waitingReply: { id: 1, text: bad, why: bad, by },
      waitingGrant: { id: 1, pool: bad, by },
      lastReply: { state: 'failed', by, kind: 'reply', error: bad },
      replying: { by, until: NOON + 86_400_000 },
      known: { segments: [bad], isTop: true, manager: bad },
    },
    { judgedBy: by, labels: ['complaint'], reply: { may: true, account: bad } },
    { status: 'resolved', owner: by, answeredAt: NOON, resolvedAt: NOON },
  ]
  const line = {
    kind: 'at_risk' as const,
    author: bad,
    network: 'x' as const,
    dueAt: NOON,
    owner: bad,
    cardUrl: null,
    zone: 'UTC',
  }
  const nudge = nudgeMessage([line], NOON, 1)
  return [
    ...states.map((more) => slackCard(caseCard({ ...view, ...more }, NOON))),
    unsureMessage({ askedIn: 1, version: 1, all: 2, open: 1, shown: [view] }, NOON),
    nudgeNote(line, NOON, 1),
    ...(nudge === null ? [] : [nudge]),
  ]
}

/** What is told of a case in its thread and to a colleague, and of sources and incidents. */
function threadMessages(bad: string): Message[] {
  const about = {
    to: bad,
    words: bad,
    until: NOON,
    other: 2,
    give: bad,
    worth: 4,
    mood: 'positive',
    zone: 'UTC',
  }
  const reply = {
    kind: 'reply' as const,
    text: bad,
    error: bad,
    network: 'x' as const,
    account: bad,
    gift: bad,
  }
  const events = [...PLAIN_VERBS, 'case.reply', 'case.thank', 'reply.failed', 'reply.sent'].map(
    (kind, id) => ({ id, kind, at: NOON, by: bad, toStatus: null, posts: 2, reply, about }),
  )
  const one = {
    id: 1,
    kind: 'complaint' as const,
    author: bad,
    network: 'x' as const,
    answeredAt: null,
    dueAt: NOON,
    cardUrl: null,
    zone: 'UTC',
  }
  const incident = { ...incidentCard(anIncident(bad), NOON, 'UTC'), needsWords: true }
  return [
    threadNote(events, NOON, 'UTC'),
    ...events.map((event) => staffNote(event, one, NOON)),
    resolveQuestion({ id: 1, version: 1 }, bad),
    noticeMessage({ text: bad }, 1),
    incidentMessage({ ...incident, statement: { text: bad, by: bad } }, 1),
    troubleMessage(
      {
        id: 1,
        version: 1,
        sourceId: 'town',
        network: 'mastodon',
        about: 'needs_person',
        detail: bad,
        beganAt: NOON,
        lookedAt: NOON,
        endedAt: null,
        zone: 'UTC',
        missed: [],
      },
      NOON,
    ),
  ].filter((message) => message !== null)
}

function anIncident(bad: string) {
  return {
    ...INCIDENT,
    evidence: { ...INCIDENT.evidence, topics: [bad], deafSources: [bad] },
  }
}

/** The weekly digest with its thread. */
function digestMessages(bad: string): Message[] {
  const view = digestView(
    {},
    {
      brandName: bad,
      cases: new Map(
        [...WORDS.cases].map(([id, one]) => [
          id,
          one === null ? one : { ...one, who: bad, text: bad },
        ]),
      ),
      quotes: new Map([...WORDS.quotes].map(([id, one]) => [id, { ...one, who: bad, text: bad }])),
      people: new Map([...WORDS.people].map(([id]) => [id, bad])),
      staff: new Map([['leo', { name: bad, slackUserId: null }]]),
      topics: new Map([['queue', bad]]),
    },
  )
  const card = digestCard(view)
  const thread = digestThread(card, { id: 1, version: 1 })
  return [
    digestMessage(card, { id: 1, version: 1 }, { by: 'slack' }),
    ...(thread === null ? [] : [thread]),
    ownDigestMessage(
      {
        ...aHostileHome(bad),
        kind: 'week',
        did: { answers: 2, typicalWaitMs: 60_000, kudos: 1 },
        brands: [{ name: bad, facts: view.facts, judged: view.judged }],
      },
      1,
      NOON,
    ),
  ]
}

function aDay(bad: string) {
  return {
    brandName: bad,
    mentions: 2,
    negative: 1,
    positive: 1,
    open: 1,
    late: 1,
    answered: 1,
    typicalAnswerMin: 4,
    rising: [bad],
  }
}
