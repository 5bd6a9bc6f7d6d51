import { createCardSenders } from '../bot/card-sender.ts'
import { createDigestSenders } from '../bot/digest-sender.ts'
import { createIncidentSenders } from '../bot/incident-sender.ts'
import { createNoteEraser } from '../bot/note-eraser.ts'
import { createNoticeSender } from '../bot/notice-sender.ts'
import { createNudgeSender } from '../bot/nudge-sender.ts'
import { createOwnDigestSender } from '../bot/own-digest-sender.ts'
import { createSlackClients } from '../bot/slack-client.ts'
import { createStaffNoteSenders } from '../bot/staff-note-sender.ts'
import { createStrikeSender } from '../bot/strike-sender.ts'
import { createThreadNoteSender } from '../bot/thread-note-sender.ts'
import { createTroubleSenders } from '../bot/trouble-sender.ts'
import { createUnsureSenders } from '../bot/unsure-sender.ts'
import type { Ctx } from '../connectors/connector.ts'
import type { Sender } from '../jobs/outbox.ts'
import { createReplySender } from '../jobs/reply-sender.ts'
import type { DeskDeps, DeskOptions } from './desk-options.ts'

/** Who delivers which kind of the outbox. */
export function createSenders(
  options: DeskOptions,
  contexts: ReadonlyMap<string, Ctx>,
  deps: DeskDeps,
): Record<string, Sender> {
  const { db, clock, slack } = options
  const replies = createReplySender({
    db,
    clock,
    connectionOf: (id) => {
      const connector = options.connectors.get(id)
      const world = contexts.get(id)
      return connector === undefined || world === undefined ? null : { connector, ctx: world }
    },
  })
  if (slack === null) return { 'network.reply': replies }
  const { bulk } = createSlackClients(slack, options.log)
  const posting = { ...deps.ctx, slack: bulk, replyRight: deps.replyRight }
  return {
    'network.reply': replies,
    ...createCardSenders(posting),
    ...createUnsureSenders(posting),
    ...createThreadNoteSender(posting),
    ...createNoticeSender({ db, clock, slack: bulk }),
    ...createTroubleSenders({ db, clock, slack: bulk }),
    ...createNudgeSender(posting),
    ...createStaffNoteSenders(posting),
    ...createIncidentSenders({ db, clock, slack: bulk }),
    ...createDigestSenders({ ...posting, log: options.log }),
    ...createOwnDigestSender({ db, clock, slack: bulk }),
    ...createStrikeSender({ db, clock, slack: bulk }),
    ...createNoteEraser({ db, slack: bulk, clock }),
  }
}
