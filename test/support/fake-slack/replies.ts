import { readContent } from './content.ts'
import type { Desk } from './desk.ts'
import { isObject, type Json, type JsonObject, textOf } from './json.ts'
import { editMessage, postAsBot, removeMessage } from './posting.ts'
import { SlackRefusal } from './refusal.ts'
import type { ResponseTarget } from './response-urls.ts'
import type { FakeEphemeral } from './words.ts'
import { findMessage } from './workspace.ts'

/** Shows what an app said through a response_url or in the ack of a command. */
export function showReply(
  desk: Desk,
  target: ResponseTarget,
  body: JsonObject,
  via: 'response_url' | 'command',
): void {
  const { workspace } = desk
  const channel = workspace.channels.get(target.channel)
  if (channel === undefined) throw new SlackRefusal('channel_not_found')
  const isRemoval = isTrue(body['delete_original'])
  const content = isRemoval ? null : readContent(workspace, via, body)
  if (content !== null && !content.hasText && !content.blocks?.length) {
    throw new SlackRefusal('no_text')
  }
  if (isRemoval || isTrue(body['replace_original'])) {
    const whispered = workspace.ephemerals.find((e) => e.ts === target.messageTs)
    const message = findMessage(workspace, channel.id, target.messageTs ?? '')
    if (whispered !== undefined) changeEphemeral(whispered, content)
    else if (message !== undefined && content === null) removeMessage(desk, channel, message)
    else if (message !== undefined && content !== null) editMessage(desk, channel, message, content)
    workspace.changed()
    return
  }
  if (content === null) return
  const threadTs = textOf(body['thread_ts']) || null
  if (body['response_type'] === 'in_channel') {
    postAsBot(desk, channel, { threadTs, content, args: body })
    return
  }
  workspace.ephemerals.push({
    channel: channel.id,
    ts: workspace.mintTs(),
    user: target.user,
    threadTs,
    via,
    text: content.text,
    blocks: content.blocks ?? [],
    removed: false,
  })
  workspace.changed()
}

function changeEphemeral(
  message: FakeEphemeral,
  content: { text: string; blocks: readonly JsonObject[] | undefined } | null,
): void {
  if (content === null) {
    message.removed = true
    return
  }
  message.text = content.text
  message.blocks = content.blocks ?? []
}

function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true'
}

/** Takes a POST to a response_url and says what Slack answers. */
export function respondTo(desk: Desk, path: string, body: Json | undefined) {
  const target = desk.responseUrls.use(path)
  if (typeof target === 'string') return { status: 404, body: { ok: false, error: target } }
  const given = isObject(body) ? body : {}
  const record = (status: number) => {
    desk.responseUrls.posts.push({ at: desk.workspace.now(), target, body: given, status })
  }
  try {
    if (!isObject(body)) throw new SlackRefusal('invalid_payload')
    showReply(desk, target, given, 'response_url')
    record(200)
    return { status: 200, body: { ok: true } }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    record(400)
    return { status: 400, body: { ok: false, error: error.error } }
  }
}
