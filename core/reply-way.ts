import { RefusedError } from './errors.ts'

/** How an answer goes: below the post for everybody, or as a message to its author alone. */
export type Way = 'public' | 'direct'

/** The way that a form names; everything else is the public one. */
export function readWay(value: string | null): Way {
  return value === 'direct' ? 'direct' : 'public'
}

/** Refuses an answer that the network does not take, or not this way. */
export function refuseWay(
  right: { may: true; mayDirect?: boolean } | { may: false; why: string },
  way: Way,
): void {
  if (!right.may) throw new RefusedError('no_reply', right.why)
  if (way === 'direct' && right.mayDirect !== true)
    throw new RefusedError(
      'no_direct',
      'They cannot be written to by direct message from here. Nothing was sent; answer below the post.',
    )
}
