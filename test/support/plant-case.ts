import type { Database } from '../../db/database.ts'
import { CANARY, type Ids } from './canary.ts'
import { DAY, NOON } from './listening-desk.ts'

/** What the team wrote in a case of theirs. */
export async function plantCase(db: Database, { caseId }: Ids): Promise<void> {
  const mention = await db.kysely
    .selectFrom('mention')
    .select('id')
    .where('native_id', '=', 'p2')
    .executeTakeFirstOrThrow()
  await db.kysely
    .updateTable('label')
    .set({ reasons: `[{"words":["${CANARY}"]}]` })
    .where('mention_id', '=', mention.id)
    .execute()
  await db.kysely
    .updateTable('case')
    .set({ thread_root: `at://${CANARY}`, slack_ts: '1.1' })
    .where('id', '=', caseId)
    .execute()
  await db.kysely
    .insertInto('note')
    .values({ id: db.nextId(), case_id: caseId, staff_id: 'ana', text: `Call ${CANARY}`, at: NOON })
    .execute()
  await db.kysely
    .insertInto('draft')
    .values({ case_id: caseId, staff_id: 'ana', text: `Dear ${CANARY}`, updated_at: NOON })
    .execute()
  for (const state of ['sent', 'queued'] as const)
    await db.kysely
      .insertInto('reply')
      .values({
        id: db.nextId(),
        case_id: caseId,
        mention_id: mention.id,
        connection_id: 'bsky',
        staff_id: 'ana',
        kind: 'reply',
        text: `Dear ${CANARY}`,
        state,
        key: `press-${state}`,
        grant_id: null,
        native_id: null,
        url: `https://social.example/${CANARY}/1`,
        error: null,
        pressed_at: NOON,
        sent_at: null,
      })
      .execute()
  await db.kysely
    .insertInto('case_event')
    .values({
      id: db.nextId(),
      case_id: caseId,
      at: NOON,
      actor_id: 'ana',
      kind: 'case.mute_word',
      from_status: null,
      to_status: null,
      detail: `{"word":"${CANARY}","n":1}`,
      surface: 'desk',
    })
    .execute()
  await db.kysely
    .insertInto('audit')
    .values({
      id: db.nextId(),
      at: NOON,
      actor: 'ana',
      action: 'case.mute_word',
      subject: `case:${caseId}`,
      detail: `{"word":"${CANARY}"}`,
      surface: 'desk',
    })
    .execute()
  await db.kysely
    .insertInto('incident')
    .values({
      id: db.nextId(),
      brand_id: 'juniper',
      kind: 'take_off',
      state: 'open',
      mention_id: mention.id,
      started_at: NOON,
      found_at: NOON,
      ended_at: null,
      evidence: `{"topics":["${CANARY}"],"mentionIds":[]}`,
      version: 1,
      channel: 'C1',
      slack_ts: '2.2',
      statement: `We told ${CANARY} that it was our fault`,
    })
    .execute()
}

/** What is on its way, was set aside, or came from a service. */
export async function plantMessages(db: Database, { caseId }: Ids): Promise<void> {
  const rows = [
    ['thread.note', caseId, 'sent', `{"events":[1],"text":"${CANARY}"}`, '1.2'],
    ['network.reply', caseId, 'pending', `{"replyId":1,"text":"${CANARY}"}`, null],
    ['card.update', caseId, 'dead', `{"caseId":1,"text":"${CANARY}"}`, null],
    ['notice.post', null, 'pending', `{"text":"Look at ${CANARY} today"}`, null],
    ['notice.post', null, 'sent', `{"text":"Look at ${CANARY} today"}`, '3.3'],
    ['nudge.post', null, 'sent', `{"steps":[{"caseId":7},{"caseId":${caseId}}]}`, '4.4'],
    ['nudge.post', null, 'pending', `{"steps":[{"caseId":7},{"caseId":${caseId}}]}`, null],
    ['nudge.post', null, 'sent', '{"steps":[{"caseId":7}]}', '5.5'],
  ] as const
  for (const [kind, case_id, state, payload, result] of rows)
    await db.kysely
      .insertInto('outbox')
      .values({
        id: db.nextId(),
        kind,
        key: `plant:${db.nextId()}`,
        lane: 'slack:C1',
        case_id,
        priority: 1,
        payload,
        state,
        attempts: 0,
        due_at: NOON + DAY,
        lease_until: null,
        lease_owner: null,
        lease_token: 0,
        created_at: NOON,
        sent_at: state === 'sent' ? NOON : null,
        result,
        error: case_id === null ? null : `refused by ${CANARY}`,
      })
      .execute()
  await db.kysely
    .insertInto('dead_letter')
    .values({
      id: db.nextId(),
      source: 'hook',
      reason: 'no time',
      raw: `{"author":{"id":"did:${CANARY}","handle":"${CANARY}"},"text":"${CANARY}"}`,
      at: NOON,
    })
    .execute()
  for (const [seq, done_at] of [
    [1, NOON],
    [2, null],
  ] as const)
    await db.kysely
      .insertInto('delivery')
      .values({
        seq,
        connection_id: 'hook',
        key: `d${seq}`,
        digest: 'x',
        kind: 'post',
        body: JSON.stringify({
          posts: [
            { author: { id: CANARY, handle: CANARY }, text: `says ${CANARY}`, tags: ['a'] },
            { author: { id: 'omar', handle: 'omar' }, text: 'hello', tags: ['b'] },
          ],
        }),
        received_at: NOON,
        done_at,
      })
      .execute()
  await db.kysely
    .insertInto('rejected')
    .values({ key: `bluesky::at://did/${CANARY}/9`, brand_id: null, reason: 'no query', at: NOON })
    .execute()
  await db.kysely
    .insertInto('tombstone')
    .values({ key: `bluesky::at://did/${CANARY}/8`, reason: 'deleted', at: NOON })
    .execute()
}
