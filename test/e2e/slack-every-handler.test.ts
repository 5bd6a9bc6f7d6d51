import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogger } from '../../core/logger.ts'
import { openSqlite } from '../../db/sqlite/open.ts'
import { until } from '../support/demo-desk.ts'
import type { Forged } from '../support/fake-slack/forge.ts'
import type { JsonObject } from '../support/fake-slack/json.ts'
import { tableNames } from '../support/table-names.ts'
import { bodyOf, type Given } from './slack-bodies.ts'
import { CHANNEL, COMPLAINT, caseOf, openSlackDesk, type SlackDesk, words } from './slack-desk.ts'
import { type Door, listenToRegistering } from './slack-doors.ts'

const HUGE = 'a'.repeat(20_000)
/** What stands for a case, an incident, a gift … and is none. */
const NO_IDS = ['', '123', '9'.repeat(400), '__proto__', '\u0000', null, { id: 1 }] as const
/** What a dialog may carry along and did not carry from here. */
const NO_STATES = [
  '',
  'null',
  '{}',
  '{"caseId":"1 or 1=1","turn":{},"id":{},"brandId":{},"incidentId":[],"grantId":{},"replyId":{},"verb":{}}',
  '{"caseId":1e300,"id":-1,"incidentId":0.5,"brandId":7,"verb":"__proto__"}',
  '{"__proto__":{"caseId":1},"constructor":1,"verb":"constructor"}',
  HUGE,
  null,
] as const
/** What may stand in a form. */
const NO_FORMS = [
  {},
  null,
  [],
  'x',
  Object.fromEntries(
    [
      'text',
      'decision',
      'verdict',
      'quiet',
      'zone',
      'name',
      'who',
      'way',
      'said',
      'kind',
      'when',
    ].map((name) => [name, { [name]: { value: HUGE, selected_option: { value: '__proto__' } } }]),
  ),
  { text: null, decision: { decision: { selected_option: 7 } }, verdict: { verdict: [] } },
] as const
/** A link, a dialog that is closed, and what is told by drawing the Home. */
const SILENT = /^(?:view_closed|action case\.view_post$|action home\.(?:more|all)$)/
const CARRIES_NOTHING =
  /^home\.|^log_contact$|^track_message$|^\/|^(?:case|grant|incident|filter|source|bundle)\.\w+$/
const OPEN = 'select key from inbox where done_at is null'

let all: SlackDesk
let caseId: number
let doors: Door[]
let inbox: ReturnType<typeof openSqlite>
const faults: string[] = []
const stray: unknown[] = []
const note = (error: unknown) => void stray.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', note)
  const heard = listenToRegistering()
  all = await openSlackDesk({
    log: createLogger((line) => faults.push(line), 'error'),
    // Nothing is written by the clock.
    roles: ['ingest', 'desk'],
    staff: [
      { id: 'guest', role: 'owner' },
      { id: 'foreign', role: 'owner' },
      { id: 'gone', role: 'owner' },
      { id: 'nobody', role: 'owner' },
      { id: 'vic', role: 'viewer' },
    ],
  })
  doors = heard()
  inbox = openSqlite(join(dirname(all.file), 'inbox.db'))
  await all.db.kysely
    .updateTable('staff')
    .set({ slack_user_id: 'U_unknown' })
    .where('id', '=', 'nobody')
    .execute()
  all.slack.addUser({ id: 'U_guest', is_restricted: true })
  all.slack.addUser({ id: 'U_foreign', team_id: 'T_OTHER', is_stranger: true })
  await all.db.kysely
    .updateTable('staff')
    .set({ disabled_at: 1 })
    .where('id', '=', 'gone')
    .execute()
  await all.hear('nadia', COMPLAINT, { by: 'nadia' })
  await all.desk.deliverDue()
  caseId = caseOf(await all.cardOf('nadia'))
})

afterAll(async () => {
  inbox?.close()
  await all.close()
  process.off('unhandledRejection', note)
})

it('knows every door', () => {
  expect(doors.length).toBeGreaterThan(60)
  for (const kind of ['action', 'view', 'view_closed', 'shortcut', 'command', 'options'])
    expect(doors.map((door) => door.kind)).toContain(kind)
})

it.each([
  ['a stranger', 'U_stranger'],
  ['a guest', 'U_guest'],
  ['somebody of another company', 'U_foreign'],
  ['somebody who left the team', 'U_gone'],
  ['somebody whom Slack does not know', 'U_unknown'],
  ['a name that is none', '__proto__'],
])('tells %s that they may not, and nothing else', async (_, by) => {
  const before = await dump()
  const said = await tell(
    by,
    doors.filter(({ id }) => !id.startsWith('home.')).map((door) => [door, {}]),
  )
  expect(said.filter(({ text }) => /nadia|latte|barista/i.test(text))).toEqual([])
  expect(untold(said)).toEqual([])
  expect(faults.splice(0)).toEqual([])
  expect(await dump()).toEqual(before)
})

it('finds nothing under a number that is none, says so, and writes nothing', async () => {
  const before = await dump()
  const said = await tell(
    'U_mara',
    doors.flatMap((door) => [
      ...(door.kind === 'action' ? NO_IDS.map((value): Try => [door, { value }]) : []),
      ...(CARRIES_NOTHING.test(door.id) ? [] : NO_STATES).map(
        (state): Try => [door, { state, value: 'x' }],
      ),
    ]),
  )
  expect(untold(said)).toEqual([])
  expect(faults.splice(0)).toEqual([])
  expect(await dump()).toEqual(before)
})

it('takes what is filled in for what it is, and fails over nothing', async () => {
  const filled = doors.filter(({ kind }) => kind.startsWith('view'))
  const said = await tell(
    'U_mara',
    filled.flatMap((door) => NO_FORMS.map((values): Try => [door, { values }])),
  )
  expect(said.filter(({ acked, text }) => !acked || /did not work/.test(text))).toEqual([])
  expect(faults.splice(0)).toEqual([])
})

it('takes neither a verb nor a mark from the insides of the language', async () => {
  const before = await dump()
  const more: Door = { kind: 'action', id: 'case.more' }
  const verbs = ['__proto__', 'constructor', 'toString', 'case.claim:1', '']
  const chosen = verbs.map((verb): Try => [more, { chosen: `${verb}:${caseId}` }])
  const said = await tell('U_mara', [...chosen, [more, { chosen: null }], [more, { chosen: {} }]])
  expect(untold(said)).toEqual([])
  const [card] = all.slack.messages(CHANNEL)
  for (const mark of ['__proto__', 'constructor', 'hasownproperty'])
    await all.slack.react('U_mara', CHANNEL, card?.ts ?? '', mark)
  await finished()
  expect(faults.splice(0)).toEqual([])
  expect(await dump()).toEqual(before)
})

it('answers whatever is typed behind the command', async () => {
  const lines = [
    '__proto__',
    'constructor',
    'log __proto__',
    'who @',
    HUGE,
    `who ${HUGE}`,
    '" \u0000 %_',
  ]
  const before = await dump()
  const command: Door = { kind: 'command', id: '/earshot' }
  const said = await tell('U_vic', [
    ...lines.map((text): Try => [command, { text }]),
    ...['search', 'mute', 'unmute', 'log', 'playbook', 'who'].map(
      (verb): Try => [command, { text: `${verb} ${HUGE} \u202E<!channel> '; drop table mention` }],
    ),
    [command, { text: null }],
    [command, { text: {} }],
  ])
  expect(untold(said)).toEqual([])
  expect(faults.splice(0)).toEqual([])
  expect(await dump()).toEqual(before)
  expect(all.slack.liveTokens.filter(({ value }) => value === '!channel')).toEqual([])
})

it('goes on after deliveries of any shape', async () => {
  const before = await dump()
  const item = { type: 'message', channel: CHANNEL, ts: '1.1' }
  const marked = { type: 'reaction_added', reaction: 'eyes', user: 'U_mara', item }
  const events: JsonObject[] = [
    marked,
    { ...marked, item: { ...item, channel: {}, ts: [] } },
    { ...marked, user: { id: 'U_mara' } },
    { ...marked, item: null },
    { ...marked, reaction: {} },
    { type: 'app_home_opened', tab: 'home', user: [] },
    { type: 'app_home_opened', tab: 'home' },
    { type: '__proto__' },
    {},
  ]
  const answers = await Promise.all(events.map((event) => all.slack.tellEvent(event)))
  expect(answers.filter(({ acked }) => !acked)).toEqual([])
  const [alive] = await tell('U_mara', [[{ kind: 'command', id: '/earshot' }, { text: 'help' }]])
  expect(alive?.text).toContain('/earshot brief')
  expect(await dump()).toEqual(before)
  expect(stray).toEqual([])
})

/** The acts of which nobody was told anything; a dialog that is closed wants no answer. */
function untold(said: readonly Said[]): string[] {
  return said
    .filter(({ door, acked, text }) => !acked || (text === '' && !SILENT.test(door)))
    .map(({ door, tried }) => `${door} ${tried}`)
}

interface Said {
  door: string
  tried: string
  acked: boolean
  /** All that the person hears of it, wherever; empty where nothing. */
  text: string
}

type Try = readonly [Door, Given]

/** Tells the acts all at once, and waits until the desk is done with all of them. */
async function tell(by: string, tries: readonly Try[]): Promise<Said[]> {
  const told = tries.map(async ([door, given]) => {
    const body = bodyOf(door, by, caseId, given)
    return { door, given, body, forged: await all.slack.forge(by, body) }
  })
  const acts = await Promise.all(told)
  await finished()
  return acts.map(({ door, given, body, forged }) => ({
    door: `${door.kind} ${door.id}`,
    tried: JSON.stringify(given).slice(0, 200),
    acked: forged.acked,
    text: heardOf(forged, body['view']),
  }))
}

/** Resolves when the desk is done with all that Slack told it. */
async function finished(): Promise<void> {
  await until(async () => inbox.prepare(OPEN).all().length === 0)
}

/** What is told in answer to an act: to the act itself, under its message, in a dialog. */
function heardOf({ payload, trigger, answerAt }: Forged, view: unknown): string {
  const viewId = (view as { id: string } | undefined)?.id
  const answers = all.slack.responsePosts.filter(({ target }) => target.messageTs === answerAt)
  const dialogs = all.slack.history.filter(
    ({ args }) =>
      args['trigger_id'] === trigger || (viewId !== undefined && args['view_id'] === viewId),
  )
  const heard = [payload, ...answers.map(({ body }) => body), ...dialogs.map(({ args }) => args)]
  return heard
    .filter((one) => one !== undefined)
    .map(words)
    .join('\n')
}

/** Everything the desk knows, but for when somebody looked at their Home. */
async function dump(): Promise<Record<string, unknown>> {
  const names = (await tableNames(all.db)).filter((name) => !/_fts|^home_visit$/.test(name))
  const rows = names.map((name) =>
    all.db.kysely
      .selectFrom(name as 'case')
      .selectAll()
      .execute(),
  )
  const tables = await Promise.all(rows)
  return Object.fromEntries(names.map((name, i) => [name, tables[i]]))
}
