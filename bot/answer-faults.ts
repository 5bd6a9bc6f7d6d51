import type { AllMiddlewareArgs, AnyMiddlewareArgs, App, RespondFn } from '@slack/bolt'
import { RefusedError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { linesAnswer } from '../views/command-answers.ts'
import { noticeDialog } from '../views/settings-dialog.ts'
import { tellAlone, tellIn, tellOver } from './tell.ts'

type Args = AnyMiddlewareArgs & AllMiddlewareArgs & { respond?: RespondFn }
/** What is read of a delivery, which is told apart by its `type`; a command has none. */
interface Told {
  type?: string
  trigger_id?: string
  view?: { type?: string; blocks?: { type: string; block_id?: string }[] }
}

/** Nobody waits for an answer to these. */
const UNHEARD = new Set(['event_callback', 'view_closed'])
/** Their response_url would answer below a message that is not about it. */
const SHORTCUTS = new Set(['shortcut', 'message_action'])
const FAILED = 'That did not work, and nothing was changed. Please try again.'

/**
 * Whatever a handler throws, whoever pressed is told in a sentence, where they look: a refusal in its own words, anything
 * else as that it did not work. An event has nobody who waits.
 */
export function answerFaults(app: App, log: Logger): void {
  app.use(async (args) => {
    try {
      await args.next()
    } catch (error) {
      const isRefusal = error instanceof RefusedError
      if (!isRefusal) log.error({ error, what: nameOf(args) }, 'a Slack handler failed')
      await answer(args, log, isRefusal ? error.message : FAILED).catch((cause: unknown) =>
        log.warn({ error: cause }, 'could not answer a press'),
      )
    }
  })
}

async function answer(args: Args, log: Logger, text: string): Promise<void> {
  const { client, respond } = args
  const { type = '', view, trigger_id: triggerId = '' } = args.body as Told
  const ack = args.ack as ((said: unknown) => Promise<void>) | undefined
  if (type === 'view_submission') return ack?.(refusalOf(view, text))
  if (type === 'block_suggestion') return ack?.({ options: [] })
  if (UNHEARD.has(type)) return
  if (view?.type === 'modal') return tellOver(client, triggerId, text)
  if (respond === undefined || SHORTCUTS.has(type)) return tellIn(client, triggerId, text)
  return tellAlone(respond, log, linesAnswer([[{ text }]]))
}

/** At the first field of the dialog, whose words then stay; one without fields gives way to the sentence. */
function refusalOf(view: Told['view'], text: string): object {
  const field = view?.blocks?.find((block) => block.type === 'input')?.block_id
  return field === undefined
    ? { response_action: 'update', view: noticeDialog(text) }
    : { response_action: 'errors', errors: { [field]: text } }
}

/** The button, dialog, command or event of it, for the log. */
function nameOf({ body, payload }: Args): string {
  const of = { ...body, ...(payload as object) } as Record<string, unknown>
  const name = of['action_id'] ?? of['callback_id'] ?? of['command'] ?? of['type']
  return String(name).slice(0, 100)
}
