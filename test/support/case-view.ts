import type { CaseView } from '../../views/case-view.ts'

/** Thursday 19 November 2026, 13:30 UTC. */
export const NOW = Date.UTC(2026, 10, 19, 13, 30)

/** A fresh complaint with a history; a test states only what it is about. */
export function aCaseView(overrides: Partial<CaseView> = {}): CaseView {
  return {
    id: 4812,
    version: 1,
    kind: 'complaint',
    status: 'new',
    urgency: 'soon',
    brandName: 'Juniper Coffee',
    network: 'bluesky',
    author: { name: 'Nadia Brandt', handle: 'nadia', followers: 120, advocate: false, strikes: 2 },
    text: 'Waited 25 minutes and the oat flat white came with cow’s milk.',
    removed: false,
    parentText: null,
    place: null,
    url: 'https://bsky.example/post/1',
    postedAt: NOW - 10 * 60_000,
    openedAt: NOW - 10 * 60_000,
    warnAt: NOW + 35 * 60_000,
    dueAt: NOW + 50 * 60_000,
    claimedAt: null,
    answeredAt: null,
    resolvedAt: null,
    owner: null,
    suggested: null,
    mentions: 1,
    sentiment: 'negative',
    sentimentConfidence: 0.94,
    relevanceConfidence: 0.98,
    labels: ['complaint'],
    aspects: [],
    judgedBy: null,
    resolution: null,
    snoozedUntil: null,
    followUpAt: null,
    followUpSince: null,
    escalatedAt: null,
    mergedInto: null,
    queries: ['"juniper coffee"'],
    words: ['waited', 'cow’s milk'],
    contacts: 7,
    lastContactAt: Date.UTC(2026, 10, 2),
    reply: { may: true, account: '@juniper' },
    lastReply: null,
    waitingGrant: null,
    zone: 'UTC',
    ...overrides,
  }
}
