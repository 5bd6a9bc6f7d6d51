import type { SlackFinding } from '../bot/slack-finding.ts'

/** One finding with its mend; messages of the system underneath end without a full stop. */
export function findingLine({ level, what, mend }: SlackFinding): string {
  const said = `${level.padEnd(4)}  ${what}`
  if (mend === undefined) return said
  return /[.!?]$/.test(said) ? `${said} ${mend}` : `${said}. ${mend}`
}
