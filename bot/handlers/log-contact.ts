import type { App, GlobalShortcut, ViewOutput } from '@slack/bolt'
import type { Who } from '../../actions/begin-person.ts'
import type { Actor } from '../../actions/context.ts'
import { logContact } from '../../actions/log-contact.ts'
import { type Meant, SOMEBODY_NEW, whoIsMeant } from '../../actions/who-is-meant.ts'
import type { Way } from '../../core/contact.ts'
import { RefusedError } from '../../core/errors.ts'
import { brandsOfChannel } from '../../db/commands.ts'
import { contactDialog } from '../../views/contact-dialog.ts'
import { SAID_CHOICES } from '../../views/contact-form.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { noticeDialog } from '../../views/settings-dialog.ts'
import { isText, orNull, readCarried } from '../carried.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { pick, typed } from '../form.ts'
import { inTime } from '../in-time.ts'

/** The global shortcut "Log a contact": a call, a visit or a letter counts like a post. */
export function registerLogContact(app: App, deps: BotDeps): void {
  app.shortcut<GlobalShortcut>('log_contact', async ({ ack, shortcut, client }) => {
    await ack()
    const { trigger_id: triggerId, user } = shortcut
    await staffOf(deps, user.id)
    const brands = await brandsOfChannel(deps.reader.kysely, '')
    const [brand] = brands
    if (brand === undefined) throw new RefusedError('no_brand', 'No brand is set up yet.')
    const view = contactDialog(brands, brands.length === 1 ? brand.id : null)
    await client.views.open({ trigger_id: triggerId, view })
  })

  app.view('log.contact.submit', async ({ ack, body, view }) => {
    const refuse = (why: string, field = 'text') =>
      ack({ response_action: 'errors', errors: { [field]: why } })
    try {
      const meant = await inTime(deps, body.user.id, (hurried, actor) =>
        submit(hurried, actor, view),
      )
      if (meant !== null)
        return await ack({ response_action: 'update', view: await again(deps, view, meant) })
    } catch (error) {
      if (error instanceof RefusedError)
        return refuse(error.message, error.code === 'no_name' ? 'who' : 'text')
      throw error
    }
    const done = noticeDialog('It is written down, and counts in how they stand with us.')
    await ack({ response_action: 'update', view: done })
  })
}

/** Writes it down; answers who may be meant where that is not sure, and then nothing was written. */
async function submit(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
): Promise<readonly Meant[] | null> {
  const picked = (name: string) => pick(view, name) ?? ''
  const state = readCarried(view, { brandId: orNull(isText) })
  const said = SAID_CHOICES.find(({ value }) => value === picked('said'))
  if (said === undefined) throw new RefusedError('said', 'Choose what they did.')
  const brandId = state.brandId ?? picked('brand')
  const name = typed(view, 'who').trim()
  const who = await findWho(deps, { typed: name, which: picked('which'), brandId })
  if ('meant' in who) return who.meant
  await logContact(deps.ctx, actor, {
    who,
    way: picked('way') as Way,
    sentiment: said.sentiment,
    intents: said.value === 'talk' ? [] : [said.value],
    text: typed(view, 'text'),
  })
  return null
}

/** The same dialog with what was typed, and with those to choose from. */
async function again(deps: BotDeps, view: ViewOutput, meant: readonly Meant[]): Promise<Dialog> {
  const brands = await brandsOfChannel(deps.reader.kysely, '')
  const { brandId } = readCarried(view, { brandId: orNull(isText) })
  const who = typed(view, 'who')
  return contactDialog(brands, brandId, {
    who,
    text: typed(view, 'text'),
    meant: [...meant, { value: SOMEBODY_NEW, label: `Somebody new called ${who}` }],
  })
}

/** Whom the dialog names, or those to choose from; somebody new where nobody is called so. */
async function findWho(
  { archive }: BotDeps,
  { typed, which, brandId }: { typed: string; which: string; brandId: string },
): Promise<Who | { meant: readonly Meant[] }> {
  const meant = await whoIsMeant(archive, brandId, typed)
  const chosen = meant.find(({ value }) => value === which)
  if (chosen !== undefined) return chosen.who
  if (meant.length === 0 || which === SOMEBODY_NEW) return { name: typed, brandId }
  const [only] = meant
  return typed.startsWith('@') && meant.length === 1 && only !== undefined ? only.who : { meant }
}
