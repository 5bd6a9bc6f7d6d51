import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { UsageError } from './errors.ts'

/** Seals and opens small secrets (codes, tokens) that have to lie in the database. */
export interface Seal {
  /** AES-256-GCM, a fresh nonce each time; the text says which form it has. */
  seal(plain: string): string
  /** Throws where the text was tampered with or sealed under another key. */
  open(sealed: string): string
  /** Keyed fingerprint: equal texts give equal ones, nothing can be read back. */
  fingerprint(plain: string): string
}

const FORM = 'v1'

/** `key` is any secret of at least 16 characters (EARSHOT_KEY). */
export function createSeal(key: string): Seal {
  if (key.length < 16)
    throw new UsageError(
      'EARSHOT_KEY is too short. Use at least 16 random characters and keep them safe.',
    )
  const secret = createHash('sha256').update(`earshot:${key}`).digest()
  return {
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return [FORM, nonce, cipher.getAuthTag(), body]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.')
    },
    open(sealed) {
      const [form, nonce = '', tag = '', body = ''] = sealed.split('.')
      if (form !== FORM) throw new Error('not a sealed text')
      const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(nonce, 'base64url'), {
        // Without it a tag cut to four bytes, which can be guessed, would do.
        authTagLength: 16,
      })
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return (
        decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
      )
    },
    fingerprint(plain) {
      return createHmac('sha256', secret).update(plain).digest('base64url')
    },
  }
}
