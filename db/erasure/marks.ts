import { createHash } from 'node:crypto'
import type { Bulk } from '../batch-writer/bulk.ts'

/** A fingerprint by which something erased is known again; the kind keeps equal names apart. */
function markOf(kind: 'author' | 'post' | 'customer' | 'email' | 'order', name: string): string {
  return createHash('sha256').update(`earshot:erased:${kind}:${name}`).digest('base64url')
}

/** Of `network:id` or `network:handle`, however the handle is written. */
export function authorMark(key: string): string {
  const at = key.indexOf(':')
  const name = key.slice(at + 1).replace(/^@/, '')
  return markOf('author', `${key.slice(0, at)}:${name.toLowerCase()}`)
}

/** Under every name by which an account may come back: its key, its number there, its handle. */
export function authorMarks(account: {
  key: string
  network: string
  native_id: string | null
  handle: string | null
}): string[] {
  const names = [account.native_id, account.handle].filter((name) => name !== null)
  const keys = [account.key, ...names.map((name) => `${account.network}:${name}`)]
  return [...new Set(keys.map(authorMark))]
}

export function postMark(key: string): string {
  return markOf('post', key)
}

export function customerMark(key: string): string {
  return markOf('customer', key)
}

/** Of the fingerprint under which an e-mail is kept. */
export function emailMark(brandId: string, print: string): string {
  return markOf('email', `${brandId}\n${print}`)
}

/** What the key of an order becomes: the same order is known again, and nobody is. */
export function erasedOrderKey(key: string): string {
  return `erased:${markOf('order', key)}`
}

/** Those of these marks that belong to somebody erased; one look where nobody was. */
export async function findErased(
  bulk: Pick<Bulk, 'all' | 'allIn'>,
  marks: () => readonly string[],
): Promise<Set<string>> {
  const [any] = await bulk.all('select mark from erased limit 1', [])
  if (any === undefined) return new Set()
  const found = await bulk.allIn<{ mark: string }>(
    'select mark from erased where mark in (%)',
    marks(),
  )
  return new Set(found.map((row) => row.mark))
}
