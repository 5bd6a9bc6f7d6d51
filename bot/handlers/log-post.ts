import type { App, MessageShortcut, ViewOutput, webApi } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { logPost } from '../../actions/log-post.ts'
import type { CaseKind } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { mentionKey } from '../../core/mention.ts'
import { isNetwork, type Network } from '../../core/network.ts'
import { readPostAddress } from '../../core/post-address.ts'
import { ROLE_FOR } from '../../core/staff.ts'
import { brandsOfChannel, findHandle } from '../../db/commands.ts'
import { linesAnswer } from '../../views/command-answers.ts'
import { type LogState, logPostDialog } from '../../views/log-dialog.ts'
import { noticeDialog } from '../../views/settings-dialog.ts'
import type { SlackMessage } from '../../views/slack-blocks.ts'
import { isCount, isText, orNull, readCarried } from '../carried.ts'
import { type BotDeps, mayNow, staffOf } from '../deps.ts'
import { pick, typed } from '../form.ts'
import { inTime } from '../in-time.ts'

const NO_ADDRESS =
  'Give the address of a public post, for example: /earshot log https://bsky.app/profile/ana.example/post/3k1'

const isMessage = (value: unknown): value is NonNullable<LogState['message']> => {
  const { key, nativeId } = Object(value) as Partial<NonNullable<LogState['message']>>
  return isText(key) && isText(nativeId)
}
const CARRIED = {
  network: (value: unknown): value is Network => isText(value) && isNetwork(value),
  url: orNull(isText),
  message: orNull(isMessage),
  authorId: orNull(isText),
  at: orNull(isCount),
  brandId: orNull(isText),
}

/** `/earshot log URL`: a dialog with what the address says; the person pastes the rest. */
export async function openLog(
  deps: BotDeps,
  typed: {
    actor: Actor
    rest: string
    channel: string
    triggerId: string
    client: webApi.WebClient
  },
): Promise<SlackMessage | null> {
  const address = readPostAddress(typed.rest)
  if (address === null)
    return linesAnswer([[{ text: NO_ADDRESS }]], 'This is no address of a public post.')
  await mustBeAllowed(deps, typed.actor)
  const { network, url, handle } = address
  const state = { network, url, message: null, authorId: null, at: null }
  await open(deps, typed.client, typed, state, { text: '', author: handle })
  return null
}

/** "Track as mention" on a message, and the dialog of both. */
export function registerLogPost(app: App, deps: BotDeps): void {
  app.shortcut<MessageShortcut>('track_message', async ({ ack, shortcut, client }) => {
    await ack()
    const { trigger_id: triggerId, message, channel, user, team } = shortcut
    await mustBeAllowed(deps, await staffOf(deps, user.id))
    if (message['bot_id'] !== undefined && message['metadata'] !== undefined)
      throw new RefusedError('own', 'This is a card of ours. Its buttons work on the case.')
    const nativeId = `${channel.id}:${message.ts}`
    const state = {
      message: { key: mentionKey('slack', team?.id ?? '', nativeId), nativeId },
      network: 'slack' as const,
      url: null,
      authorId: message.user ?? null,
      at: Math.round(Number(message.ts) * 1000) || null,
    }
    const of = { channel: channel.id, triggerId }
    await open(deps, client, of, state, { text: message.text ?? '', author: null })
  })

  app.view('log.post.submit', async ({ ack, body, view, client }) => {
    const { caseId, isNew } = await inTime(deps, body.user.id, (hurried, actor) =>
      submit(hurried, actor, view, client),
    )
    deps.wake()
    const text = isNew
      ? `This is case ${caseId} now. Its card comes to the channel.`
      : `We have this post already: it is case ${caseId}.`
    await ack({ response_action: 'update', view: noticeDialog(text) })
  })
}

async function submit(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  client: webApi.WebClient,
): Promise<{ caseId: number; isNew: boolean }> {
  const state = readCarried<LogState>(view, CARRIED)
  const { brandId, authorId, network, at } = state
  const post = state.message ?? readPostAddress(state.url ?? '')
  if (post === null) throw new RefusedError('no_address', NO_ADDRESS)
  const { key, nativeId } = post
  const who = typed(view, 'author').trim()
  const author =
    authorId === null
      ? await knownAuthor(deps, network, who)
      : { id: authorId, handle: null, name: who || (await nameOf(client, authorId)) }
  const url = state.message === null ? state.url : await linkTo(client, nativeId)
  const kind = pick(view, 'kind') as CaseKind
  const said = { key, nativeId, network, at, url, author, kind, text: typed(view, 'text') }
  return logPost(
    deps.ctx,
    actor,
    { ...said, brandId: brandId ?? pick(view, 'brand') ?? '' },
    deps.rules(),
  )
}

/** An account that we know by this handle on this network keeps its history. */
async function knownAuthor({ archive }: BotDeps, network: Network, typed: string) {
  if (typed === '') return { id: null, handle: null, name: null }
  const found = (await findHandle(archive, typed)).find((one) => one.network === network)
  if (found !== undefined) return { id: found.nativeId, handle: found.handle, name: found.name }
  return { id: null, handle: typed, name: null }
}

async function nameOf(client: webApi.WebClient, userId: string): Promise<string | null> {
  try {
    const { user } = await client.users.info({ user: userId })
    return user?.profile?.display_name || user?.real_name || null
  } catch {
    return null
  }
}

async function linkTo(client: webApi.WebClient, nativeId: string): Promise<string | null> {
  const [channel = '', ts = ''] = nativeId.split(':')
  try {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts })
    return permalink ?? null
  } catch {
    return null
  }
}

async function open(
  { reader }: BotDeps,
  client: webApi.WebClient,
  of: { channel: string; triggerId: string },
  state: Omit<LogState, 'brandId'>,
  given: { text: string; author: string | null },
): Promise<void> {
  const brands = await brandsOfChannel(reader.kysely, of.channel)
  const [brand] = brands
  if (brand === undefined) throw new RefusedError('no_brand', 'No brand is set up yet.')
  const brandId = brands.length === 1 ? brand.id : null
  const view = logPostDialog({ ...state, brandId }, brands, given)
  await client.views.open({ trigger_id: of.triggerId, view })
}

/** Nobody fills in a dialog that will be refused; the action asks again. */
async function mustBeAllowed(deps: BotDeps, actor: Actor): Promise<void> {
  if (!(await mayNow(deps, actor, 'post.log')))
    throw new RefusedError('role', `This needs the role ${ROLE_FOR['post.log']}. Ask an owner.`)
}
