/** One line of what the doctor says about Slack, with its mend where something is wrong. */
export interface SlackFinding {
  level: 'ok' | 'warn' | 'fail'
  what: string
  mend?: string
}
