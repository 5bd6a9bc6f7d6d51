import type { Consent } from '../../core/consent.ts'
import { authorMark, authorMarks, findErased } from '../erasure/marks.ts'
import type { Bulk } from './bulk.ts'
import type { BatchChanges } from './changes.ts'
import { forgetPeopleOf } from './removals.ts'

/** Who asks: the audit and the erasure name nobody of the team. */
const BY_MEMBER = 'member'
const COLUMNS = [
  'key',
  'id',
  'network',
  'native_id',
  'handle',
  'name',
  'is_self',
  'opted_in',
  'first_seen_at',
  'last_seen_at',
  'mentions',
]

/**
 * Keeps what members said of themselves, with how and when: whoever joined may be rated, linked and rewarded;
 * whoever left is not any more, and nothing that rests on it stays; whoever asks to be forgotten is erased
 * within a minute, and kept away where we did not know them yet. An older word never changes a newer one.
 */
export async function writeConsents(
  bulk: Bulk,
  nextId: () => number,
  { consents = [], now }: BatchChanges,
): Promise<void> {
  for (const consent of consents) {
    const authorId = await findAuthor(bulk, nextId, consent)
    if (consent.act === 'forget' && authorId === null) await keepAway(bulk, consent, now)
    else if (authorId === null) continue
    else if (consent.act === 'forget') await askErasure(bulk, nextId(), authorId, now)
    else await changeState(bulk, authorId, consent)
  }
}

/** Their account here; who joins before they ever spoke gets one. Null where nothing is known, or may be. */
async function findAuthor(
  bulk: Bulk,
  nextId: () => number,
  { network, author, act, at }: Consent,
): Promise<number | null> {
  const key = `${network}:${author.id}`
  if ((await findErased(bulk, () => [authorMark(key)])).size > 0) return null
  if (act === 'join')
    await bulk.insertNew('author', COLUMNS, [
      [key, nextId(), network, author.id, author.handle, author.name, 0, 0, at, at, 0],
    ])
  const [row] = await bulk.allIn<{ id: number }>('select id from author where key in (%)', [key])
  return row?.id ?? null
}

async function changeState(
  bulk: Bulk,
  authorId: number,
  { network, act, at }: Consent,
): Promise<void> {
  const state = act === 'join' ? 'joined' : 'left'
  await bulk.upsert(
    'consent',
    ['author_id', 'state', 'how', 'at'],
    [[authorId, state, `/advocate on ${network}`, at]],
    'on conflict (author_id) do update set state = excluded.state, how = excluded.how, at = excluded.at where excluded.at >= consent.at',
  )
  const [kept] = await bulk.allIn<{ state: string }>(
    'select state from consent where author_id in (%)',
    [authorId],
  )
  const isIn = kept?.state === 'joined'
  await bulk.run('update author set opted_in = ? where id = ?', [[Number(isIn), authorId]])
  if (!isIn) await forgetPeopleOf(bulk, [authorId])
}

/** Of somebody we never heard there is nothing to erase, and nothing to keep but that they want none of it. */
async function keepAway(bulk: Bulk, { network, author }: Consent, now: number): Promise<void> {
  const { id, handle } = author
  const marks = authorMarks({ key: `${network}:${id}`, network, native_id: id, handle })
  await bulk.insertNew(
    'erased',
    ['mark', 'at'],
    marks.map((mark) => [mark, now]),
  )
}

async function askErasure(bulk: Bulk, id: number, authorId: number, now: number): Promise<void> {
  await bulk.run(
    `insert into erasure (id, author_id, staff_id, asked_at)
     select ?, ?, ?, ? where not exists
       (select 1 from erasure where author_id = ? and done_at is null)`,
    [[id, authorId, BY_MEMBER, now, authorId]],
  )
}
