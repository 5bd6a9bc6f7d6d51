import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A shorter secret can be guessed. */
const MIN_SECRET = 16
const HEX = /^sha256=([0-9a-f]{64})$/

/** Whether a secret is long enough to sign with. */
export function isUsableSecret(secret: string | undefined): secret is string {
  return secret !== undefined && secret.trim().length >= MIN_SECRET
}

/** Whether `header` ("sha256=…") is the HMAC-SHA256 of the parts, one after the other; in constant time. */
export function matchesSignature(
  secret: string,
  parts: readonly (string | Uint8Array)[],
  header: string | null,
): boolean {
  const given = HEX.exec(header?.trim() ?? '')?.[1]
  if (given === undefined || !isUsableSecret(secret)) return false
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return timingSafeEqual(hmac.digest(), Buffer.from(given, 'hex'))
}

/** SHA-256 of a body, as hex. */
export function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

/** The body as text; null where it is not UTF-8. */
export function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
}
