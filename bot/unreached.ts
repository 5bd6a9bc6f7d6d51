import type { Clock } from '../core/clock.ts'
import type { Database } from '../db/database.ts'
import { enqueueNotice } from '../db/notices.ts'
import type { OutboxRow } from '../db/queue.ts'
import { channelOf } from './slack-post.ts'

type Trx = Parameters<Parameters<Database['transaction']>[0]>[0]

/** What Slack says, and what people understand of it. */
const REASONS: Readonly<Record<string, string>> = {
  is_archived: 'the channel is archived',
  is_inactive: 'the channel is archived',
  not_in_channel: 'Earshot is no longer in the channel',
  channel_not_found: 'Earshot does not see the channel any more',
  compliance_exports_prevent_deletion: 'your Slack keeps every message for compliance',
}

/** Tells the team, once a day and channel, that Slack keeps a message which had to go, with a link to it. */
export async function tellUnreached(
  trx: Trx,
  { row, ts, error }: { row: Pick<OutboxRow, 'lane'>; ts: string; error: string },
  { db, clock }: { db: Database; clock: Clock },
): Promise<void> {
  const word = /^Slack says (\S+)\.$/.exec(error)?.[1] ?? ''
  const why = REASONS[word] ?? (word === '' ? 'Slack does not answer' : `Slack says ${word}`)
  await enqueueNotice(db, trx, clock.now(), {
    subject: row.lane,
    about: 'unreached',
    text: `A message could not be taken out of Slack, though its author removed the post or asked to be erased: ${why}. There may be more of theirs in the same place. Ask an admin of your Slack to delete them.`,
    message: { channel: channelOf(row), ts },
  })
}
