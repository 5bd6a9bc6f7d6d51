import fc from 'fast-check'
import { createSimulatedClock } from '../../core/clock.ts'
import { hasRole, type Role } from '../../core/staff.ts'
import type { FakeMessage, FakeView } from '../support/fake-slack/words.ts'
import { NOON } from '../support/listening-desk.ts'
import { createQuickClock } from '../support/quick-clock.ts'
import { type Act, type Decide, MONEY, PEOPLE, plays, type Submit } from './slack-acts.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, PRAISE, type SlackDesk } from './slack-desk.ts'

/** Words submitted in a dialog that then closed, as the test saw it from outside of the product. */
export interface Press {
  who: string
  text: string
  approvedBy: string[]
}

const MAY_SPEAK: ReadonlySet<string> = new Set(['U_mara', 'U_ines', 'U_leo'])
const MAY_DECIDE: ReadonlySet<string> = new Set(['U_mara', 'U_leo'])
/** The longest pause between two messages of a lane. */
const LANE_MS = 1500
/** Presses after which something opens, or a refusal is told. */
const OPENS: ReadonlySet<string> = new Set([
  'case.reply',
  'case.thank',
  'case.read',
  'case.verbs',
  'grant.review',
  'reply.review',
])

export interface SlackPlays {
  all: SlackDesk
  /** Plays sequences, each on a card of its own; the first word that nobody may have pressed ends it and says why. */
  play(runs: number): Promise<{ runs: number; words: number; approved: number; why: string }>
  /** What is wrong with the words at one post; null where somebody pressed each of them, and each only once. */
  judge(post: string, presses: readonly Press[]): Promise<string | null>
}

/** One desk beside one Slack. Nothing is delivered and no time passes but where a play says so. */
export async function openSlackPlays(): Promise<SlackPlays> {
  const clock = createSimulatedClock(NOON)
  const all = await openSlackDesk({
    clock,
    staff: [{ id: 'vic', role: 'viewer' }],
    roles: ['ingest', 'desk'],
    // A socket that a busy machine gave up would come back only with time, which stands still here.
    pongTimeoutMs: 3_600_000,
    // Years ahead: the time of the desk must not pass that of the messages.
    slack: { clock: createQuickClock(1, Date.now() - 1000 * 86_400_000) },
  })
  const { slack, db } = all
  let made = 0
  let approved = 0

  async function deliver(): Promise<void> {
    while ((await all.desk.deliverDue()) > 0) await clock.advance(LANE_MS)
  }

  async function hear(): Promise<string> {
    // Beyond the alerts of a day a post has no card of its own.
    await db.kysely.deleteFrom('alert_count').execute()
    const post = `play-${made++}`
    await all.hear(post, made % 2 === 0 ? COMPLAINT : PRAISE)
    await deliver()
    return post
  }

  /** Presses what the card shows, and waits for what it opens; the dialog that is open then, or null. */
  async function press(card: FakeMessage, user: string, action: string): Promise<FakeView | null> {
    const target = shownOn(card, action)
    // Behind an open dialog nobody can press.
    if (target === null || slack.views(user).length > 0) return null
    const heard = () => slack.views(user).length + slack.ephemerals(user).length
    const before = heard()
    await slack.press(user, { channel: CHANNEL, ts: card.ts, ...target })
    if (OPENS.has(action)) await slack.until(() => heard() > before, `${action} of ${user}`)
    return slack.views(user).at(-1) ?? null
  }

  /** Whether the dialog closed: then whoever pressed was told that it is done. */
  async function submit(view: FakeView, values: Record<string, string | string[]>) {
    try {
      return (await slack.submit(view.user, view.id, values)).outcome === 'closed'
    } catch (error) {
      // What Slack itself would not let a person send.
      if (/Slack keeps the dialog open|is closed|does not offer/.test(String(error))) return false
      throw error
    }
  }

  async function send(one: Submit, presses: Press[]): Promise<void> {
    const view = slack.views(one.who).at(-1)
    if (view === undefined || !/^case\.(reply|thank)/.test(view.callbackId)) return
    const has = (field: string) => view.blocks.some((block) => block['block_id'] === field)
    const values = {
      text: one.text,
      ...(has('gift') && one.gift ? { gift: 'cake' } : {}),
      ...(has('anyway') && one.anyway ? { anyway: ['yes'] } : {}),
    }
    const both = one.twice ? [submit(view, values), submit(view, values)] : [submit(view, values)]
    if ((await Promise.all(both)).includes(true))
      presses.push({ who: one.who, text: one.text.trim(), approvedBy: [] })
  }

  /** A second person reads on the card, as it stands by then, what waits for one. */
  async function decide(card: FakeMessage, one: Decide, presses: Press[]): Promise<void> {
    await deliver()
    const kind = ['grant.review', 'reply.review'].find((name) => shownOn(card, name) !== null)
    const view = kind === undefined ? null : await press(card, one.who, kind)
    if (view === null || !view.callbackId.includes('.review')) return
    const no = kind === 'reply.review' ? 'back' : 'refuse'
    const reason = kind === 'reply.review' ? { reason: 'No.' } : {}
    const isTaken = await submit(view, { decision: one.approve ? 'approve' : no, ...reason })
    if (!isTaken || !one.approve) return
    approved++
    for (const { who: writer, approvedBy } of presses)
      if (writer !== one.who) approvedBy.push(one.who)
  }

  async function note(card: FakeMessage, one: Extract<Act, { do: 'note' }>): Promise<void> {
    const view = await press(card, one.who, 'case.verbs')
    if (view === null) return
    if (JSON.stringify(view.blocks).includes(`"${one.verb}"`)) {
      const before = view.updates
      await slack.press(one.who, { view: view.id, actionId: 'verb.pick', value: one.verb })
      await slack.until(() => view.updates > before, 'what the verb wants to know')
      await submit(view, { text: one.text })
    }
    if (view.open) await slack.closeView(one.who, view.id)
  }

  async function perform(card: FakeMessage, one: Act, presses: Press[]): Promise<void> {
    if (one.do === 'press') await press(card, one.who, one.what)
    else if (one.do === 'submit') await send(one, presses)
    else if (one.do === 'decide') await decide(card, one, presses)
    else if (one.do === 'note') await note(card, one)
    else if (one.do === 'say') await slack.say(one.who, CHANNEL, one.text, card.ts)
    else if (one.do === 'mark') await slack.react(one.who, CHANNEL, card.ts, 'white_check_mark')
    else if (slack.views(one.who).length > 0) await slack.closeView(one.who)
  }

  /** All words that are on their way arrive, and nobody has a dialog open. */
  async function settle(): Promise<void> {
    await slack.settled()
    // Nobody looks at the card of a play that is over.
    await db.kysely.deleteFrom('outbox').where('kind', '<>', 'network.reply').execute()
    await deliver()
    for (const user of PEOPLE) while (slack.views(user).length > 0) await slack.closeView(user)
  }

  async function judge(post: string, presses: readonly Press[]): Promise<string | null> {
    const words = all.replies.filter(({ to }) => to === post).map((reply) => reply.text)
    const unused = [...presses]
    for (const word of words) {
      const at = unused.findIndex((one) => allows(one, word))
      if (at < 0) return `nobody pressed “${word}”`
      unused.splice(at, 1)
    }
    return judgeRecords(all, post, words)
  }

  return {
    all,
    judge,
    async play(runs) {
      const seed = Math.floor(Math.random() * 2 ** 31)
      approved = 0
      const count = (played: number, why: string) => ({
        runs: played,
        words: all.replies.length,
        approved,
        why,
      })
      for (const [i, [first, rest]] of fc.sample(plays, { numRuns: runs, seed }).entries()) {
        const post = await hear()
        const card = await all.cardOf(post)
        const presses: Press[] = []
        const acts = [...first, ...rest]
        try {
          for (const one of acts) await perform(card, one, presses)
          await settle()
        } catch (cause) {
          throw new Error(`${String(cause)} in ${JSON.stringify(acts)}`, { cause })
        }
        const why = await judge(post, presses)
        if (why !== null) return count(i + 1, `${why} in ${JSON.stringify(acts)}`)
      }
      return count(runs, '')
    },
  }
}

/** The button of the card, or the line behind its dots; null where it shows neither. */
function shownOn(card: FakeMessage, action: string): { actionId: string; value?: string } | null {
  const shown = JSON.stringify(card.blocks)
  if (shown.includes(`"action_id":"${action}"`)) return { actionId: action }
  const value = `${action}:${caseOf(card)}`
  return shown.includes(`"${value}"`) ? { actionId: 'case.more', value } : null
}

/** Whether this press lets these words leave: who pressed, what was previewed, and who agreed. */
function allows({ who: user, text: said, approvedBy }: Press, word: string): boolean {
  if (!MAY_SPEAK.has(user)) return false
  const isAgreed = approvedBy.some((one) => one !== user && MAY_DECIDE.has(one))
  if (said === MONEY && !MAY_DECIDE.has(user) && !isAgreed) return false
  return word === said || word.startsWith(`${said}\n\nThe cake is a gift`)
}

/** What the desk recorded of the words at a post, against what arrived there. */
async function judgeRecords(
  { db }: SlackDesk,
  post: string,
  words: readonly string[],
): Promise<string | null> {
  const rows = await db.kysely
    .selectFrom('reply as r')
    .innerJoin('mention as m', 'm.id', 'r.mention_id')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['r.id', 'r.text', 'r.kind', 'r.state', 'r.staff_id', 's.role'])
    .where('m.native_id', '=', post)
    .execute()
  for (const row of rows) {
    if (!hasRole(row.role as Role, 'agent')) return `${row.staff_id} may not answer`
    const audit = await db.kysely
      .selectFrom('audit')
      .select('id')
      .where('subject', '=', `reply:${row.id}`)
      .where('action', '=', `${row.kind}.press`)
      .where('actor', '=', row.staff_id)
      .execute()
    if (audit.length !== 1) return `${audit.length} recorded presses of “${row.text}”`
  }
  const sent = rows.filter(({ state }) => state === 'sent').map((row) => row.text)
  return sent.sort().join('\n') === [...words].sort().join('\n')
    ? null
    : `sent by the records “${sent.join('”, “')}”, at the network “${words.join('”, “')}”`
}
