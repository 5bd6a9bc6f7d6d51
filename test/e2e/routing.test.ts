import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claimCase } from '../../actions/claim-case.ts'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { resolveCase } from '../../actions/resolve-case.ts'
import { createGroupReader } from '../../bot/group-members.ts'
import { silentLogger } from '../../core/logger.ts'
import { refreshGroups } from '../../jobs/refresh-groups.ts'
import { until } from '../support/demo-desk.ts'
import { plainReader } from '../support/listening-desk.ts'
import { CHANNEL, COMPLAINT, openSlackDesk, PRAISE, type SlackDesk, words } from './slack-desk.ts'

const QUESTION = 'Is Juniper Coffee open today?'
const GERMAN = 'Der Milchkaffee bei Juniper Coffee war awful, leider ganz kalt.'
const ALDER = 'Alder Tea was awful today, a cold cup and a rude waiter.'

const twoLanguages: typeof plainReader = {
  ...plainReader,
  understand(post) {
    const read = plainReader.understand(post)
    return { ...read, lang: post.text.includes('Milchkaffee') ? 'de' : 'en' }
  },
}

let all: SlackDesk

beforeAll(async () => {
  all = await openSlackDesk({ understander: twoLanguages })
  const { db, slack, clock } = all
  for (const id of ['C_kind', 'C_alder', 'C_fallback']) slack.addChannel({ id, name: id })
  slack.setGroup('S_german', ['U_leo'])
  const roster = [
    {
      staff: 'ines',
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      hours: '00:00-24:00',
    },
  ]
  const rules = [
    { kinds: ['praise'], channel: 'C_kind', turns: ['ines', 'leo'] },
    { brands: ['alder'], channel: 'C_alder' },
    { languages: ['de'], group: 'S_german' },
    { kinds: ['question'], duty: true },
  ]
  const set = { updated_at: clock.now(), updated_by: 'test' }
  for (const [key, value] of [
    ['routing', { fallback: 'C_fallback', rules }],
    ['duty', { roster, group: null, lead: 'mara', zone: null }],
  ] as const) {
    const row = { value: JSON.stringify(value), ...set }
    await db.kysely
      .insertInto('setting')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute()
  }
  const brand = await db.kysely.selectFrom('brand').selectAll().executeTakeFirstOrThrow()
  const at = { created_at: clock.now(), updated_at: clock.now() }
  for (const [id, channel] of [
    ['alder', null],
    ['birch', null],
  ] as const) {
    await db.kysely
      .insertInto('brand')
      .values({ ...brand, id, name: id, channel, created_at: clock.now() })
      .execute()
    await db.kysely
      .insertInto('query')
      .values({ id: `q-${id}`, brand_id: id, source: id, enabled: 1, ...at })
      .execute()
  }
  const membersOf = createGroupReader(
    new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }),
    clock,
  )
  await refreshGroups({ db, clock, log: silentLogger, membersOf })
  // Settings hold from the next look of the desk on.
  const from = clock.now()
  await until(() => clock.now() - from > 11_000)
})

afterAll(async () => {
  expect(all.slack.violations).toEqual([])
  await all.close()
})

/** Where the card of a post stands, and who is suggested on it. */
async function told(id: string, text: string, by = `author-${id}`) {
  await all.hear(id, text, { by })
  const of = all.db.kysely
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['c.id', 'c.channel', 'c.suggested_id as who', 'c.slack_ts as ts'])
    .where('m.native_id', '=', id)
  await until(async () => (await of.executeTakeFirst())?.ts != null)
  const { id: caseId, channel, who, ts } = await of.executeTakeFirstOrThrow()
  const card = all.slack.messages(channel ?? '').find((message) => message.ts === ts)
  if (who !== null) expect(words(card?.blocks)).toContain(`U_${who}`)
  return { caseId, channel, who, card: card !== undefined }
}

it('sends each case where the rules say, and suggests whoever is next, in the group or on duty', async () => {
  const seen = [
    await told('praise-1', PRAISE),
    await told('praise-2', PRAISE),
    await told('praise-3', PRAISE),
    await told('alder-1', ALDER),
    await told('german-1', GERMAN),
    await told('question-1', QUESTION),
    await told('plain-1', COMPLAINT),
    await told('birch-1', 'birch was awful today, a cold cup and a rude waiter.'),
  ]
  expect(seen.map(({ channel, who, card }) => [channel, who, card])).toEqual([
    ['C_kind', 'ines', true],
    ['C_kind', 'leo', true],
    ['C_kind', 'ines', true],
    ['C_alder', null, true],
    [CHANNEL, 'leo', true],
    [CHANNEL, 'ines', true],
    [CHANNEL, null, true],
    ['C_fallback', null, true],
  ])
})

it('asks the key account manager of a person before anybody else', async () => {
  const { db, clock } = all
  const mara = { staffId: 'mara', surface: 'desk' } as const
  const first = await told('known-1', PRAISE, 'nadia')
  expect(first.who).not.toBe('mara')
  await claimCase({ db, clock }, mara, first.caseId)
  await resolveCase({ db, clock }, mara, first.caseId)
  // Since a colleague dealt with her she is a person.
  const { person_id: personId } = await db.kysely
    .selectFrom('person_author as pa')
    .innerJoin('case as c', 'c.author_id', 'pa.author_id')
    .select('pa.person_id')
    .where('c.id', '=', first.caseId)
    .executeTakeFirstOrThrow()
  await nameKeyManager({ db, clock }, mara, { personId, staffId: 'mara' })
  const second = await told('known-2', COMPLAINT, 'nadia')
  expect([second.channel, second.who]).toEqual([CHANNEL, 'mara'])
})
