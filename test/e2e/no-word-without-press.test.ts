import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '../../actions/context.ts'
import { hasRole, type Role } from '../../core/staff.ts'
import type { Sender } from '../../jobs/outbox.ts'
import { until } from '../support/demo-desk.ts'
import type { FakeMessage } from '../support/fake-slack/words.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, PRAISE, type SlackDesk } from './slack-desk.ts'
import { playActs } from './words-and-presses.ts'

/** Sequences of acts on actions and outbox. */
const SEQUENCES = 10_000
/** Sequences of presses in a whole Slack; a slow machine plays fewer. */
const SLACK_SEQUENCES = 60
const SLACK_LIMIT_MS = 6000

let all: SlackDesk
let round = 0

beforeAll(async () => {
  all = await openSlackDesk({ staff: [{ id: 'vic', role: 'viewer' }] })
})

afterAll(async () => {
  await all.close()
})

type Act =
  | { do: 'press'; who: string; what: string }
  | { do: 'submit'; who: string; text: string; gift: boolean; twice: boolean }
  | { do: 'say'; who: string; text: string }
  | { do: 'close'; who: string }

const who = fc.constantFrom('U_mara', 'U_ines', 'U_leo', 'U_vic', 'U_stranger')
const text = fc.constantFrom('Sorry.', 'We will mend it.', 'Dear {name}', ' ', 'x'.repeat(600))
const what = fc.constantFrom(
  'case.reply',
  'case.thank',
  'case.claim',
  'case.resolve',
  'case.reopen',
  'case.read',
)
const ANSWER = { do: 'press', who: 'U_ines', what: 'case.reply' } as const
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('press' as const), who, what }),
  fc.record({
    do: fc.constant('submit' as const),
    who,
    text,
    gift: fc.boolean(),
    twice: fc.boolean(),
  }),
  fc.record({ do: fc.constant('say' as const), who, text }),
  fc.record({ do: fc.constant('close' as const), who }),
)

/** Presses a button or a line behind the dots, if the card shows it, and waits for what it opens or says. */
async function press(card: FakeMessage, user: string, name: string): Promise<void> {
  const { slack } = all
  const target = { channel: CHANNEL, ts: card.ts }
  const shown = JSON.stringify(card.blocks)
  // Behind an open dialog nobody can press.
  if (slack.views(user).length > 0) return
  const heard = () => slack.views(user).length + slack.ephemerals(user).length
  const before = heard()
  if (shown.includes(`"action_id":"${name}"`))
    await slack.press(user, { ...target, actionId: name })
  else if (shown.includes(`"${name}:${caseOf(card)}"`))
    await slack.press(user, {
      ...target,
      actionId: 'case.more',
      value: `${name}:${caseOf(card)}`,
    })
  else return
  const opens = ['case.reply', 'case.thank', 'case.read'].includes(name)
  if (opens) await slack.until(() => heard() > before, 'a dialog or a refusal')
}

async function perform(card: FakeMessage, step: Act): Promise<void> {
  const { slack } = all
  const view = slack.views(step.who).at(-1)
  if (step.do === 'press') return press(card, step.who, step.what)
  if (step.do === 'say') {
    await slack.say(step.who, CHANNEL, step.text, card.ts)
    return
  }
  if (view === undefined) return
  if (step.do === 'close') {
    await slack.closeView(step.who, view.id)
    return
  }
  if (view.submitText === null) return
  const gift = view.callbackId.startsWith('case.thank') && step.gift ? { gift: 'cake' } : {}
  const once = () => slack.submit(step.who, view.id, { text: step.text, ...gift })
  await Promise.all(step.twice ? [once(), once()] : [once()]).catch((error: unknown) => {
    // What Slack itself would not let a person send.
    if (!String(error).includes('Slack keeps the dialog open')) throw error
  })
}

/** Every answer that left, against the presses that were recorded. */
async function checkWords(): Promise<void> {
  await until(async () => {
    const waiting = await all.db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('kind', '=', 'network.reply')
      .where('state', 'in', ['pending', 'leased', 'ambiguous'])
      .execute()
    return waiting.length === 0
  })
  const presses = await all.db.kysely
    .selectFrom('reply as r')
    .innerJoin('mention as m', 'm.id', 'r.mention_id')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['r.id', 'r.text', 'r.key', 'r.kind', 'r.state', 'r.staff_id', 's.role', 'm.native_id'])
    .execute()
  const audit = await all.db.kysely
    .selectFrom('audit')
    .select(['actor', 'action', 'subject'])
    .execute()
  const audited = new Set(audit.map((row) => `${row.actor} ${row.action} ${row.subject}`))
  for (const row of presses) {
    expect(hasRole(row.role as Role, 'agent')).toBe(true)
    expect(audited).toContain(`${row.staff_id} ${row.kind}.press reply:${row.id}`)
  }
  const pressed = presses.filter(({ state }) => state === 'sent')
  expect(all.replies.map(({ to, text }) => `${to} ${text}`).sort()).toEqual(
    pressed.map((row) => `${row.native_id} ${row.text}`).sort(),
  )
  expect(new Set(presses.map(({ key }) => key)).size).toBe(presses.length)
}

it('lets no word out of ten thousand plays that nobody pressed, and each only once', {
  timeout: 300_000,
}, async () => {
  const played = await playActs(SEQUENCES)
  expect(played).toMatchObject({ failed: false, why: '', runs: SEQUENCES })
  // A property about words says nothing where none leave.
  expect(played.words).toBeGreaterThan(SEQUENCES / 6)
})

it.each([
  [
    'sends again without looking',
    { sender: (real: Sender): Sender => ({ ...real, send: (row) => real.send(row, false) }) },
  ],
  ['asks nobody for their role', { actor: (real: Actor): Actor => ({ ...real, staffId: 'olga' }) }],
])('would find out a desk that %s', async (_, mutant) => {
  // Either is found out within a few dozen.
  const played = await playActs(1000, mutant)
  expect(played.failed).toBe(true)
  expect(played.why).toContain('nobody pressed')
})

it('lets no word out of Slack without the recorded press of somebody who may, and each only once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 4, maxLength: 25 }),
      fc.boolean(),
      async (acts, kind) => {
        const id = `run-${round++}`
        // Beyond the alerts of a day a post has no card of its own.
        await all.db.kysely.deleteFrom('alert_count').execute()
        await all.hear(id, kind ? PRAISE : COMPLAINT)
        const card = await all.cardOf(id)
        for (const step of acts) await perform(card, step)
        await all.slack.settled()
        await checkWords()
        for (const user of ['U_mara', 'U_ines', 'U_leo', 'U_vic', 'U_stranger'])
          while (all.slack.views(user).length > 0) await all.slack.closeView(user)
      },
    ),
    {
      numRuns: SLACK_SEQUENCES,
      interruptAfterTimeLimit: SLACK_LIMIT_MS,
      // Chance alone rarely presses and submits; a property about words says nothing where none leave.
      examples: [
        [
          [ANSWER, { who: ANSWER.who, do: 'submit', text: 'Sorry.', gift: false, twice: true }],
          false,
        ],
      ],
    },
  )
  expect(all.replies.length).toBeGreaterThan(0)
  expect(all.slack.violations).toEqual([])
})
