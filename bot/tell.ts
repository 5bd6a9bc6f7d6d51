import type { RespondFn, webApi } from '@slack/bolt'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Dialog } from '../views/dialogs.ts'
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

/** Says a sentence on top of the dialog that was pressed in, where nothing typed is lost by it. */
export async function tellOver(
  client: webApi.WebClient,
  triggerId: string,
  text: string,
): Promise<void> {
  await client.views.push({ trigger_id: triggerId, view: noticeDialog(text) })
}

/** Draws an open dialog anew. Where another choice was faster, or it is closed, what is seen there stays true. */
export async function drawAnew(
  client: webApi.WebClient,
  log: Logger,
  { id, hash }: { id: string; hash: string },
  dialog: Dialog,
): Promise<void> {
  await client.views
    .update({ view_id: id, hash, view: dialog })
    .catch((error: unknown) =>
      log.warn({ error: messageOf(error) }, 'a dialog was not drawn again'),
    )
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
