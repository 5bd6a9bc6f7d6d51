import type { WebClient } from '@slack/web-api'
import { NetworkError } from '../core/errors.ts'

/** A picture is small; whoever takes longer for it has a broken line. */
const TIMEOUT_MS = 10_000

/**
 * Puts a PNG into Slack without showing it anywhere and answers its id. Slack may still need some seconds
 * before a message can show it. Trying again leaves one file behind that nobody sees.
 */
export async function uploadPicture(
  slack: WebClient,
  png: Buffer,
  { name, title, alt }: { name: string; title: string; alt: string },
): Promise<string> {
  const ticket = await slack.files.getUploadURLExternal({
    filename: name,
    length: png.length,
    alt_text: alt,
  })
  if (ticket.upload_url === undefined || ticket.file_id === undefined)
    throw new NetworkError('transient', 'Slack gave no place for the picture.')
  const answer = await fetch(ticket.upload_url, {
    method: 'POST',
    body: new Uint8Array(png),
    headers: { 'content-type': 'image/png' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await answer.body?.cancel()
  if (!answer.ok)
    throw new NetworkError('transient', `Slack did not take the picture: ${answer.status}.`)
  await slack.files.completeUploadExternal({ files: [{ id: ticket.file_id, title }] })
  return ticket.file_id
}
