const HIDDEN = '[hidden]'

/** Shapes of secrets that may stand in any string: Slack, Bearer, keys in URLs, e-mail addresses. */
const SECRETS: readonly RegExp[] = [
  /\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w.-]{6,}/g,
  /\b(?:Bearer|Basic|Bot)\s+[\w.~+/=-]{8,}/gi,
  /https:\/\/hooks\.slack\.com\/[^\s"'\\]+/g,
  /(?<=[?&](?:code|sig|token|secret|key|signature|access_token|refresh_token|password)=)[^&\s"'\\]+/gi,
  /(?<=\\*"(?:[a-z_]*(?:token|secret|password|api_?key)|authorization|cookie|response_url)\\*"\s*:\s*\\*")[^"\\]+/gi,
  // Begun at the first sign of a word only: else a long word without an @ is read once for each of its letters.
  /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
]

/** The same string without anything that looks like a secret or an e-mail address. */
export function redact(text: string): string {
  return SECRETS.reduce((out, pattern) => out.replace(pattern, HIDDEN), text)
}
