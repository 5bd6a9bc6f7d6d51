import { checkBlocks } from './block-rules.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import { readBlocks, readMrkdwn } from './live-tokens.ts'
import { refuseAsInvalid, SlackRefusal } from './refusal.ts'
import { isOn, structured } from './request-body.ts'
import type { LiveToken } from './words.ts'
import { type Workspace, withIds } from './workspace.ts'

/** Characters of blocks, as JSON, that Slack takes in one message (bolt-js #2509). */
const MOST_BLOCK_CHARS = 13_200
/** `text` is cut above this. */
const MOST_TEXT_CHARS = 40_000
/** Bytes of metadata Slack takes. */
const MOST_METADATA_BYTES = 16_000

/** What a message says, read from the arguments of a call and checked. */
export interface Content {
  readonly text: string
  readonly hasText: boolean
  /** Undefined when the call gave none. */
  readonly blocks: readonly JsonObject[] | undefined
  readonly attachments: readonly JsonObject[] | undefined
  readonly metadata: JsonObject | undefined
}

/** Reads text, blocks, attachments and metadata; throws what Slack would refuse; notes what comes to life. */
export function readContent(workspace: Workspace, method: string, args: JsonObject): Content {
  const blocks = readBlockList(workspace, method, args)
  const attachments = structured(args, 'attachments', 'invalid_attachments')
  const given = textOf(args['text'])
  const text = given.slice(0, MOST_TEXT_CHARS)
  if (given.length > MOST_TEXT_CHARS) workspace.warnings.push(`${method}: text was cut at 40,000`)
  noteLive(workspace, [
    ...readMrkdwn(args['mrkdwn'] === false ? '' : text, {
      where: `${method}/text`,
      linkNames: isOn(args['link_names']) || args['parse'] === 'full',
      autoLink: args['parse'] !== 'none',
    }),
    ...readBlocks(blocks ?? [], method),
  ])
  return {
    text,
    hasText: text.trim() !== '',
    blocks: blocks === undefined ? undefined : withIds(workspace, blocks),
    attachments: attachments === undefined ? undefined : objectsOf(attachments),
    metadata: readMetadata(args),
  }
}

function readBlockList(
  workspace: Workspace,
  method: string,
  args: JsonObject,
): JsonObject[] | undefined {
  const given = structured(args, 'blocks', 'invalid_blocks_format')
  if (given === undefined) return undefined
  if (!Array.isArray(given)) throw new SlackRefusal('invalid_blocks_format')
  const blocks = objectsOf(given)
  refuseBadBlocks(workspace, method, blocks)
  return blocks
}

/** Throws Slack's refusal for blocks that are not right for a message. */
function refuseBadBlocks(
  workspace: Workspace,
  method: string,
  blocks: readonly JsonObject[],
): void {
  const unknown = workspace.settings.unknownBlocks
  const problems = [...checkBlocks(blocks, 'message', unknown), ...unknownFiles(workspace, blocks)]
  if (problems.length > 0) {
    const isRollOut = blocks.some((block) => unknown.includes(textOf(block['type'])))
    if (!isRollOut) workspace.violations.push(`${method}: ${problems.join('; ')}`)
    throw refuseAsInvalid('invalid_blocks', problems)
  }
  const size = JSON.stringify(blocks).length
  if (size > MOST_BLOCK_CHARS) {
    workspace.violations.push(`${method}: ${size} characters of blocks`)
    throw new SlackRefusal('msg_blocks_too_long')
  }
  warnOfRepeatedActions(workspace, method, blocks)
}

function unknownFiles(workspace: Workspace, blocks: readonly JsonObject[]): string[] {
  return blocks.flatMap((block, index) => {
    const file = block['slack_file']
    if (!isObject(file) || workspace.files.has(textOf(file['id']))) return []
    return [`invalid slack file [json-pointer:/blocks/${index}/slack_file]`]
  })
}

/** Bolt finds a handler by action_id alone, so a repeat over blocks is allowed but worth a look. */
function warnOfRepeatedActions(
  workspace: Workspace,
  method: string,
  blocks: readonly JsonObject[],
): void {
  const ids = blocks.flatMap((block) =>
    [...objectsOf(block['elements']), ...objectsOf([block['accessory']])].map((element) =>
      textOf(element['action_id']),
    ),
  )
  const repeated = ids.filter((id, index) => id !== '' && ids.indexOf(id) !== index)
  if (repeated.length > 0) {
    workspace.warnings.push(`${method}: action_id repeated: ${[...new Set(repeated)].join(', ')}`)
  }
}

function readMetadata(args: JsonObject): JsonObject | undefined {
  const metadata = structured(args, 'metadata', 'invalid_metadata_format')
  if (metadata === undefined) return undefined
  if (!isObject(metadata)) throw new SlackRefusal('invalid_metadata_format')
  const hasType = textOf(metadata['event_type']) !== '' || Object.keys(metadata).length === 0
  if (
    !hasType ||
    (metadata['event_payload'] !== undefined && !isObject(metadata['event_payload']))
  ) {
    throw new SlackRefusal('invalid_metadata_schema')
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > MOST_METADATA_BYTES) {
    throw new SlackRefusal('metadata_too_large')
  }
  return metadata
}

/** Records what came to life; a broadcast is a violation, for nothing may ping a whole channel. */
export function noteLive(workspace: Workspace, tokens: readonly LiveToken[]): void {
  workspace.liveTokens.push(...tokens)
  for (const token of tokens) {
    if (token.kind === 'broadcast') {
      workspace.violations.push(`${token.where}: ${token.value} would ping everybody`)
    }
  }
}
