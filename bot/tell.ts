import type { RespondFn, webApi } from '@slack/bolt'
import type { Logger } from '../core/logger.ts'
import { noticeDialog } from '../views/settings-dialog.ts'
import type { SlackMessage } from '../views/slack-blocks.ts'

/** Says a sentence in a dialog of its own: where there is no message to answer under, as on Home. */
export async function tellIn(
  client: webApi.WebClient,
  triggerId: string,
  text: string,
): Promise<void> {
  await client.views.open({ trigger_id: triggerId, view: noticeDialog(text) })
}

/** Answers a press under its message, for whoever pressed alone; that it could not be told undoes nothing. */
export async function tellAlone(
  respond: RespondFn,
  log: Logger,
  said: string | SlackMessage,
): Promise<void> {
  const message =
    typeof said === 'string' ? { text: said } : { text: said.text, blocks: said.blocks as never }
  await respond({ response_type: 'ephemeral', replace_original: false, ...message }).catch(
    (error: unknown) => log.warn({ error }, 'could not answer a press'),
  )
}
