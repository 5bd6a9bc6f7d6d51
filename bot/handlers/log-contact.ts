import type { App, GlobalShortcut, ViewOutput } from '@slack/bolt'
import type { Who } from '../../actions/begin-person.ts'
import type { Actor } from '../../actions/context.ts'
import { logContact } from '../../actions/log-contact.ts'
import type { Way } from '../../core/contact.ts'
import { RefusedError } from '../../core/errors.ts'
import { brandsOfChannel, findHandle, findPersonByName } from '../../db/commands.ts'
import { contactDialog } from '../../views/contact-dialog.ts'
import { SAID_CHOICES } from '../../views/contact-form.ts'
import { noticeDialog } from '../../views/settings-dialog.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { inTime } from '../in-time.ts'
import { tellIn } from '../tell.ts'

/** The global shortcut "Log a contact": a call, a visit or a letter counts like a post. */
export function registerLogContact(app: App, deps: BotDeps): void {
  app.shortcut<GlobalShortcut>('log_contact', async ({ ack, shortcut, client }) => {
    await ack()
    const { trigger_id: triggerId, user } = shortcut
    const actor = await actorOf(deps, user.id)
    if (typeof actor === 'string') return tellIn(client, triggerId, actor)
    const brands = await brandsOfChannel(deps.reader.kysely, '')
    const [brand] = brands
    if (brand === undefined) return tellIn(client, triggerId, 'No brand is set up yet.')
    const view = contactDialog(brands, brands.length === 1 ? brand.id : null)
    await client.views.open({ trigger_id: triggerId, view })
  })

  app.view('log.contact.submit', async ({ ack, body, view }) => {
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { text } })
    try {
      await inTime(deps, body.user.id, (hurried, actor) => submit(hurried, actor, view))
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error }, 'a contact was not logged')
      return refuse('That did not work, and nothing was stored. Please try again.')
    }
    const done = noticeDialog('It is written down, and counts in how they stand with us.')
    await ack({ response_action: 'update', view: done })
  })
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput): Promise<void> {
  const field = (name: string) => view.state.values[name]?.[name]
  const picked = (name: string) => field(name)?.selected_option?.value ?? ''
  const state = JSON.parse(view.private_metadata) as { brandId: string | null }
  const said = SAID_CHOICES.find(({ value }) => value === picked('said'))
  if (said === undefined) throw new RefusedError('said', 'Choose what they did.')
  await logContact(deps.ctx, actor, {
    who: await findWho(deps, (field('who')?.value ?? '').trim(), state.brandId ?? picked('brand')),
    way: picked('way') as Way,
    sentiment: said.sentiment,
    intents: said.value === 'talk' ? [] : [said.value],
    text: field('text')?.value ?? '',
  })
}

/** Somebody we know by handle or by name; otherwise a new person of this name. */
async function findWho({ archive }: BotDeps, typed: string, brandId: string): Promise<Who> {
  const [account] = await findHandle(archive, typed)
  if (account !== undefined) return { authorId: account.id, brandId }
  const known = await findPersonByName(archive, brandId, typed)
  if (known.length > 1)
    throw new RefusedError(
      'which_person',
      `${known.length} people go by this name. Write their handle, or use their page on the desk.`,
    )
  const [personId] = known
  return personId === undefined ? { name: typed, brandId } : { personId }
}
