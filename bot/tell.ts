import type { webApi } from '@slack/bolt'
import { noticeDialog } from '../views/settings-dialog.ts'

/** Says a sentence in a dialog of its own: where there is no message to answer under, as on Home. */
export async function tellIn(
  client: webApi.WebClient,
  triggerId: string,
  text: string,
): Promise<void> {
  await client.views.open({ trigger_id: triggerId, view: noticeDialog(text) })
}
