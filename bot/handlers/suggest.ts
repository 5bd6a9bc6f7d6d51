import type { App, ViewOutput } from '@slack/bolt'
import { askMachine } from '../../actions/ask-machine.ts'
import type { Actor } from '../../actions/context.ts'
import type { Drafter } from '../../actions/suggest-draft.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { playbookOf } from '../../core/reply-sheet.ts'
import { MACHINE_MAX } from '../../views/reply-dialog.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { dialogOf } from '../form.ts'
import { drawAgain, factsOf } from './draw-reply.ts'
import { choiceOf, stateOf, typedText, wayOf } from './reply-view.ts'

type Said = Awaited<ReturnType<typeof askMachine>>

const NONE = 'No machine is set up that drafts.'
const WAIT =
  'A machine is drafting. Write on: its words will stand below yours until you take them.'
/** Dialogs that were closed before the answer came are forgotten beyond so many. */
const MOST_ASKED = 100

/**
 * "Let a machine draft it": the dialog says at once that it is asked, and shows what came of it when it is there.
 * It stands beside the words of whoever writes, as Slack does not tell what is typed meanwhile.
 */
export function registerSuggest(app: App, deps: BotDeps): void {
  const asked = new Map<string, Promise<Said>>()

  app.action('reply.suggest', async ({ ack, body, client }) => {
    await ack()
    const view = dialogOf(body)
    const actor = await staffOf(deps, body.user.id)
    if (deps.drafter === null) throw new RefusedError('no_machine', NONE)
    const { id } = view
    // Pressed again it is the same question: its answer is drawn into the dialog as it is by then.
    const said = asked.get(id) ?? ask(deps, deps.drafter, actor, view)
    remember(asked, id, said)
    try {
      const waiting = await drawAgain(deps, actor, view, { note: WAIT })
      const shown = await client.views.update({ view_id: id, hash: view.hash, view: waiting })
      const { text, note } = await said
      const answer = text === null ? { note } : { machine: text }
      const dialog = await drawAgain(deps, actor, view, answer)
      const hash = shown.view?.hash
      await client.views.update({
        view_id: id,
        ...(hash === undefined ? {} : { hash }),
        view: dialog,
      })
      asked.delete(id)
    } catch (error) {
      if (error instanceof RefusedError) throw error
      // Something else was chosen meanwhile, or the dialog is closed: what is seen there stays true.
      deps.log.warn({ error: messageOf(error) }, 'a machine’s draft was not shown')
    }
  })
}

async function ask(deps: BotDeps, drafter: Drafter, actor: Actor, view: ViewOutput): Promise<Said> {
  const facts = await factsOf(deps, stateOf(view))
  const draft = typedText(view)
  const { max } = deps.countReply(facts, draft, wayOf(view))
  return askMachine({ ...deps.ctx, reader: deps.reader.kysely, drafter }, actor, {
    facts,
    chosen: playbookOf(choiceOf(view)),
    draft,
    max: Math.min(max ?? MACHINE_MAX, MACHINE_MAX),
  })
}

/** A question that failed is asked again. */
function remember(asked: Map<string, Promise<Said>>, id: string, said: Promise<Said>): void {
  asked.set(id, said)
  said.catch(() => asked.delete(id))
  const [oldest] = asked.keys()
  if (asked.size > MOST_ASKED && oldest !== undefined) asked.delete(oldest)
}
