import { describe, expect, it } from 'vitest'
import type { Playbook } from '../../core/playbook.ts'
import type { CaseView } from '../../views/case-view.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { heldAnswer, mineAnswer, mutedAnswer, searchAnswer } from '../../views/command-answers.ts'
import { contactDialog } from '../../views/contact-dialog.ts'
import { labelDialog, readDialog, reviewDialog } from '../../views/dialogs.ts'
import { type HomeView, homeView } from '../../views/home.ts'
import { logPostDialog } from '../../views/log-dialog.ts'
import { playbookDialog } from '../../views/playbook-dialog.ts'
import { replyDialog } from '../../views/reply-dialog.ts'
import { noticeDialog, settingsDialog } from '../../views/settings-dialog.ts'
import { statementDialog } from '../../views/statement.ts'
import { whoAnswer } from '../../views/who-answer.ts'
import { aCaseView } from '../support/case-view.ts'
import { checkBlocks } from '../support/fake-slack/block-rules.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { readBlocks, readMrkdwn } from '../support/fake-slack/live-tokens.ts'
import { checkView, isViewTooLarge } from '../support/fake-slack/view-rules.ts'
import { HOSTILE_CORPUS } from '../support/hostile-corpus.ts'
import { NOON } from '../support/listening-desk.ts'
import { aHostileSheet } from '../support/reply-sheet.ts'

type View = { type: string; blocks: readonly unknown[] }
type Message = { text: string; blocks: readonly unknown[] }

const SHARE = { right: 1, n: 2, interval: { low: 0.1, high: 0.9 } }

function aCase(bad: string): CaseView {
  return aCaseView({
    text: bad,
    parentText: bad,
    place: bad,
    author: { ...aCaseView().author, name: bad, handle: bad },
    words: [bad],
    queries: [bad],
  })
}

function aHome(bad: string): HomeView {
  const row = {
    id: 1,
    kind: 'complaint' as const,
    author: bad,
    network: 'x' as const,
    text: bad,
    dueAt: NOON,
    answeredAt: null,
    snoozedUntil: null,
    followUpSince: null,
  }
  return {
    name: bad,
    role: 'approver',
    zone: 'UTC',
    ownZone: null,
    quiet: null,
    digest: 'off',
    mine: { rows: [row], total: 1 },
    unclaimed: { rows: [{ ...row, id: 2 }], total: 50 },
    back: { rows: [{ ...row, id: 3, snoozedUntil: NOON }], total: 1 },
    approvals: [{ caseId: 4, gift: bad, by: bad, author: bad }],
    month: { answers: 2, typicalWaitMs: 60_000, kudos: 1 },
  }
}

/** Everything that a person opens in Slack, with the same words wherever others have a say. */
function viewsOf(bad: string): View[] {
  const view = aCase(bad)
  const brands = [
    { id: 'a', name: bad },
    { id: 'b', name: 'Juniper' },
  ]
  const state = {
    message: null,
    network: 'feed' as const,
    url: `https://blog.harbour.coffee/${encodeURIComponent(bad.slice(0, 300).toWellFormed())}`,
    authorId: null,
    at: null,
    brandId: null,
  }
  const post = { id: 7, text: bad, parent: bad, author: bad, networkName: 'X', at: NOON }
  const check = {
    brandId: 'a',
    brandName: bad,
    drawn: 20,
    judged: 3,
    next: post,
    blind: { relevance: SHARE, sentiment: SHARE },
    corrected: { relevance: SHARE, sentiment: SHARE },
    fault: null,
  }
  return [
    homeView(aHome(bad), null, NOON),
    homeView(aHome(bad), 'unclaimed', NOON),
    replyDialog(view, aHostileSheet(bad), { suggests: true, mayEdit: true }),
    replyDialog(
      { ...view, reply: { may: true, account: '@j', mayDirect: true } },
      { ...aHostileSheet(bad), way: 'direct' },
    ),
    replyDialog(
      view,
      { ...aHostileSheet(bad), kind: 'thank' },
      { turn: 1, gifts: [{ id: 'g', name: bad, value: bad, needsApproval: true }] },
    ),
    reviewDialog(view, { id: 1, text: bad, why: bad, by: { name: bad } }),
    ...[true, false].map((mayEdit) =>
      playbookDialog({
        list: [{ id: 'a', name: bad }],
        chosen: { ...(aHostileSheet(bad).playbook as Playbook), enabled: true },
        brands,
        mayEdit,
        usage: [bad],
      }),
    ),
    ...[true, false].map((mayWrite) =>
      statementDialog({ id: 1, headline: bad, text: bad, seen: 0 }, mayWrite),
    ),
    labelDialog(view),
    readDialog(view),
    logPostDialog(state, brands, { text: bad, author: bad }),
    contactDialog(brands, null),
    checkDialog(check, brands),
    settingsDialog({ ownZone: null, quiet: null, digest: 'off' }),
    noticeDialog('Nothing was changed.'),
  ]
}

/** Everything that a command answers. */
function messagesOf(bad: string): Message[] {
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
    mineAnswer(aHome(bad).mine, NOON, 'UTC'),
    heldAnswer(aHome(bad).unclaimed, NOON, 'UTC', 'agent'),
  ]
}

/** What Slack would refuse or bring to life in a text of somebody who wishes us ill; a button may lead anywhere. */
function harmOf(bad: string): unknown[] {
  const harm: unknown[] = []
  for (const view of viewsOf(bad)) {
    const wire = JSON.parse(JSON.stringify(view)) as JsonObject
    harm.push(...checkView(wire, view.type as 'modal' | 'home'))
    harm.push(...readBlocks(wire['blocks'] as JsonObject[], view.type))
    if (isViewTooLarge(wire)) harm.push('too large')
  }
  for (const message of messagesOf(bad)) {
    const blocks = JSON.parse(JSON.stringify(message.blocks)) as JsonObject[]
    harm.push(...checkBlocks(blocks, 'message'), ...readBlocks(blocks, 'message'))
    const reading = { where: 'text', linkNames: false, autoLink: false }
    harm.push(...readMrkdwn(message.text, reading))
  }
  return harm
}

describe('words of others on Home, in dialogs and in answers', () => {
  it('come in more than three hundred ways, each another', () => {
    expect(new Set(HOSTILE_CORPUS).size).toBe(HOSTILE_CORPUS.length)
    expect(HOSTILE_CORPUS.length).toBeGreaterThanOrEqual(300)
  })

  it('are drawn within the limits of Slack, and none of them comes to life', () => {
    for (const bad of HOSTILE_CORPUS) {
      const found = harmOf(bad)
      expect({ bad: bad.slice(0, 80), found }).toEqual({ bad: bad.slice(0, 80), found: [] })
    }
  })

  it('would be found if one did', () => {
    const text = { type: 'mrkdwn', text: '<!channel>' }
    expect(readBlocks([{ type: 'section', text }], 'x')).toHaveLength(1)
  })
})
