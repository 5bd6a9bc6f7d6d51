import type {
  App,
  BlockAction,
  ButtonAction,
  StaticSelectAction,
  ViewOutput,
  webApi,
} from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { editPlaybook } from '../../actions/edit-playbook.ts'
import { RefusedError } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import { type KeptPlaybook, readPlaybook } from '../../core/playbook-form.ts'
import { readUse } from '../../db/playbook-usage.ts'
import { readPlaybooks, type StoredPlaybook } from '../../db/playbooks.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { fieldBlock, type PlaybookState, playbookDialog } from '../../views/playbook-dialog.ts'
import { usageLines } from '../../views/playbook-usage.ts'
import { isText, orNull, readCarried } from '../carried.ts'
import { type BotDeps, mayNow, staffOf } from '../deps.ts'
import { dialogOf, pick, tickedIn, typed } from '../form.ts'
import { inTime } from '../in-time.ts'
import { drawAnew } from '../tell.ts'

const GONE = 'This playbook is no longer there.'

/** `/earshot playbook`, with a name for that one: opens the team's answers. */
export async function openPlaybooks(
  deps: BotDeps,
  typed: { actor: Actor; rest: string; triggerId: string; client: webApi.WebClient },
): Promise<null> {
  const list = await readPlaybooks(deps.reader.kysely)
  const wanted = typed.rest.toLowerCase()
  const chosen = wanted === '' ? null : nearest(list, wanted)
  if (chosen === undefined)
    throw new RefusedError(
      'no_playbook',
      `No playbook goes by “${cleanName(typed.rest, 60)}”. /earshot playbook shows all of them.`,
    )
  const view = await draw(deps, typed.actor, { list, chosen })
  await typed.client.views.open({ trigger_id: typed.triggerId, view })
  return null
}

/** The team's answers, read and changed without leaving Slack; from Home, by command, and out of a Reply dialog. */
export function registerPlaybook(app: App, deps: BotDeps): void {
  app.action<BlockAction>('playbook.list', async ({ ack, body, client }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    await openPlaybooks(deps, { actor, rest: '', triggerId: body.trigger_id, client })
  })

  app.action<BlockAction>('playbook.edit', async ({ ack, action, body, client }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    const all = await readPlaybooks(deps.reader.kysely)
    const chosen = all.find(({ id }) => id === (action as ButtonAction).value)
    if (chosen === undefined) throw new RefusedError('no_playbook', GONE)
    const view = await draw(deps, actor, { list: null, chosen })
    // On top of the reply, whose words wait below as they are.
    await client.views.push({ trigger_id: body.trigger_id, view })
  })

  app.action<BlockAction>(/^playbook\.(pick|new)$/, async ({ ack, action, body, client }) => {
    await ack()
    const view = dialogOf(body)
    const actor = await staffOf(deps, body.user.id)
    const list = await readPlaybooks(deps.reader.kysely)
    const id = (action as StaticSelectAction).selected_option?.value
    const chosen = action.action_id === 'playbook.new' ? 'new' : list.find((one) => one.id === id)
    if (chosen === undefined) throw new RefusedError('no_playbook', GONE)
    const usage = chosen === 'new' ? [] : await readUsed(deps, chosen)
    await drawAnew(client, deps.log, view, await draw(deps, actor, { list, chosen, usage }))
  })

  app.view('playbook.submit', async ({ ack, body, view }) => {
    const { id, seen } = readCarried<PlaybookState>(view, {
      id: orNull(isText),
      seen: orNull(isText),
    })
    const refuse = (text: string, code: string) => {
      const blocks = view.blocks.map(({ block_id }) => block_id)
      const wanted = fieldBlock(id, code)
      const at = blocks.includes(wanted) ? wanted : fieldBlock(id, 'name')
      return ack({ response_action: 'errors', errors: { [at]: text } })
    }
    try {
      await inTime(deps, body.user.id, async ({ ctx, reader }, actor) => {
        const all = id === null ? [] : await readPlaybooks(reader.kysely)
        const known = all.find((one) => one.id === id) ?? null
        if (id !== null && known === null) throw new RefusedError('name', GONE)
        await editPlaybook(ctx, actor, readForm(view, id, known), seen)
      })
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.message, error.code)
      throw error
    }
    await ack()
  })
}

async function draw(
  deps: BotDeps,
  actor: Actor,
  shown: Pick<Parameters<typeof playbookDialog>[0], 'list' | 'chosen' | 'usage'>,
): Promise<Dialog> {
  const brands = await deps.reader.kysely
    .selectFrom('brand')
    .select(['id', 'name'])
    .orderBy('name')
    .execute()
  const mayEdit = await mayNow(deps, actor, 'playbook.edit')
  return playbookDialog({ ...shown, brands, mayEdit })
}

async function readUsed({ archive, ctx }: BotDeps, playbook: StoredPlaybook): Promise<string[]> {
  const now = ctx.clock.now()
  const { usage, others } = await readUse(archive.kysely, playbook, now)
  return usageLines(usage, others, now)
}

/** By id, by name, or by the beginning of its name. */
function nearest(list: readonly StoredPlaybook[], wanted: string): StoredPlaybook | undefined {
  return (
    list.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted) ??
    list.find(({ name }) => name.toLowerCase().startsWith(wanted))
  )
}

/** The form in a dialog; the brand "*" is every brand. */
function readForm(view: ViewOutput, id: string | null, known: StoredPlaybook | null): KeptPlaybook {
  const said = (name: string) => {
    const block = fieldBlock(id, name)
    return tickedIn(view, block, name) ?? [typed(view, block, name)].filter((text) => text !== '')
  }
  const brand = pick(view, fieldBlock(id, 'brand'), 'brand') ?? undefined
  return readPlaybook(said, brand === '*' ? '' : brand, known)
}
