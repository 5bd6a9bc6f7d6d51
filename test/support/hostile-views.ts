import type { Playbook } from '../../core/playbook.ts'
import type { Tightening } from '../../core/tightening.ts'
import type { CaseView } from '../../views/case-view.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { contactDialog } from '../../views/contact-dialog.ts'
import { giftDialog, labelDialog, readDialog, reviewDialog } from '../../views/dialogs.ts'
import { filterDialog } from '../../views/filter-dialog.ts'
import { type HomeView, homeView } from '../../views/home.ts'
import { logPostDialog } from '../../views/log-dialog.ts'
import { playbookDialog } from '../../views/playbook-dialog.ts'
import { replyDialog } from '../../views/reply-dialog.ts'
import { noticeDialog, settingsDialog } from '../../views/settings-dialog.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { statementDialog } from '../../views/statement.ts'
import { verbForms } from '../../views/verb-forms.ts'
import { verbsDialog } from '../../views/verbs-dialog.ts'
import { aCaseView } from './case-view.ts'
import { WORDS } from './digest-view.ts'
import { NOON } from './listening-desk.ts'
import { aHostileSheet } from './reply-sheet.ts'

/** A dialog or a Home. */
type View = { type: string; blocks: readonly unknown[] }
const SHARE = { right: 1, n: 2, interval: { low: 0.1, high: 0.9 } }

/** A case with the same words wherever others have a say. */
export function aHostileCase(bad: string): CaseView {
  return aCaseView({
    text: bad,
    parentText: bad,
    place: bad,
    author: { ...aCaseView().author, name: bad, handle: bad },
    words: [bad],
    queries: [bad],
  })
}

/** A Home with the same words wherever others have a say. */
export function aHostileHome(bad: string): HomeView {
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
export function hostileViews(bad: string): View[] {
  const view = aHostileCase(bad)
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
    homeView(aHostileHome(bad), null, NOON),
    homeView(aHostileHome(bad), 'unclaimed', NOON),
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
    giftDialog(view, { id: 1, text: bad, gift: bad, by: bad, reason: bad }),
    ...verbDialogs(view, bad),
    filterDialog({ ...(WORDS.tightening as Tightening), term: bad }, bad),
    sourcesDialog([aHostileSource(bad)], NOON, 'UTC'),
    logPostDialog(state, brands, { text: bad, author: bad }),
    contactDialog(brands, null),
    checkDialog(check, brands),
    settingsDialog({ ownZone: null, quiet: null, digest: 'off' }),
    noticeDialog(bad),
  ]
}

/** Verbs whose dialogs list what others wrote or are called. */
const LISTING = ['case.kudos', 'case.merge', 'case.unmute_word', 'case.amends']

/** The list behind "More…", and what such verbs want to know. */
function verbDialogs(view: CaseView, bad: string): View[] {
  const somebody = [{ id: 'leo', name: bad }]
  const forms = verbForms(
    { ...view, owner: { id: 'me', name: bad, slackUserId: null }, claimedAt: NOON },
    {
      me: 'me',
      role: 'owner',
      team: somebody,
      workers: somebody,
      cases: [{ id: 2, kind: 'complaint', who: bad, text: bad }],
      muted: [bad],
      gives: [{ value: 'a/b', label: bad }],
      hasQuestion: true,
    },
  )
  const listing = forms.filter(({ verb }) => LISTING.includes(verb))
  return [null, ...listing].map((form) => verbsDialog(view, forms, form, bad))
}

/** A source whose name and fault are such words. */
export function aHostileSource(bad: string) {
  return {
    id: bad,
    network: 'mastodon',
    state: 'needs_login',
    detail: bad,
    last_event_at: NOON,
    gaps: [{ from_at: NOON - 1000, to_at: NOON, why: bad }],
  }
}
