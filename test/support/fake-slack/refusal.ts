import type { JsonObject } from './json.ts'

/** Slack's way of saying no: HTTP 200 with `ok: false` and this error name. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal'
  readonly error: string
  readonly extra: JsonObject

  constructor(error: string, extra: JsonObject = {}) {
    super(error)
    this.error = error
    this.extra = extra
  }
}

/** The refusal of blocks or a view, with one line for each fault found. */
export function refuseAsInvalid(error: string, problems: readonly string[]): SlackRefusal {
  return new SlackRefusal(error, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  })
}

/** Slack's answer to a call that lacks an argument. */
export function refuseMissing(argument: string): SlackRefusal {
  return new SlackRefusal('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${argument}`] },
  })
}

/** An answer that is no JSON: Slack itself, or something before it, is in trouble. */
export class SlackTrouble extends Error {
  override readonly name = 'SlackTrouble'
  readonly status: number

  constructor(status: number) {
    super(`HTTP ${status}`)
    this.status = status
  }
}
