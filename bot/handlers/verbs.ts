import type { App, StaticSelectAction, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { isPlainVerb, performVerb, type VerbValues } from '../../actions/perform-verb.ts'
import { RefusedError } from '../../core/errors.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { findOtherCases } from '../../db/other-cases.ts'
import { readVerbChoices } from '../../db/verb-choices.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { caseOption, type VerbForm, verbForms } from '../../views/verb-forms.ts'
import { searchOptions, verbsDialog } from '../../views/verbs-dialog.ts'
import { isId, isText, orNull, readCarried } from '../carried.ts'
import { actorOf, type BotDeps, staffOf } from '../deps.ts'
import { blocksOf, dayIn, dialogOf, pick, typed } from '../form.ts'
import { inTime } from '../in-time.ts'
import { drawAnew } from '../tell.ts'
import { buildDialog, type OpenDialog } from './open-dialog.ts'

/** Verbs whose dialogs take the place of the list. */
const OWN_DIALOGS: ReadonlySet<string> = new Set([
  'case.reply',
  'case.ask',
  'case.thank',
  'case.label',
])
/** Whoever sees more types more. */
const SHOWN = 30
const FAILED = 'That did not work, and nothing was changed. Please try again.'

interface State {
  caseId: number
  verb: string | null
}

/** The dialog behind "More…": choosing a verb shows what it needs, submitting does it. */
export function registerVerbs(app: App, deps: BotDeps): void {
  app.action('verb.pick', async ({ ack, action, body, client }) => {
    await ack()
    const view = dialogOf(body)
    const actor = await staffOf(deps, body.user.id)
    const { caseId } = readCarried(view, { caseId: isId })
    const verb = (action as StaticSelectAction).selected_option?.value ?? ''
    await drawAnew(client, deps.log, view, await drawVerb(deps, actor, caseId, verb))
  })

  app.options('into', async ({ ack, body, payload }) => {
    await ack({ options: await findCases(deps, body, payload.value) })
  })

  app.view('case.verb.submit', async ({ ack, body, view }) => {
    const state = readCarried<State>(view, { caseId: isId, verb: orNull(isText) })
    try {
      await inTime(deps, body.user.id, (hurried, actor) => submitVerb(hurried, actor, view, state))
    } catch (error) {
      const isRefused = error instanceof RefusedError
      if (!isRefused) deps.log.error({ error, verb: state.verb }, 'a verb failed')
      const text = isRefused ? error.message : FAILED
      return ack(await refusal(deps, body.user.id, view, state, text))
    }
    await ack()
    deps.wake()
  })
}

/** The cases that somebody may join theirs to; nothing for whoever is not on the team. */
async function findCases(
  deps: BotDeps,
  { user, view }: { user: { id: string }; view?: { private_metadata: string } },
  words: string,
) {
  const actor = await actorOf(deps, user.id)
  if (typeof actor === 'string' || view === undefined) return []
  const { caseId } = readCarried(view, { caseId: isId })
  const facts = await readCaseFacts(deps.reader.kysely, caseId)
  if (facts === null) return []
  const found = await findOtherCases(deps.archive.kysely, facts, { words, limit: SHOWN })
  return searchOptions(found.map(caseOption))
}

async function submitVerb(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  { caseId, verb }: State,
): Promise<void> {
  if (verb === null || !isPlainVerb(verb))
    throw new RefusedError('no_verb', 'Choose what you want to do first.')
  await performVerb(deps.ctx, actor, { verb, caseId, values: valuesOf(view) })
}

/** What is wrong, at the first field; a verb without fields shows it above. */
async function refusal(
  deps: BotDeps,
  slackUserId: string,
  view: ViewOutput,
  state: State,
  text: string,
) {
  const field = view.blocks.find((block) => block.type === 'input')?.block_id
  if (field !== undefined) return { response_action: 'errors' as const, errors: { [field]: text } }
  const actor = await actorOf(deps, slackUserId)
  const staffId = typeof actor === 'string' ? '' : actor.staffId
  const drawn = await drawList(deps, staffId, state, text)
  return { response_action: 'update' as const, view: drawn }
}

async function drawVerb(
  deps: BotDeps,
  actor: Actor,
  caseId: number,
  verb: string,
): Promise<Dialog> {
  if (!OWN_DIALOGS.has(verb)) return drawList(deps, actor.staffId, { caseId, verb }, null)
  try {
    return await buildDialog(deps, actor, { action: verb as OpenDialog['action'], caseId })
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return drawList(deps, actor.staffId, { caseId, verb: null }, error.message)
  }
}

async function drawList(
  deps: BotDeps,
  staffId: string,
  { caseId, verb }: State,
  fault: string | null,
): Promise<Dialog> {
  const facts = await readCaseFacts(deps.reader.kysely, caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  const view = { ...facts, reply: deps.replyRight(facts) }
  const choices = await readVerbChoices(deps.reader.kysely, facts, staffId)
  const forms: readonly VerbForm[] = verbForms(view, choices)
  return verbsDialog(view, forms, forms.find((form) => form.verb === verb) ?? null, fault)
}

function valuesOf(view: ViewOutput): VerbValues {
  const said = (name: string) => typed(view, name) || (pick(view, name) ?? dayIn(view, name))
  return Object.fromEntries(blocksOf(view).map((name) => [name, said(name) ?? undefined]))
}
