import type { Desk } from './desk.ts'
import type { JsonObject } from './json.ts'
import type { Answer } from './words.ts'

/** What became of a forged act: where an answer to it would be told. */
export interface Forged extends Answer {
  readonly trigger: string
  /** The `messageTs` of what is told at its response_url. */
  readonly answerAt: string
}

/**
 * Tells the app an act with whatever body, as no Slack would; `by` need be nobody of the workspace. A team, a user, a
 * trigger and an address for the answer are put in; a null of the body leaves out what stands there.
 */
export async function forgeAct(desk: Desk, by: string, body: JsonObject): Promise<Forged> {
  const { team, mintTs } = desk.workspace
  const answerAt = mintTs()
  const trigger = desk.triggers.issue(by, null)
  const given: JsonObject = {
    team: { id: team.id, domain: team.domain },
    user: { id: by, team_id: team.id },
    trigger_id: trigger,
    response_url: desk.responseUrls.issue({
      channel: 'C1',
      user: by,
      messageTs: answerAt,
      isEphemeral: false,
      threadTs: null,
    }),
    ...body,
  }
  const whole = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  const kind = 'command' in body ? 'slash_commands' : 'interactive'
  const answer = await desk.courier.tell(kind, whole, true)
  return { ...answer, trigger, answerAt }
}
