import { CASE_KINDS, CASE_STATUSES } from '../../core/case.ts'
import { NETWORKS } from '../../core/network.ts'
import type { CaseView, StaffName } from '../../views/case-view.ts'
import type { OwnDigestView } from '../../views/own-digest.ts'
import { aCaseView, NOW } from './case-view.ts'
import { digestView } from './digest-view.ts'

/** What people write, are called, and do to break a card. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'Waited 25 minutes, and the flat white came with cow’s milk.',
  '<!channel> <@U1> <https://evil.example|your bank> *bold* _x_ `code` :siren:',
  'مرحبا، القهوة كانت باردة جدا وانتظرت طويلا ولم يعتذر أحد.',
  '\u202Eevil \u2066rtl\u2069 \u200B\u200D\uFEFF zero width',
  'Ｗｉｄｅ ｌｅｔｔｅｒｓ 咖啡很冷，等了四十分钟，没有人道歉。',
  '👩‍👩‍👧‍👦'.repeat(400),
  `z${'\u0301\u0335\u0489'.repeat(500)}algo`,
  'a'.repeat(10_000),
  'word '.repeat(2000),
  '\n'.repeat(300),
  '\ud800 half a pair \udfff',
  'line one\r\nline two\u2028line three\tand a tab\u0000 and a null',
  '"><script>alert(1)</script>',
  '&amp; &lt;!here&gt; & < >',
]

/** The same numbers for the same seed, between 0 and 1. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One case in any kind and state, said in any words. */
export function anyCase(dice: () => number): CaseView {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T
  const maybe = <T>(value: () => T): T | null => (dice() < 0.4 ? null : value())
  const words = () => pick(HOSTILE_TEXTS)
  const time = () => NOW + Math.floor((dice() - 0.5) * 40 * 86_400_000)
  const staff = (): StaffName => ({
    id: 's1',
    name: words() || 'Sam',
    slackUserId: maybe(() => 'U0123456789'),
  })
  return aCaseView({
    id: 1 + Math.floor(dice() * 9e15),
    version: Math.floor(dice() * 50),
    kind: pick(CASE_KINDS),
    status: pick(CASE_STATUSES),
    brandName: words(),
    network: pick(NETWORKS),
    author: {
      name: maybe(words),
      handle: maybe(words),
      followers: maybe(() => Math.floor(dice() * 1e9)),
      advocate: dice() < 0.3,
      strikes: Math.floor(dice() * 5),
      stage: maybe(() => pick(['prospect', 'client', 'advocate', 'unheard of'])),
      isAtRisk: dice() < 0.3,
      keyManager: maybe(staff),
    },
    text: words(),
    removed: dice() < 0.1,
    parentText: maybe(words),
    place: maybe(words),
    url: maybe(() =>
      pick([
        'https://bsky.example/post/1',
        'javascript:alert(1)',
        `https://x.example/${'a'.repeat(4000)}`,
        'https://x.example/<b>|',
        words(),
      ]),
    ),
    postedAt: time(),
    openedAt: time(),
    warnAt: maybe(time),
    dueAt: time(),
    claimedAt: maybe(time),
    answeredAt: maybe(time),
    resolvedAt: maybe(time),
    owner: maybe(staff),
    suggested: maybe(staff),
    mentions: Math.floor(dice() * 200),
    sentiment: pick(['negative', 'neutral', 'positive', 'unsure']),
    labels: pick([[], ['complaint'], ['praise', 'thanks', 'recommendation', 'purchase_intent']]),
    judgedBy: maybe(staff),
    resolution: pick([null, 'not_us', 'no_work', 'ignored']),
    snoozedUntil: maybe(time),
    followUpAt: maybe(time),
    followUpSince: maybe(time),
    escalatedAt: maybe(time),
    mergedInto: dice() < 0.1 ? 77 : null,
    queries: [words(), words()],
    words: [words(), words(), words(), words(), words()],
    contacts: Math.floor(dice() * 101),
    lastContactAt: maybe(time),
    reply:
      dice() < 0.6
        ? { may: true, account: words(), until: maybe(time) }
        : { may: false, why: words() || 'No.', openUrl: maybe(() => 'https://x.example/1') },
    lastReply: maybe(() => ({
      state: pick([
        'waiting_approval',
        'queued',
        'sent',
        'failed',
        'ambiguous',
        'refused',
      ] as const),
      by: staff(),
      kind: pick(['reply', 'thank'] as const),
      error: maybe(words),
    })),
    waitingGrant: maybe(() => ({ id: 3, pool: words(), by: staff() })),
    zone: pick(['UTC', 'Asia/Kathmandu', 'America/St_Johns']),
  })
}

/** What waits for somebody of any name, who answers for brands of any name. */
export function anyOwnDigest(dice: () => number): OwnDigestView {
  const below = (most: number) => Math.floor(dice() * most)
  const words = () => HOSTILE_TEXTS[below(HOSTILE_TEXTS.length)] ?? ''
  const { facts, judged } = digestView()
  const rows = Array.from({ length: below(4) }, () => {
    const { text, dueAt, answeredAt } = anyCase(dice)
    return { text, dueAt, answeredAt }
  })
  return {
    name: words(),
    kind: dice() < 0.5 ? 'day' : 'week',
    zone: 'UTC',
    mine: { rows, total: rows.length + below(2000) * below(2) },
    unclaimed: { total: below(3) * below(5000) },
    back: { total: below(3) },
    approvals: Array.from({ length: below(3) }),
    did: {
      answers: below(500),
      typicalWaitMs: below(2) === 0 ? null : below(9e8),
      kudos: below(3),
    },
    brands: Array.from({ length: below(4) }, () => ({ name: words(), facts, judged })),
  }
}
