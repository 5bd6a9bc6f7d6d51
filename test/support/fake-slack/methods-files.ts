import { checkBlocks } from './block-rules.ts'
import type { Desk, MethodTable } from './desk.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import { channelFor, postAsBot, requireMember } from './posting.ts'
import { refuseMissing, SlackRefusal } from './refusal.ts'
import { structured } from './request-body.ts'
import { checkView } from './view-rules.ts'
import type { FakeFile } from './words.ts'

/** Uploads in Slack's two steps, and the check of blocks without sending them. */
export const FILE_METHODS: MethodTable = {
  'files.getUploadURLExternal': {
    token: 'bot',
    scopes: ['files:write'],
    perMinute: 100,
    run: getUploadUrl,
  },
  'files.completeUploadExternal': {
    token: 'bot',
    scopes: ['files:write'],
    perMinute: 100,
    run: completeUpload,
  },
  'blocks.validate': { token: 'any', scopes: [], perMinute: 100, run: validateBlocks },
}

function getUploadUrl(desk: Desk, args: JsonObject): JsonObject {
  const name = textOf(args['filename'])
  const length = Number(textOf(args['length']))
  if (name === '') throw refuseMissing('filename')
  if (!Number.isInteger(length) || length < 1) throw new SlackRefusal('invalid_arguments')
  const id = desk.workspace.mintId('F')
  const file: FakeFile = {
    id,
    name,
    length,
    bytes: null,
    title: name,
    shared: false,
    channel: null,
  }
  desk.workspace.files.set(id, file)
  return { upload_url: `${desk.origin()}/upload/${id}`, file_id: id }
}

function completeUpload(desk: Desk, args: JsonObject): JsonObject {
  const { workspace } = desk
  const wanted = objectsOf(structured(args, 'files', 'invalid_arguments'))
  if (wanted.length === 0) throw refuseMissing('files')
  const files = wanted.map((entry) => {
    const file = workspace.files.get(textOf(entry['id']))
    if (file === undefined || file.bytes === null) throw new SlackRefusal('file_not_found')
    file.title = textOf(entry['title']) || file.name
    return file
  })
  const channelId = textOf(args['channel_id'])
  const wire = files.map((file) => ({ id: file.id, title: file.title, name: file.name }))
  if (channelId !== '') {
    const channel = channelFor(workspace, channelId)
    requireMember(workspace, channel)
    for (const file of files) Object.assign(file, { shared: true, channel: channel.id })
    postAsBot(desk, channel, {
      threadTs: textOf(args['thread_ts']) || null,
      content: {
        text: textOf(args['initial_comment']),
        blocks: undefined,
        attachments: undefined,
        metadata: undefined,
      },
      args,
      files: wire,
    })
  }
  return { files: wire }
}

function validateBlocks(_desk: Desk, args: JsonObject): JsonObject {
  const view = structured(args, 'view', 'invalid_arguments')
  const message = structured(args, 'message', 'invalid_arguments')
  const blocks = structured(args, 'blocks', 'invalid_blocks_format')
  const problems = isObject(view)
    ? checkView(view, view['type'] === 'home' ? 'home' : 'modal')
    : checkBlocks(objectsOf(isObject(message) ? message['blocks'] : blocks), 'message')
  if (problems.length === 0) return {}
  throw new SlackRefusal('invalid_blocks', {
    errors: problems.map((problem) => {
      const [, text = problem, pointer = ''] = /^(.*) \[json-pointer:(.*)\]$/.exec(problem) ?? []
      return { code: 'invalid', message: text, pointer }
    }),
  })
}

/** Takes the bytes of an upload; false when the file is unknown or its length is not what was said. */
export function receiveUpload(desk: Desk, id: string, bytes: Buffer): boolean {
  const file = desk.workspace.files.get(id)
  if (file === undefined) return false
  if (bytes.length !== file.length) {
    desk.workspace.violations.push(
      `file ${file.name}: ${bytes.length} bytes, ${file.length} announced`,
    )
    return false
  }
  file.bytes = bytes
  desk.workspace.changed()
  return true
}
